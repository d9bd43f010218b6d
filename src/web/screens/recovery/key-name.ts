import { useMemo } from "react";
import type { RecoveryCut } from "../../api/stats.ts";
import { useCutWords } from "../../parts/cut-words.ts";
import { useRecoveryTexts } from "./texts.ts";

/** What cuts and the keys of their rows are called; orders that a cut says nothing of are told why. */
export function useKeyName() {
  const t = useRecoveryTexts();
  const words = useCutWords();
  return useMemo(
    () => ({
      cut: words.cut,
      key: (by: RecoveryCut, key: string): string => {
        if (key !== "none") return words.key(by, key);
        return by === "agent" || by === "template_version" ? t(`none.${by}`) : t("none.contact");
      },
    }),
    [t, words],
  );
}

import { theme } from "antd";
import { textDiff } from "./diff.ts";
import { useTemplateTexts } from "./texts.ts";

/** The later text, with what was taken away struck out and what was added underlined: not by colour alone. */
export function DiffView({ before, after }: { readonly before: string; readonly after: string }) {
  const t = useTemplateTexts();
  const { token } = theme.useToken();
  if (before === after) return <span>{t("diff.same")}</span>;
  return (
    <div className="foreign" style={{ whiteSpace: "pre-wrap", lineHeight: 1.7 }}>
      {textDiff(before, after).map(({ kind, text }, index) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces are known by their place alone
        if (kind === "same") return <span key={index}>{text}</span>;
        return kind === "removed" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <del key={index} style={{ background: token.colorErrorBg, color: token.colorText }}>
            {text}
          </del>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <ins key={index} style={{ background: token.colorSuccessBg, color: token.colorText }}>
            {text}
          </ins>
        );
      })}
    </div>
  );
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { RequestError } from "../../api/request.ts";
import { type Cell, tryWords } from "../../api/templates.ts";
import { useSettled } from "../../parts/use-settled.ts";
import { useShop } from "../../shell/shop.ts";
import type { EditedWords } from "./use-words-draft.ts";

/** Milliseconds without typing after which the words are tried. */
const SETTLED = 350;

/** The words as they would go out, or what is wrong with them, as somebody types. @param order a real one; empty: a sample. */
export function useTrial(cell: Cell, words: EditedWords, order: string, isAllowed: boolean) {
  const { slug } = useShop();
  const settled = useSettled(words, SETTLED);
  const about = useSettled(order.trim(), SETTLED);
  return useQuery({
    queryKey: ["trial", slug, cell, settled.subject, settled.text, about],
    queryFn: async () => {
      try {
        const subject = cell.channel === "email" ? settled.subject : null;
        const body = { ...cell, subject, text: settled.text, ...(about === "" ? {} : { order: about }) };
        return { preview: await tryWords(slug, body), problems: [] };
      } catch (error) {
        // That is an answer too: about the words.
        if (error instanceof RequestError && error.status === 422) return { preview: null, problems: error.errors };
        throw error;
      }
    },
    enabled: isAllowed && settled.text.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

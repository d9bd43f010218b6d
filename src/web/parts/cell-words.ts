/** Which messages a text is written for, in words. */
import type { Cell } from "../api/templates.ts";
import type { Say } from "../locale.ts";
import type { WordKey } from "./words.ts";

/** `Price · New buyer`; what means everybody is left out, but never all of it. */
export function audienceWords(
  { reason, kind, grade }: Pick<Cell, "reason" | "kind" | "grade">,
  words: Say<WordKey>,
): string {
  return [
    words(`why.${reason}`),
    ...(kind === "any" ? [] : [words(`kind.${kind}`)]),
    ...(grade === "any" ? [] : [words(`grade.${grade}`)]),
  ].join(" · ");
}

/** The same with the channel and the language. @param localeName how a language is called. */
export const cellWords = (cell: Cell, words: Say<WordKey>, localeName: (tag: string) => string): string =>
  `${words(`channel.${cell.channel}`)} · ${audienceWords(cell, words)} · ${localeName(cell.locale)}`;

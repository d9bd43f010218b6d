import { readFileSync } from "node:fs";
import type { ReasonClassifier } from "#src/domain/reason-classifier.ts";
import { isReasonCode, REASON_CODES, type ReasonCode } from "#src/domain/reason-code.ts";

/** A buyer's sentence and the reason that people read in it. */
export interface Sentence {
  readonly code: ReasonCode;
  readonly text: string;
}

/** The sentences that the lexicon was written with, and those that were set aside (docs/reasons.md). */
export const SETS = ["tuning", "held-out", "fresh"] as const;

/** @param set a file of `tests/sentences/`: a code, a tab and a sentence on each line. */
export function readSentences(set: (typeof SETS)[number]): Sentence[] {
  const file = readFileSync(new URL(`../sentences/${set}.tsv`, import.meta.url), "utf8");
  return file.split("\n").flatMap((line) => {
    const [code = "", text] = line.split("\t");
    if (text === undefined) return [];
    if (!isReasonCode(code)) throw new Error(`${set}.tsv: no reason has the code ${code}`);
    return [{ code, text }];
  });
}

export interface Scores {
  /** How many sentences of a code (first) were read as another (second). */
  readonly confusion: ReadonlyMap<ReasonCode, ReadonlyMap<ReasonCode, number>>;
  readonly f1: ReadonlyMap<ReasonCode, number>;
  /** The mean of `f1` over all codes, each counting the same. */
  readonly macroF1: number;
}

/** How a classifier reads sentences; what it finds nothing in is `unknown`. */
export function score(classifier: Pick<ReasonClassifier, "readWords">, sentences: readonly Sentence[]): Scores {
  const confusion = new Map(REASON_CODES.map((code) => [code, new Map(REASON_CODES.map((read) => [read, 0]))]));
  for (const { code, text } of sentences) {
    const row = confusion.get(code);
    const read = classifier.readWords(text)?.code ?? "unknown";
    row?.set(read, (row.get(read) ?? 0) + 1);
  }
  const count = (code: ReasonCode, read: ReasonCode): number => confusion.get(code)?.get(read) ?? 0;
  const f1 = new Map(
    REASON_CODES.map((code) => {
      const others = REASON_CODES.filter((one) => one !== code);
      const missed = others.reduce((sum, read) => sum + count(code, read), 0);
      const wrong = others.reduce((sum, other) => sum + count(other, code), 0);
      const hit = count(code, code);
      return [code, (2 * hit) / (2 * hit + missed + wrong)];
    }),
  );
  return { confusion, f1, macroF1: [...f1.values()].reduce((sum, one) => sum + one, 0) / f1.size };
}

/** The confusion matrix as a table: rows are what people read, columns what the classifier did. */
export function confusionTable({ confusion, f1, macroF1 }: Scores): string {
  const width = 16;
  const head = ["", ...REASON_CODES, "F1"].map((cell) => cell.padStart(width)).join("");
  const rows = REASON_CODES.map((code) =>
    [code, ...REASON_CODES.map((read) => String(confusion.get(code)?.get(read) ?? 0)), (f1.get(code) ?? 0).toFixed(2)]
      .map((cell) => cell.padStart(width))
      .join(""),
  );
  return [head, ...rows, `macro-F1 ${macroF1.toFixed(3)}`].join("\n");
}

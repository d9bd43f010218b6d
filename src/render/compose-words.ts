/**
 * The files of `config/templates/`: the facts of a message stand once, in its frame, and every reason and kind of buyer
 * adds what is its own, as parts. `[[help]]` in a frame stands for the part `help`.
 */
import { z } from "zod";
import { GRADES, type Grade } from "../domain/event.ts";
import { REASON_CODES, type ReasonCode } from "../domain/reason-code.ts";
import type { BuyerKind } from "../domain/template.ts";

const PART = /\[\[([a-z_]+)\]\]/g;
const KINDS = ["new", "returning"] as const satisfies readonly BuyerKind[];

/** `new`, `returning` or `any`, and `returning A` for one grade of them. */
const CELL = new RegExp(`^(new|returning|any)(?: ([${GRADES.join("")}]))?$`);

const name = z.string().regex(/^[a-z_]+$/, "expected a part's name in small letters");
const parts = z.record(name, z.string());
const byKind = z.strictObject({ new: z.string(), returning: z.string() });
const texts = {
  text: z.string().min(1),
  /** What holds for every reason, unless it says otherwise; where it differs by kind of buyer, one for each. */
  parts: z.record(name, z.union([z.string(), byKind])).default({}),
  words: z.partialRecord(
    z.enum(REASON_CODES),
    z.record(z.string().regex(CELL, "expected new, returning or any, with a grade behind it or none"), parts),
  ),
};

export const frameSchema = z.strictObject(texts);
export const frameWithSubjectSchema = z.strictObject({ subject: z.string().min(1), ...texts });

export type Frame = z.output<typeof frameSchema> & { readonly subject?: string };

/** One text of a frame, put together: Liquid. */
export interface ComposedText {
  readonly reason: ReasonCode;
  readonly kind: BuyerKind | "any";
  readonly grade: Grade | "any";
  readonly subject: string | null;
  readonly text: string;
}

/**
 * Every text that a frame stands for. A reason's `any` becomes one text a kind of buyer where parts differ by kind.
 * @throws Error that names the part that is missing.
 */
export function composeTexts(frame: Frame): ComposedText[] {
  return Object.entries(frame.words).flatMap(([reason, cells]) =>
    Object.entries(cells).flatMap(([cell, own]) => {
      const [, kind = "any", grade] = CELL.exec(cell) ?? [];
      return kindsOf(frame, kind as BuyerKind | "any").flatMap((one) => {
        // What is written for the kind itself comes before what is written for any.
        if (one !== kind && cells[cell.replace("any", one)] !== undefined) return [];
        const parts = { ...shared(frame, one), ...(cells.any ?? {}), ...(cells[one] ?? {}), ...own };
        return [
          {
            reason: reason as ReasonCode,
            kind: one,
            grade: (grade ?? "any") as Grade | "any",
            subject: frame.subject === undefined ? null : fill(frame.subject, parts),
            text: fill(frame.text, parts),
          },
        ];
      });
    }),
  );
}

function kindsOf(frame: Frame, kind: BuyerKind | "any"): readonly (BuyerKind | "any")[] {
  const differs = Object.values(frame.parts).some((part) => typeof part !== "string");
  return kind === "any" && differs ? KINDS : [kind];
}

function shared(frame: Frame, kind: BuyerKind | "any"): Record<string, string> {
  return Object.fromEntries(
    Object.entries(frame.parts).flatMap(([key, part]) => {
      if (typeof part === "string") return [[key, part]];
      return kind === "any" ? [] : [[key, part[kind]]];
    }),
  );
}

function fill(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replace(PART, (_, key: string) => {
    const part = parts[key];
    if (part === undefined) throw new Error(`there is no part "${key}"`);
    return part;
  });
}

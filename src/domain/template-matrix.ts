/** Which words the buyers of each cell get: the shop's own, ours, or what the fallback gives. */
import { PURPOSES } from "./channel.ts";
import { REASON_CODES } from "./reason-code.ts";
import type { TemplateCell } from "./shop-template.ts";
import { chooseTemplate, MEDIUMS, type Template } from "./template.ts";

/** One cell, and the words for it; null where there are none in any language that would do. */
export interface MatrixRow {
  readonly cell: TemplateCell;
  readonly uses: Template | null;
  /** Whether nothing is written for the very cell. */
  readonly fallsBack: boolean;
}

/** What stands for a buyer of whom nothing is known: no grade counts as C, no paid orders as new (contract.md). */
const UNKNOWN_KIND = "new";
const UNKNOWN_GRADE = "C";

/**
 * Every medium, purpose, locale, reason and kind of buyer, and beyond these the cells that somebody wrote words for
 * (a grade, a kind `any`, another language). Thanks have one reason.
 * @param written the cells of the shop's own templates, published or not.
 */
export function templateMatrix(
  templates: readonly Template[],
  written: readonly TemplateCell[],
  shopLocale: string,
): MatrixRow[] {
  const locales = [...new Set([shopLocale, ...templates.map(({ locale }) => locale)])];
  const usual = locales.flatMap((locale) =>
    MEDIUMS.flatMap((medium) =>
      PURPOSES.flatMap((purpose) =>
        (purpose === "thank_you" ? (["unknown"] as const) : REASON_CODES).flatMap((reason) =>
          (["new", "returning"] as const).map(
            (kind): TemplateCell => ({ medium, purpose, locale, reason, kind, grade: "any" }),
          ),
        ),
      ),
    ),
  );
  const cells = new Map([...written, ...usual].map((cell) => [cellKey(cell), cell]));
  return [...cells.values()].map((cell) => {
    const query = {
      ...cell,
      shopLocale,
      kind: cell.kind === "any" ? UNKNOWN_KIND : cell.kind,
      grade: cell.grade === "any" ? UNKNOWN_GRADE : cell.grade,
    } as const;
    const uses = chooseTemplate(templates, query);
    return { cell, uses, fallsBack: uses === null || cellKey(uses) !== cellKey(cell) };
  });
}

export const cellKey = ({ medium, purpose, locale, reason, kind, grade }: TemplateCell): string =>
  [medium, purpose, locale, reason, kind, grade].join(" ");

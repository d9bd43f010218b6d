/** A table for a terminal: columns line up also where a character takes two cells. */

/** East Asian wide characters (Unicode, UAX 11): Han, kana, Hangul, and full-width forms. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;

/** Cells a text takes on a terminal. */
const widthOf = (text: string): number => [...text].reduce((sum, char) => sum + (WIDE.test(char) ? 2 : 1), 0);

/** `rows`, the first of which is the head; the first column is words and stands left, the others are numbers. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) => Math.max(0, ...rows.map((row) => widthOf(row[at] ?? ""))));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, at) => {
        const cell = row[at] ?? "";
        const space = " ".repeat(width - widthOf(cell));
        return at === 0 ? cell + space : space + cell;
      })
      .join("   ")
      .trimEnd();
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...body.map(line)].join("\n");
}

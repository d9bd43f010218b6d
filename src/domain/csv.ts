/** A text that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV without its end (RFC 4180); null is empty, and a text that begins like a formula gets a `'` before it. */
export const csvLine = (values: readonly (string | number | null)[]): string => values.map(field).join(",");

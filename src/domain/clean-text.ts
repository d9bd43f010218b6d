/** Shop's and buyer's text on its way into a message: data, however hostile (faults.md, "Bad input, by class"). */

/** Marks that reorder what is shown: embeddings, overrides and isolates. */
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;
/** C0 and C1 controls but for the newline. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROLS = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;
const LINE_BREAKS = /[\r\n\u0085\u2028\u2029]+/g;
/** A link, or what phones make one of. */
const LINK_LIKE = /:\/\/|www\.|[\p{L}\d-]\.[a-z]{2,}/iu;

/** Text of several lines without what could hide or reorder its words. */
export const cleanText = (text: string): string =>
  text.toWellFormed().replaceAll("\r\n", "\n").replace(BIDI_CONTROLS, "").replace(CONTROLS, "");

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The same on one line, with at most `limit` visible characters; what is cut ends in `…`. */
export function cleanLine(text: string, limit: number): string {
  // Bounded first: ten thousand characters are not split into graphemes to keep twenty.
  const line = cleanText(text.slice(0, limit * 16).replace(LINE_BREAKS, " "))
    .replace(/\s+/g, " ")
    .trim();
  // A character is at least one unit long: what is short in units needs no counting.
  if (line.length <= limit && text.length <= limit * 16) return line;
  const shown = [...SEGMENTER.segment(line)];
  if (shown.length <= limit && text.length <= limit * 16) return line;
  return `${shown
    .slice(0, limit - 1)
    .map(({ segment }) => segment)
    .join("")
    .trimEnd()}…`;
}

/**
 * A buyer's name, or null where it is none that a message should repeat: whoever orders with a link for a name would
 * have the shop send that link to a number of their choice.
 */
export function cleanName(name: string | null): string | null {
  if (name === null || LINK_LIKE.test(name)) return null;
  return cleanLine(name, 30) || null;
}

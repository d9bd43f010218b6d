/** Length in characters (code points), as limits are told to people. Stops counting past `limit`. */
const isLongerThan = (text: string, limit: number): boolean => {
  if (text.length <= limit) return false;
  if (text.length > 2 * limit) return true;
  let count = 0;
  for (const _ of text) if (++count > limit) return true;
  return false;
};

const CONTROL = /\p{Cc}/u;

/** The longest id of a shop's own, in characters (faults.md, "ids"). */
const ID_LIMIT = 128;

/**
 * Whether `text` can stand as an id of the shop's own: 1 to 128 characters, no control characters, no half of a
 * surrogate pair (two such ids would be one after UTF-8). Ids are opaque: never trimmed, folded or normalised.
 */
export const isOpaqueId = (text: string): boolean =>
  text !== "" && !isLongerThan(text, ID_LIMIT) && !CONTROL.test(text) && text.isWellFormed();

/** The longest name of a shop or of somebody, in characters. */
export const NAME_LIMIT = 100;

/** A name as people give it, without blanks around it; null where it is none: empty, too long, or not on one line. */
export function parseName(text: string): string | null {
  const name = text.trim();
  return name === "" || isLongerThan(name, NAME_LIMIT) || /\p{C}/u.test(name) ? null : name;
}

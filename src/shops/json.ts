/** Strict JSON (RFC 8259) for bodies that strangers send. */
import { LosslessNumber, parse } from "lossless-json";
import { type Problem, pointerTo } from "./problem.ts";

/** What a body may hold. A whole number past 2^53 stands as `LosslessNumber`, with its own digits. */
export type Json =
  | string
  | number
  | boolean
  | null
  | LosslessNumber
  | readonly Json[]
  | { readonly [key: string]: Json };

export type ParsedJson =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly status: 400 | 422; readonly errors: readonly Problem[] };

const DEPTH_LIMIT = 32;
const NUL = "\u0000";
const TEXT_END = '"';
/** Up to so many digits a whole number comes through a double unchanged. */
const EXACT_DIGITS = 15;
const [QUOTE, DOT, ZERO, NINE, COLON, LETTER_E, SMALL_E, BACKSLASH] = [34, 46, 48, 57, 58, 69, 101, 92];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];

const decoder = new TextDecoder("utf-8", { fatal: true });

const refused = (status: 400 | 422, pointer: string, code: string, detail: string): ParsedJson => ({
  ok: false,
  status,
  errors: [{ pointer, code, detail }],
});

interface Measures {
  /** Deepest nesting. */
  readonly depth: number;
  /** Colons outside of texts: as many as there are keys. */
  readonly keys: number;
  /** Whether no number but short whole ones is there. */
  readonly plainNumbers: boolean;
}

/** The index of the quote that ends the text begun at `start`: the first that no odd number of backslashes goes before. */
const endOfText = (json: string, start: number): number => {
  for (let end = json.indexOf(TEXT_END, start + 1); end >= 0; end = json.indexOf(TEXT_END, end + 1)) {
    let before = end - 1;
    while (json.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return json.length;
};

/** Measures what is taken to be JSON, without recursion, so that no depth hurts. */
const measure = (json: string): Measures => {
  let [depth, deepest, keys, digits, plainNumbers] = [0, 0, 0, 0, true];
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code >= ZERO && code <= NINE) {
      if (++digits > EXACT_DIGITS) plainNumbers = false;
      continue;
    }
    if (digits > 0 && (code === DOT || code === LETTER_E || code === SMALL_E)) plainNumbers = false;
    digits = 0;
    if (code === QUOTE) i = endOfText(json, i);
    else if (code === COLON) keys++;
    else if (code === OPEN_BRACKET || code === OPEN_BRACE) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth--;
  }
  return { depth: deepest, keys, plainNumbers };
};

const parseNumber = (digits: string): number | LosslessNumber => {
  const value = Number(digits);
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? new LosslessNumber(digits) : value;
};

const isLeaf = (value: Json): value is Exclude<Json, readonly Json[] | { readonly [key: string]: Json }> =>
  typeof value !== "object" || value === null || value instanceof LosslessNumber;

/** Keys of all objects within `value`. */
const countKeys = (value: Json): number => {
  if (isLeaf(value)) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const inner of value as readonly Json[]) count += countKeys(inner);
    return count;
  }
  for (const inner of Object.values(value)) count += 1 + countKeys(inner);
  return count;
};

/** Where a text or a key's object holds NUL; null where there is none. */
const findNul = (value: Json, path: readonly string[]): string | null => {
  if (typeof value === "string") return value.includes(NUL) ? pointerTo(path) : null;
  if (isLeaf(value)) return null;
  for (const [key, inner] of Object.entries<Json>(value)) {
    const found = key.includes(NUL) ? pointerTo(path) : findNul(inner, [...path, key]);
    if (found !== null) return found;
  }
  return null;
};

/**
 * Reads a body. 400: not UTF-8, not JSON, nested deeper than 32, a key that stands twice in one object. 422: NUL in a
 * text. `__proto__` is a key like any other, stored as data.
 */
export const parseJson = (body: Uint8Array): ParsedJson => {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return refused(400, "", "encoding", "The body must be UTF-8");
  }
  const { depth, keys, plainNumbers } = measure(text);
  if (depth > DEPTH_LIMIT) return refused(400, "", "depth", `The body must not nest deeper than ${DEPTH_LIMIT} levels`);
  let value: Json;
  try {
    value = (plainNumbers ? JSON.parse(text) : parse(text, null, parseNumber)) as Json;
  } catch {
    return refused(400, "", "syntax", "The body must be JSON (RFC 8259) without doubled keys");
  }
  // Neither parser tells of every doubled key (the slow one lets equal values pass): fewer keys are left than came.
  if (countKeys(value) !== keys) return refused(400, "", "doubled_key", "No key may stand twice in one object");
  const nulAt = text.includes("\\u0000") ? findNul(value, []) : null;
  if (nulAt !== null) return refused(422, nulAt, "nul", "Text must not contain the NUL character");
  return { ok: true, value };
};

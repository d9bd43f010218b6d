import { pointerOf } from "./policy-errors.ts";

/** One difference between two documents. `from` is absent where it was added, `to` where it was removed. */
export interface JsonChange {
  /** RFC 6901. */
  readonly pointer: string;
  readonly op: "add" | "remove" | "replace";
  readonly from?: unknown;
  readonly to?: unknown;
}

type Path = readonly PropertyKey[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What makes `after` of `before`, both plain JSON, by the names of keys. Objects are compared key by key, and lists of
 * one length entry by entry; a list that grew or shrank is replaced as a whole.
 */
export function diffJson(before: unknown, after: unknown, path: Path = []): JsonChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => diffKey(before, after, key, [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((value, place) => diffJson(value, after[place], [...path, place]));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ pointer: pointerOf(path), op: "replace", from: before, to: after }];
}

function diffKey(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  key: string,
  path: Path,
): JsonChange[] {
  const [was, is] = [Object.hasOwn(before, key), Object.hasOwn(after, key)];
  if (was && is) return diffJson(before[key], after[key], path);
  const pointer = pointerOf(path);
  return was ? [{ pointer, op: "remove", from: before[key] }] : [{ pointer, op: "add", to: after[key] }];
}

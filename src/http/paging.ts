import type { Context } from "hono";
import { unprocessable } from "./problem.ts";

const DEFAULT_LIMIT = 50;
const MOST = 200;

/** 422 for one parameter of the query. */
export const badParameter = (name: string, detail: string) =>
  unprocessable([{ pointer: `/${name}`, code: name, detail }]);

/** `limit` of a list. @throws HttpProblem 422 where it is not 1 to 200. */
export function readLimit(c: Context): number {
  const text = c.req.query("limit");
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MOST) throw badParameter("limit", `must be a whole number from 1 to ${MOST}`);
  return limit;
}

/**
 * `cursor` of a list: what `page` handed out, for programs to hand back as it is. Its parts are whole numbers or null.
 * @throws HttpProblem 422 where it is none.
 */
export function readCursor(c: Context, parts: number): readonly (number | null)[] | null {
  const text = c.req.query("cursor");
  if (text === undefined) return null;
  const numbers = Buffer.from(text, "base64url")
    .toString("latin1")
    .split(" ")
    .map((part) => (part === "-" ? null : /^-?\d{1,16}$/.test(part) ? Number(part) : Number.NaN));
  if (numbers.length !== parts || numbers.some((part) => part !== null && !Number.isSafeInteger(part))) {
    throw badParameter("cursor", "must be the value of `next` of the page before");
  }
  return numbers;
}

/** A page of `rows`, of which one more than `limit` was read: whether there is a next page shows by it. */
export function page<Row, Shown>(
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => Shown,
  cursorOf: (row: Row) => readonly (number | null)[],
): { data: Shown[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next =
    rows.length > limit && last !== undefined
      ? Buffer.from(
          cursorOf(last)
            .map((part) => part ?? "-")
            .join(" "),
        ).toString("base64url")
      : null;
  return { data: shown.map(show), next };
}

import { createHash } from "node:crypto";
import type { Context } from "hono";
import { stale } from "./problem.ts";

/** A strong entity tag (RFC 9110, 8.8.3) of a body. */
const tagOf = (body: string): string => `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;

/** Whether a list of tags (`If-Match`, `If-None-Match`) names this one. */
const names = (list: string, tag: string): boolean =>
  list.split(",").some((entry) => entry.trim() === "*" || entry.trim().replace(/^W\//, "") === tag);

/** Answers a GET with JSON and its `ETag`, or with 304 where the caller has it already. */
export function reply(c: Context, value: object, tag?: string): Response {
  const body = JSON.stringify(value);
  const etag = tag ?? tagOf(body);
  c.header("ETag", etag);
  c.header("Cache-Control", "private, no-cache");
  const known = c.req.header("if-none-match");
  if (known !== undefined && names(known, etag)) return c.body(null, 304);
  return c.body(body, 200, { "content-type": "application/json; charset=utf-8" });
}

/**
 * For a change: refuses it where `If-Match` names another state than `value`, the one that stands.
 * @throws HttpProblem 409.
 */
export function requireMatch(c: Context, value: object): void {
  const expected = c.req.header("if-match");
  if (expected !== undefined && !names(expected, tagOf(JSON.stringify(value)))) throw stale();
}

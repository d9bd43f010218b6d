import type { Context } from "hono";
import { badParameter } from "./paging.ts";
import { stale } from "./problem.ts";

const LONGEST_REASON = 500;

/** Why a change is made (`?reason=`), for the audit log; null where nothing is said. @throws HttpProblem 422. */
export function readReason(c: Context): string | null {
  const reason = c.req.query("reason")?.trim() ?? "";
  if (reason.length > LONGEST_REASON) throw badParameter("reason", `must have at most ${LONGEST_REASON} characters`);
  return reason === "" ? null : reason.toWellFormed().replaceAll("\u0000", "");
}

/** The version named by `If-Match`; null where there is none or any will do. Another's tag names no version at all. */
export function readExpected(c: Context): number | null {
  const tag = c.req.header("if-match")?.trim();
  if (tag === undefined || tag === "*") return null;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(tag)?.[1];
  if (version === undefined) throw stale();
  return Number(version);
}

/** The entity tag of a version. */
export const versionTag = (version: number): string => `"${version}"`;

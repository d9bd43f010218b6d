import type { Context } from "hono";
import { HttpProblem } from "./problem.ts";

/**
 * Refuses a change that the page of another site makes in the name of whoever is signed in here: browsers say where a
 * request comes from, and a cookie alone says nothing of that.
 * @param publicUrl where staff reach this service.
 * @throws HttpProblem 403.
 */
export function requireOwnOrigin(c: Context, publicUrl: string): void {
  const origin = c.req.header("origin");
  if (origin !== undefined && isOwn(origin, publicUrl, c.req.header("host"))) return;
  throw new HttpProblem(403, {
    detail: "Changes are taken from this service's own page only: the Origin header must be where it is reached",
  });
}

/** The same for whoever is not signed in yet: programs send no origin, browsers always do. */
export function refuseOtherOrigin(c: Context, publicUrl: string): void {
  if (c.req.header("origin") !== undefined) requireOwnOrigin(c, publicUrl);
}

function isOwn(origin: string, publicUrl: string, host: string | undefined): boolean {
  const named = URL.parse(origin);
  const own = URL.parse(publicUrl);
  if (named === null) return false;
  if (named.origin === own?.origin) return true;
  // Beside its public address it may be reached by others, as localhost; never in clear where it is reached by https.
  return named.host === host && (named.protocol === "https:" || own?.protocol !== "https:");
}

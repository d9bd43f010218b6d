import { type Context, Hono } from "hono";
import { z } from "zod";
import { foldUsername, PASSWORD_LENGTH } from "../domain/credentials.ts";
import { toIso } from "../domain/instant.ts";
import type { JourneyContext } from "../journey/context.ts";
import { forgiveSignIn, throttleSignIn } from "../journey/throttle-sign-in.ts";
import { insertAudit } from "../store/audit.ts";
import { findActiveStaff } from "../store/staff.ts";
import { inShops } from "../store/transaction.ts";
import { clientAddress } from "./client-address.ts";
import { requireStaff } from "./guard.ts";
import { readJsonBody } from "./json-body.ts";
import { refuseOtherOrigin } from "./origin.ts";
import { HttpProblem, unprocessable } from "./problem.ts";
import type { StaffAuth } from "./staff-auth.ts";
import { memberJson } from "./staff-json.ts";

/** A password that somebody chooses. */
export const newPassword = z.string().min(PASSWORD_LENGTH.least).max(PASSWORD_LENGTH.most);
/** One that has to be right: what it is like is nobody's business. */
const password = z.string().max(1_000);

export const credentials = z.strictObject({
  username: z.string().max(200),
  password,
  rememberMe: z.boolean().optional(),
});
export const passwordChange = z.strictObject({
  currentPassword: password,
  newPassword,
  revokeOtherSessions: z.literal(true).optional(),
});

export const NEW_PASSWORD = `must have ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters`;
const EXPECTED = {
  username: "must be the name you sign in with",
  password: "must be your password",
  rememberMe: "must be true or false; it makes no difference",
  currentPassword: "must be the password you have now",
  newPassword: NEW_PASSWORD,
  revokeOtherSessions: "must be true: every other session ends",
};

/** `/api/auth`: signing in and out, by better-auth's addresses. Nothing else of it is served. */
export function authApi({ ctx, auth }: { readonly ctx: JourneyContext; readonly auth: StaffAuth }): Hono {
  const app = new Hono();
  app.post("/sign-in/username", async (c) => {
    refuseOtherOrigin(c, ctx.publicUrl);
    const given = await readJsonBody(c, credentials, EXPECTED);
    const attempt = { username: foldUsername(given.username), address: clientAddress(c) };
    await requireTry(ctx, attempt);
    const made = await auth.signIn(given, c.req.raw.headers);
    const staff = made && (await findActiveStaff(ctx.db, made.staffId));
    // One text for all causes: a stranger learns nothing of who there is.
    if (made === null || staff === null)
      throw new HttpProblem(401, { detail: "Name and password don't belong together" });
    await forgiveSignIn(ctx, attempt);
    await note(ctx, staff.username, "staff.sign_in");
    return withCookies(c, made.cookies).json({ staff: memberJson(staff) });
  });
  app.post("/sign-out", async (c) => {
    refuseOtherOrigin(c, ctx.publicUrl);
    return withCookies(c, await auth.signOut(c.req.raw.headers)).json({ success: true });
  });
  app.get("/get-session", async (c) => {
    c.header("cache-control", "no-store");
    const session = await auth.session(c.req.raw.headers);
    const staff = session && (await findActiveStaff(ctx.db, session.staffId));
    return c.json(session && staff ? { staff: memberJson(staff), expires_at: toIso(session.expiresAt) } : null);
  });
  app.post("/change-password", async (c) => {
    const { staff } = await requireStaff(c, { ctx, auth });
    const { currentPassword, newPassword: next } = await readJsonBody(c, passwordChange, EXPECTED);
    const attempt = { username: staff.username, address: clientAddress(c) };
    await requireTry(ctx, attempt);
    const cookies = await auth.changePassword({ current: currentPassword, next }, c.req.raw.headers);
    if (cookies === null) {
      const detail = "must be the password you have now";
      throw unprocessable([{ pointer: "/currentPassword", code: "wrong", detail }]);
    }
    await forgiveSignIn(ctx, attempt);
    await note(ctx, staff.username, "staff.password");
    return withCookies(c, cookies).json({ staff: memberJson(staff) });
  });
  return app;
}

/** Puts the session's cookies on the answer, which no cache may keep. */
export function withCookies(c: Context, cookies: readonly string[]): Context {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
  c.header("cache-control", "no-store");
  return c;
}

async function requireTry(ctx: JourneyContext, attempt: Parameters<typeof throttleSignIn>[1]): Promise<void> {
  const wait = await throttleSignIn(ctx, attempt);
  if (wait === null) return;
  throw new HttpProblem(429, {
    detail: "Too many tries: wait, or ask an admin for a link to choose a new password",
    headers: { "retry-after": String(Math.max(1, Math.ceil(wait / 1_000))) },
  });
}

const note = (ctx: JourneyContext, username: string, action: string): Promise<void> =>
  inShops(ctx.db, { shops: [] }, (tx) =>
    insertAudit(tx, { shopId: null, actor: `staff ${username}`, action, target: username, detail: {} }),
  );

import { Hono } from "hono";
import { z } from "zod";
import type { JourneyContext } from "../journey/context.ts";
import { makeFirstAdmin, needsFirstAdmin } from "../journey/first-admin.ts";
import { choosePassword } from "../journey/reset-password.ts";
import { findActiveStaff } from "../store/staff.ts";
import { NEW_PASSWORD, newPassword, withCookies } from "./auth-api.ts";
import { readJsonBody } from "./json-body.ts";
import { refuseOtherOrigin } from "./origin.ts";
import { HttpProblem } from "./problem.ts";
import { reply } from "./reply.ts";
import type { StaffAuth } from "./staff-auth.ts";
import { memberJson } from "./staff-json.ts";
import { asProblem } from "./staff-problem.ts";

const token = z.string().max(200);
const name = z.string().max(200);

export const firstAdmin = z.strictObject({ token, username: name, name: name.optional(), password: newPassword });
export const passwordByLink = z.strictObject({ token, password: newPassword });

const EXPECTED = {
  token: "must be what the link carries",
  username: "must be a name to sign in with",
  name: "must be a name",
  password: NEW_PASSWORD,
};

/** `setup` and `reset`: what the links do that work once. */
export function setupApi({ ctx, auth }: { readonly ctx: JourneyContext; readonly auth: StaffAuth }): Hono {
  const app = new Hono();
  app.get("/setup", async (c) => reply(c, { needed: await needsFirstAdmin(ctx) }));
  app.post("/setup", async (c) => {
    refuseOtherOrigin(c, ctx.publicUrl);
    const request = await readJsonBody(c, firstAdmin, EXPECTED);
    await makeFirstAdmin(ctx, request).catch(asProblem);
    const made = await auth.signIn(request, c.req.raw.headers);
    const staff = made && (await findActiveStaff(ctx.db, made.staffId));
    if (made === null || staff === null) throw new HttpProblem(401, { detail: "You are an admin now: sign in" });
    return withCookies(c, made.cookies).json({ staff: memberJson(staff) }, 201);
  });
  app.post("/reset", async (c) => {
    refuseOtherOrigin(c, ctx.publicUrl);
    const request = await readJsonBody(c, passwordByLink, EXPECTED);
    const member = await choosePassword(ctx, request).catch(asProblem);
    return c.json({ staff: memberJson(member) });
  });
  return app;
}

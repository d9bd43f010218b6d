import { type Context, Hono } from "hono";
import { z } from "zod";
import type { StaffId } from "../domain/brand.ts";
import { ROLES, type Role } from "../domain/role.ts";
import { changeStaff, resetStaff } from "../journey/change-staff.ts";
import type { JourneyContext } from "../journey/context.ts";
import { createStaff } from "../journey/create-staff.ts";
import { isWithin, type Manager } from "../journey/staff-scope.ts";
import { findStaff, listStaff, type Staff } from "../store/staff.ts";
import { NEW_PASSWORD, newPassword } from "./auth-api.ts";
import { readJsonBody } from "./json-body.ts";
import { page, readCursor, readLimit } from "./paging.ts";
import { notFound, unprocessable } from "./problem.ts";
import { reply, requireMatch } from "./reply.ts";
import { staffJson } from "./staff-json.ts";
import { asProblem } from "./staff-problem.ts";

const name = z.string().max(200);
const shops = z.array(z.string().max(63)).max(1_000);

export const newStaff = z.strictObject({
  username: name,
  name: name.optional(),
  role: z.enum(ROLES),
  shops,
  password: newPassword.nullish(),
});
export const staffChange = z.strictObject({
  name: name.optional(),
  role: z.enum(ROLES).optional(),
  shops: shops.optional(),
  disabled: z.boolean().optional(),
});

const EXPECTED = {
  username: "must be a name to sign in with",
  name: "must be a name",
  role: `must be one of ${ROLES.join(", ")}`,
  shops: "must be a list of slugs; an empty one stands for every shop, for admins alone",
  password: NEW_PASSWORD,
  disabled: "must be true or false",
};

/** `staff`: who works here. Admins of some shops alone see and change those who work for no others. */
export function staffApi({ ctx }: { readonly ctx: JourneyContext }): Hono {
  const readOne = async (c: Context): Promise<Staff> => {
    const member = await findStaff(ctx.db, readId(c));
    if (member === null || !isWithin(member, managerOf(c))) throw notFound();
    return member;
  };
  const shown = (c: Context, member: Staff) => staffJson(member, c.get("signedIn").shops);

  const app = new Hono();
  app.get("/", async (c) => {
    const limit = readLimit(c);
    const [after = null] = readCursor(c, 1) ?? [];
    const all = (await listStaff(ctx.db)).filter((member) => isWithin(member, managerOf(c)));
    const rows = all.map((member, at) => ({ member, at })).filter(({ at }) => after === null || at > after);
    return reply(
      c,
      page(
        rows.slice(0, limit + 1),
        limit,
        ({ member }) => shown(c, member),
        ({ at }) => [at],
      ),
    );
  });
  app.post("/", async (c) => {
    const { password = null, ...body } = await readJsonBody(c, newStaff, EXPECTED);
    const by = managerOf(c);
    const request = { ...body, shops: scopeNamed(body.shops, body.role), password };
    const id = await createStaff(ctx, request, by).catch(asProblem);
    const link = password === null ? await resetStaff(ctx, { id, by }) : null;
    const member = await findStaff(ctx.db, id);
    if (member === null) throw notFound();
    return c.json({ ...shown(c, member), link }, 201);
  });
  app.get("/:id", async (c) => reply(c, shown(c, await readOne(c))));
  app.patch("/:id", async (c) => {
    const { shops: slugs, ...change } = await readJsonBody(c, staffChange, EXPECTED);
    const standing = await readOne(c);
    const scope = slugs === undefined ? {} : { shops: scopeNamed(slugs, change.role ?? standing.role) };
    const changed = await changeStaff(ctx, {
      id: standing.id,
      by: managerOf(c),
      change: { ...change, ...scope },
      expect: (member) => requireMatch(c, shown(c, member)),
    }).catch(asProblem);
    if (changed === null) throw notFound();
    return c.json(shown(c, changed));
  });
  app.post("/:id/reset", async (c) => {
    const link = await resetStaff(ctx, { id: readId(c), by: managerOf(c) });
    if (link === null) throw notFound();
    c.header("cache-control", "no-store");
    return c.json({ link });
  });
  return app;
}

function managerOf(c: Context): Manager {
  const { actor, staff, shops: own } = c.get("signedIn");
  return { actor, shops: staff.everyShop ? null : own };
}

/** No shop at all is every shop, for admins: others are never given more by taking away the last. */
function scopeNamed(slugs: readonly string[], role: Role): readonly string[] | null {
  if (slugs.length > 0) return slugs;
  if (role === "admin") return null;
  throw unprocessable([
    { pointer: "/shops", code: "shops", detail: "must name a shop at least, unless they are an admin" },
  ]);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws HttpProblem 404: what can't be an id names nobody, and never reaches the database. */
function readId(c: Context): StaffId {
  const id = c.req.param("id") ?? "";
  if (!UUID.test(id)) throw notFound();
  return id.toLowerCase() as StaffId;
}

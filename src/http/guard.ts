/** Who calls, for which shop, and whether they may: asked once, before any route of `/api/v1` is reached. */
import type { Context, MiddlewareHandler } from "hono";
import type { JourneyContext } from "../journey/context.ts";
import { findApiKey } from "../store/api-keys.ts";
import { allShops, readShops, type Shop } from "../store/shops.ts";
import { findActiveStaff } from "../store/staff.ts";
import { type Rule, routeOf, ruleOf } from "./access.ts";
import { requireOwnOrigin } from "./origin.ts";
import { badParameter } from "./paging.ts";
import { HttpProblem, notFound } from "./problem.ts";
import type { Caller, Scope, SignedIn } from "./request-variables.ts";
import type { StaffAuth } from "./staff-auth.ts";

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

interface GuardDeps {
  readonly ctx: JourneyContext;
  readonly auth: StaffAuth;
}

/** Sets `caller` and `signedIn` as the route's rule has it (access.ts). @throws HttpProblem 401, 403, 404 or 422. */
export function guard(deps: GuardDeps): MiddlewareHandler {
  return async (c, next) => {
    const route = routeOf(c);
    const rule = route === null ? null : ruleOf(route);
    if (rule?.who !== "anybody") await admit(c, deps, rule);
    if (route !== null && rule === null) throw forbidden();
    await next();
  };
}

async function admit(c: Context, deps: GuardDeps, rule: Exclude<Rule, { who: "anybody" }> | null): Promise<void> {
  const header = c.req.header("authorization");
  const takesKeys = rule === null || rule.who === "shop" || rule.who === "shops";
  if (header !== undefined && takesKeys) {
    const caller = await callerOfKey(deps.ctx, header);
    c.set("caller", caller);
    c.set("scope", { shops: [caller.shop], everyShop: false });
    return;
  }
  const signedIn = await requireStaff(c, deps);
  if (rule === null) return;
  if (rule.who !== "signed-in" && !rule.roles.includes(signedIn.staff.role)) throw forbidden();
  if (rule.who === "shops") c.set("scope", scopeOf(c, signedIn));
  if (rule.who === "shop") c.set("caller", { ...signedIn, shop: namedShop(c, signedIn.shops) });
}

/** Whether whoever made a request that goes on and on would still be let in now. */
export async function isStillAdmitted(c: Context, deps: GuardDeps): Promise<boolean> {
  const rule = ruleOf(routeOf(c) ?? "");
  try {
    if (rule?.who !== "anybody") await admit(c, deps, rule);
    return true;
  } catch (error) {
    if (error instanceof HttpProblem) return false;
    throw error;
  }
}

/** @throws HttpProblem 401 where nobody is signed in, 403 for a change that came from elsewhere. */
export async function requireStaff(c: Context, { ctx, auth }: GuardDeps): Promise<SignedIn> {
  const session = c.req.header("cookie") === undefined ? null : await auth.session(c.req.raw.headers);
  const staff = session && (await findActiveStaff(ctx.db, session.staffId));
  if (session === null || staff === null) throw unknownCaller();
  if (!READS.has(c.req.method)) requireOwnOrigin(c, ctx.publicUrl);
  const shops = staff.everyShop ? await allShops(ctx.db) : [...(await readShops(ctx.db, staff.shops)).values()];
  const signedIn = { staff, session, shops, actor: `staff ${staff.username}` };
  c.set("signedIn", signedIn);
  return signedIn;
}

/** The shop of `?shop=`, or all of theirs. */
const scopeOf = (c: Context, { shops, staff }: SignedIn): Scope =>
  c.req.query("shop") === undefined
    ? { shops, everyShop: staff.everyShop }
    : { shops: [namedShop(c, shops)], everyShop: false };

/** The shop of `?shop=`, or the only one there is. */
function namedShop(c: Context, shops: readonly Shop[]): Shop {
  const slug = c.req.query("shop");
  const [only, ...others] = shops;
  if (slug === undefined && only !== undefined && others.length > 0) {
    throw badParameter("shop", "must be the slug of one of your shops: you work for several");
  }
  const shop = slug === undefined ? only : shops.find((one) => one.slug === slug);
  if (shop === undefined) throw notFound();
  return shop;
}

async function callerOfKey({ db }: JourneyContext, header: string): Promise<Caller> {
  const key = /^Bearer +(ck_[A-Za-z0-9_-]{20,128})$/i.exec(header)?.[1];
  const found = key === undefined ? null : await findApiKey(db, key);
  const shop = found && (await readShops(db, [found.shopId])).get(found.shopId);
  if (!shop) throw unknownCaller();
  return { shop, actor: `key ${found.prefix}…`, staff: null };
}

const unknownCaller = (): HttpProblem =>
  new HttpProblem(401, {
    detail: "Sign in, or send a valid API key: Authorization: Bearer ck_…",
    headers: { "www-authenticate": "Bearer" },
  });

export const forbidden = (): HttpProblem =>
  new HttpProblem(403, { detail: "Your role does not allow this: ask an admin" });

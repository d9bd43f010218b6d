/** Who may do what: one line for each route, by method and path as it is registered. What has no line, nobody may. */
import type { Context } from "hono";
import { matchedRoutes } from "hono/route";
import { ROLES, type Role } from "../domain/role.ts";

/**
 * `anybody`: the route itself says whom it trusts, by a signature or a link that can't be guessed, or has nothing to
 * hide. `signed-in`: any of the staff, and no API key. `shop`: an API key, or staff of these roles, for one shop.
 * `shops`: the same for one shop or all of theirs. `staff`: of these roles, and no API key.
 */
export type Rule =
  | { readonly who: "anybody" }
  | { readonly who: "signed-in" }
  | { readonly who: "shop" | "shops" | "staff"; readonly roles: readonly Role[] };

const anybody: Rule = { who: "anybody" };
const admins: Rule = { who: "staff", roles: ["admin"] };
const signedIn: Rule = { who: "signed-in" };
const shop = (...roles: readonly Role[]): Rule => ({ who: "shop", roles: ["admin", ...roles] });

const everyRole = shop("editor", "agent", "analyst");
const words = shop("editor");
const figures = shop("editor", "analyst");
const desk = shop("editor", "agent");
const calls = shop("agent");

export const ACCESS: Readonly<Record<string, Rule>> = {
  "GET /api/v1/orders": everyRole,
  "GET /api/v1/orders/:id": everyRole,
  "POST /api/v1/orders/:id/stop": desk,
  "PUT /api/v1/orders/:id/reason": desk,
  "GET /api/v1/orders/:id/reason/corrections": everyRole,

  "GET /api/v1/orders/:id/story": everyRole,
  "POST /api/v1/orders/:id/unmask": desk,

  "GET /api/v1/today": everyRole,
  "GET /api/v1/live": everyRole,

  "GET /api/v1/call-tasks": calls,
  "POST /api/v1/call-tasks/lease": calls,
  "GET /api/v1/call-tasks/:id": calls,
  "POST /api/v1/call-tasks/:id/outcome": calls,
  "POST /api/v1/call-tasks/:id/release": calls,

  "GET /api/v1/complaints": desk,
  "POST /api/v1/complaints": desk,
  "GET /api/v1/complaints/:id": desk,
  "PATCH /api/v1/complaints/:id": desk,

  "GET /api/v1/policy": figures,
  "PUT /api/v1/policy": words,
  "GET /api/v1/policy/versions": figures,
  "GET /api/v1/policy/versions/:version": figures,
  "GET /api/v1/policy/versions/:version/diff": figures,
  "POST /api/v1/policy/versions/:version/restore": words,
  "GET /api/v1/policy/preview": figures,
  "POST /api/v1/policy/preview": figures,

  "POST /api/v1/simulations": words,
  "GET /api/v1/simulations": words,
  "GET /api/v1/simulations/:id": words,
  "DELETE /api/v1/simulations/:id": words,

  "GET /api/v1/templates": figures,
  "POST /api/v1/templates": words,
  "GET /api/v1/templates/:id": figures,
  "GET /api/v1/templates/:id/versions": figures,
  "POST /api/v1/templates/:id/versions": words,
  "POST /api/v1/templates/:id/approve": words,
  "POST /api/v1/templates/:id/publish": words,
  "POST /api/v1/templates/:id/withdraw": words,
  "POST /api/v1/templates/preview": words,
  "POST /api/v1/templates/:id/preview": words,
  "POST /api/v1/templates/:id/test-send": words,

  "GET /api/v1/experiments": figures,
  "POST /api/v1/experiments": words,
  "GET /api/v1/experiments/:id": figures,
  "POST /api/v1/experiments/:id/stop": words,

  "GET /api/v1/suppressions": words,
  "POST /api/v1/suppressions": words,
  "GET /api/v1/sending": everyRole,
  "PUT /api/v1/sending": shop(),

  "GET /api/v1/stats/recovery": figures,
  "GET /api/v1/stats/lift": figures,
  "GET /api/v1/stats/funnel": figures,
  "GET /api/v1/stats/reasons": figures,
  // Agents see their own line of it.
  "GET /api/v1/stats/agents": everyRole,
  "GET /api/v1/exports/:file": shop("analyst"),

  "GET /api/v1/settings": { who: "shops", roles: ROLES },
  "GET /api/v1/views": signedIn,
  "PUT /api/v1/views": signedIn,
  "GET /api/v1/audit": { who: "shops", roles: ["admin"] },
  "GET /api/v1/staff": admins,
  "POST /api/v1/staff": admins,
  "GET /api/v1/staff/:id": admins,
  "PATCH /api/v1/staff/:id": admins,
  "POST /api/v1/staff/:id/reset": admins,
  "GET /api/v1/shops": admins,
  "POST /api/v1/shops": admins,
  "GET /api/v1/shops/:slug": admins,
  "PATCH /api/v1/shops/:slug": admins,
  "GET /api/v1/shops/:slug/keys": admins,
  "POST /api/v1/shops/:slug/keys": admins,
  "DELETE /api/v1/shops/:slug/keys/:id": admins,
  "POST /api/v1/shops/:slug/webhook-secrets": admins,
  "DELETE /api/v1/shops/:slug/webhook-secrets/:id": admins,
  "PUT /api/v1/shops/:slug/platform-secrets/:platform": admins,
  "DELETE /api/v1/shops/:slug/platform-secrets/:platform": admins,

  "GET /api/v1/me": signedIn,
  "GET /api/v1/setup": anybody,
  "POST /api/v1/setup": anybody,
  "POST /api/v1/reset": anybody,
  "POST /api/auth/sign-in/username": anybody,
  "GET /api/auth/get-session": anybody,
  "POST /api/auth/sign-out": anybody,
  "POST /api/auth/change-password": signedIn,

  "GET /": anybody,
  "GET /assets/:file": anybody,
  "POST /webhooks/:shop": anybody,
  "POST /webhooks/:shop/shopify": anybody,
  "POST /webhooks/:shop/woocommerce": anybody,
  "POST /webhooks/:shop/youzan": anybody,
  "POST /callbacks/http": anybody,
  "POST /callbacks/aliyun/voice": anybody,
  "POST /callbacks/twilio/status": anybody,
  "POST /callbacks/twilio/voice": anybody,
  "POST /callbacks/twilio/inbound": anybody,
  "GET /r/:code": anybody,
  "GET /u/:token": anybody,
  "POST /u/:token": anybody,
  "GET /healthz": anybody,
  "GET /readyz": anybody,
  "GET /metrics": anybody,
  "GET /api/openapi.json": anybody,
  "GET /api/docs": anybody,
  "GET /api/docs/:file": anybody,
};

/** The rule of a route; null where nobody may. @param route as `routeOf` gives it. */
export const ruleOf = (route: string): Rule | null => (Object.hasOwn(ACCESS, route) ? (ACCESS[route] ?? null) : null);

/** The routes, as `METHOD path`, that staff of this role may call. */
export const allowedTo = (role: Role): string[] =>
  Object.entries(ACCESS).flatMap(([route, rule]) =>
    rule.who === "signed-in" || (rule.who !== "anybody" && rule.roles.includes(role)) ? [route] : [],
  );

/** `METHOD path` of the handler that will answer; null where none does. */
export function routeOf(c: Context): string | null {
  const route = matchedRoutes(c).find(({ method }) => method !== "ALL");
  return route ? `${route.method} ${route.path}` : null;
}

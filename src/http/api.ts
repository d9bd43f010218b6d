import { Hono } from "hono";
import type { JourneyContext } from "../journey/context.ts";
import { findApiKey } from "../store/api-keys.ts";
import { readShops } from "../store/shops.ts";
import { callTasksApi } from "./call-tasks-api.ts";
import { complaintsApi } from "./complaints-api.ts";
import { experimentsApi } from "./experiments-api.ts";
import { exportsApi } from "./exports-api.ts";
import { ordersApi } from "./orders-api.ts";
import { policyApi } from "./policy-api.ts";
import { policyPreview } from "./policy-preview.ts";
import { policyVersions } from "./policy-versions.ts";
import { HttpProblem } from "./problem.ts";
import type { Caller } from "./request-variables.ts";
import { sendingApi } from "./sending-api.ts";
import type { HttpDeps } from "./server.ts";
import { simulationsApi } from "./simulations.ts";
import { statsApi } from "./stats-api.ts";
import { suppressionsApi } from "./suppressions-api.ts";
import { templatesApi } from "./templates-api.ts";

/** `/api/v1`: what staff and analysts work with. The key fixes the shop; nothing of another shop can be named. */
export function api(deps: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const caller = await callerOf(deps.ctx, c.req.header("authorization"));
    if (caller === null) {
      throw new HttpProblem(401, {
        detail: "A valid API key is needed: Authorization: Bearer ck_…",
        headers: { "www-authenticate": "Bearer" },
      });
    }
    c.set("caller", caller);
    await next();
  });
  app.route("/orders", ordersApi(deps));
  app.route("/policy/preview", policyPreview(deps));
  app.route("/policy/versions", policyVersions(deps));
  app.route("/policy", policyApi(deps));
  app.route("/simulations", simulationsApi(deps));
  app.route("/complaints", complaintsApi(deps));
  app.route("/call-tasks", callTasksApi(deps));
  app.route("/suppressions", suppressionsApi(deps));
  app.route("/sending", sendingApi(deps));
  app.route("/stats", statsApi(deps));
  app.route("/exports", exportsApi(deps));
  app.route("/templates", templatesApi(deps));
  app.route("/experiments", experimentsApi(deps));
  return app;
}

async function callerOf({ db }: JourneyContext, header: string | undefined): Promise<Caller | null> {
  const key = /^Bearer +(ck_[A-Za-z0-9_-]{20,128})$/i.exec(header ?? "")?.[1];
  const found = key === undefined ? null : await findApiKey(db, key);
  const shop = found && (await readShops(db, [found.shopId])).get(found.shopId);
  return shop ? { shop, actor: `key ${found.prefix}…`, staff: null } : null;
}

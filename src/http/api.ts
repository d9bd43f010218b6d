import { Hono } from "hono";
import { callTasksApi } from "./call-tasks-api.ts";
import { complaintsApi } from "./complaints-api.ts";
import { experimentsApi } from "./experiments-api.ts";
import { exportsApi } from "./exports-api.ts";
import { guard } from "./guard.ts";
import { meApi } from "./me-api.ts";
import { ordersApi } from "./orders-api.ts";
import { policyApi } from "./policy-api.ts";
import { policyPreview } from "./policy-preview.ts";
import { policyVersions } from "./policy-versions.ts";
import { sendingApi } from "./sending-api.ts";
import type { HttpDeps } from "./server.ts";
import { settingsApi } from "./settings-api.ts";
import { setupApi } from "./setup-api.ts";
import { simulationsApi } from "./simulations.ts";
import type { StaffAuth } from "./staff-auth.ts";
import { statsApi } from "./stats-api.ts";
import { suppressionsApi } from "./suppressions-api.ts";
import { templatesApi } from "./templates-api.ts";
import { todayApi } from "./today-api.ts";
import { viewsApi } from "./views-api.ts";

/** `/api/v1`: what staff and analysts work with. A key fixes the shop; staff name one of theirs. */
export function api(deps: Pick<HttpDeps, "ctx" | "closing" | "installation"> & { readonly auth: StaffAuth }): Hono {
  const app = new Hono();
  app.use(guard(deps));
  app.route("/", setupApi(deps));
  app.route("/me", meApi());
  app.route("/settings", settingsApi(deps));
  app.route("/views", viewsApi(deps));
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
  app.route("/", todayApi(deps));
  app.route("/templates", templatesApi(deps));
  app.route("/experiments", experimentsApi(deps));
  return app;
}

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { AuditFilter } from "../../api/staff.ts";
import { shellRoute } from "../../shell/routes.tsx";

const FIELDS = ["action", "actor", "from", "to"] as const;

export const auditRoute = createRoute({
  path: "/audit",
  getParentRoute: () => shellRoute,
  validateSearch: (search: Record<string, unknown>): AuditFilter =>
    Object.fromEntries(
      FIELDS.flatMap((name) => {
        const value = search[name];
        return typeof value === "string" && value !== "" ? [[name, value]] : [];
      }),
    ),
  component: lazyRouteComponent(() => import("./screen.tsx"), "Audit"),
});

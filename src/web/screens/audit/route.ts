import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";

export const auditRoute = createRoute({
  path: "/audit",
  getParentRoute: () => shellRoute,
  component: lazyRouteComponent(() => import("./screen.tsx"), "Audit"),
});

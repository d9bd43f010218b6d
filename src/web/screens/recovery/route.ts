import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";

export const recoveryRoute = createRoute({
  path: "/recovery",
  getParentRoute: () => shellRoute,
  component: lazyRouteComponent(() => import("./screen.tsx"), "Recovery"),
});

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";

export const todayRoute = createRoute({
  path: "/",
  getParentRoute: () => shellRoute,
  component: lazyRouteComponent(() => import("./screen.tsx"), "Today"),
});

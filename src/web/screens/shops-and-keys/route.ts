import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";

export const shopsRoute = createRoute({
  path: "/shops",
  getParentRoute: () => shellRoute,
  component: lazyRouteComponent(() => import("./screen.tsx"), "Shops"),
});

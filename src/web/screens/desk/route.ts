import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";

export const deskRoute = createRoute({
  path: "/desk",
  getParentRoute: () => shellRoute,
  component: lazyRouteComponent(() => import("./screen.tsx"), "DeskScreen"),
});

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";
import { readRecoverySearch } from "./search.ts";

export const recoveryRoute = createRoute({
  path: "/recovery",
  getParentRoute: () => shellRoute,
  validateSearch: readRecoverySearch,
  component: lazyRouteComponent(() => import("./screen.tsx"), "Recovery"),
});

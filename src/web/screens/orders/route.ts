import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";
import { readOrdersSearch } from "./search.ts";

export const ordersRoute = createRoute({
  path: "/orders",
  getParentRoute: () => shellRoute,
  validateSearch: readOrdersSearch,
  component: lazyRouteComponent(() => import("./screen.tsx"), "Orders"),
});

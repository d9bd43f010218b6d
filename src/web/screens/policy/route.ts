import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";
import { type PolicySearch, TABS, VIEWS } from "./search.ts";

export const policyRoute = createRoute({
  path: "/policy",
  getParentRoute: () => shellRoute,
  validateSearch: ({ view, tab }: Record<string, unknown>): PolicySearch => {
    const [aView, aTab] = [VIEWS.find((one) => one === view), TABS.find((one) => one === tab)];
    return { ...(aView === undefined ? {} : { view: aView }), ...(aTab === undefined ? {} : { tab: aTab }) };
  },
  component: lazyRouteComponent(() => import("./screen.tsx"), "Policy"),
});

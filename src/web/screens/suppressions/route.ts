import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";

const TABS = ["list", "complaints"] as const;
export type SuppressionsTab = (typeof TABS)[number];
const STATES = ["open", "in_progress", "resolved"] as const;

export interface SuppressionsSearch {
  /** The list where it is absent. */
  readonly tab?: SuppressionsTab;
  /** Of complaints; all where it is absent. */
  readonly state?: (typeof STATES)[number];
}

export const suppressionsRoute = createRoute({
  path: "/suppressions",
  getParentRoute: () => shellRoute,
  validateSearch: (given: Record<string, unknown>): SuppressionsSearch => {
    const tab = TABS.find((one) => one === given.tab);
    const state = STATES.find((one) => one === given.state);
    return { ...(tab === undefined ? {} : { tab }), ...(state === undefined ? {} : { state }) };
  },
  component: lazyRouteComponent(() => import("./screen.tsx"), "Suppressions"),
});

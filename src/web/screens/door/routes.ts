/** The screens of those who are not signed in. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../shell/routes.tsx";

const text = (value: unknown): string => (typeof value === "string" ? value : "");

export const signInRoute = createRoute({
  path: "/sign-in",
  getParentRoute: () => rootRoute,
  /** `to`: where to go afterwards, on this page only. */
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } => (text(to) === "" ? {} : { to: text(to) }),
  component: lazyRouteComponent(() => import("./sign-in.tsx"), "SignIn"),
});

export const setupRoute = createRoute({
  path: "/setup",
  getParentRoute: () => rootRoute,
  validateSearch: ({ token }: Record<string, unknown>) => ({ token: text(token) }),
  component: lazyRouteComponent(() => import("./setup.tsx"), "Setup"),
});

export const resetRoute = createRoute({
  path: "/reset",
  getParentRoute: () => rootRoute,
  validateSearch: ({ token }: Record<string, unknown>) => ({ token: text(token) }),
  component: lazyRouteComponent(() => import("./reset.tsx"), "Reset"),
});

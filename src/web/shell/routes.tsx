/** The two routes that hold all others: everything, and what only those who are signed in see. */
import { createRootRoute, createRoute, Outlet, redirect, retainSearchParams } from "@tanstack/react-router";
import { RequestError } from "../api/request.ts";
import { ME, readMe } from "../api/session.ts";
import { queryClient } from "../query-client.ts";
import { Shell } from "./shell.tsx";

export const rootRoute = createRootRoute({ component: Outlet });

export interface ShellSearch {
  /** The slug of the shop that is looked at. */
  readonly shop?: string;
}

export const shellRoute = createRoute({
  id: "shell",
  getParentRoute: () => rootRoute,
  validateSearch: ({ shop }: Record<string, unknown>): ShellSearch => (typeof shop === "string" ? { shop } : {}),
  search: { middlewares: [retainSearchParams(["shop"])] },
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData({ queryKey: ME, queryFn: readMe });
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) {
        throw redirect({ to: "/sign-in", search: { to: location.href } });
      }
      throw error;
    }
  },
  component: Shell,
});

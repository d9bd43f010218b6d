import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";
import { readCell, type TemplateSearch } from "./search.ts";

/** One template; under `new`, one that is yet to be written, for the messages that the address names. */
export const templateRoute = createRoute({
  path: "/templates/$id",
  getParentRoute: () => shellRoute,
  validateSearch: (search: Record<string, unknown>): TemplateSearch => readCell(search),
  component: lazyRouteComponent(() => import("./screen.tsx"), "Template"),
});

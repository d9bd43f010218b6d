import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../../shell/routes.tsx";
import { MEDIUMS, type TemplatesSearch } from "./search.ts";

export const templatesRoute = createRoute({
  path: "/templates",
  getParentRoute: () => shellRoute,
  validateSearch: ({ channel, locale, purpose }: Record<string, unknown>): TemplatesSearch => {
    const medium = MEDIUMS.find((one) => one === channel);
    return {
      ...(medium === undefined ? {} : { channel: medium }),
      ...(typeof locale === "string" ? { locale } : {}),
      ...(purpose === "thank_you" ? { purpose } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./screen.tsx"), "Templates"),
});

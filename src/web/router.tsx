import { createRouter, parseSearchWith, stringifySearchWith } from "@tanstack/react-router";
import { Failure } from "./parts/failure.tsx";
import { NotFound } from "./parts/not-found.tsx";
import { auditRoute } from "./screens/audit/route.ts";
import { deskRoute } from "./screens/desk/route.ts";
import { resetRoute, setupRoute, signInRoute } from "./screens/door/routes.ts";
import { experimentsRoute } from "./screens/experiments/route.ts";
import { orderRoute } from "./screens/order/route.ts";
import { ordersRoute } from "./screens/orders/route.ts";
import { policyRoute } from "./screens/policy/route.ts";
import { recoveryRoute } from "./screens/recovery/route.ts";
import { settingsRoute } from "./screens/settings/route.ts";
import { shopsRoute } from "./screens/shops-and-keys/route.ts";
import { staffRoute } from "./screens/staff/route.ts";
import { startRoute } from "./screens/start/route.ts";
import { suppressionsRoute } from "./screens/suppressions/route.ts";
import { templateRoute } from "./screens/template/route.ts";
import { templatesRoute } from "./screens/templates/route.ts";
import { todayRoute } from "./screens/today/route.ts";
import { rootRoute, shellRoute } from "./shell/routes.tsx";

const routeTree = rootRoute.addChildren([
  signInRoute,
  setupRoute,
  resetRoute,
  shellRoute.addChildren([
    todayRoute,
    startRoute,
    ordersRoute,
    orderRoute,
    deskRoute,
    recoveryRoute,
    templatesRoute,
    templateRoute,
    experimentsRoute,
    policyRoute,
    suppressionsRoute,
    shopsRoute,
    staffRoute,
    auditRoute,
    settingsRoute,
  ]),
]);

/** A number that JSON would round stays a text: ids of orders have up to 20 digits. */
function parseValue(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === "number" && String(value) !== text) throw new Error("no number to be reckoned with");
  return value;
}

export const router = createRouter({
  routeTree,
  parseSearch: parseSearchWith(parseValue),
  stringifySearch: stringifySearchWith(JSON.stringify, parseValue),
  defaultPreload: "intent",
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error }) => <Failure error={error} />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

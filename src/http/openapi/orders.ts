import { z } from "zod";
import { ORDER_STATUSES } from "../../domain/event.ts";
import type { DescribedRoute } from "./describe.ts";
import { order, orderExample } from "./order-shape.ts";
import { language, listOf, paging, period } from "./shapes.ts";

const params = { id: "The shop's own id of the order, percent-encoded" };

export const ORDERS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/orders",
    tag: "Orders",
    summary: "Orders, the last placed first",
    query: z.object({
      ...paging,
      ...period,
      ...language,
      status: z
        .string()
        .optional()
        .describe(`One or more of ${ORDER_STATUSES.join(", ")}, comma between them`),
    }),
    answers: {
      200: { description: "A page", schema: listOf(order), example: { data: [orderExample], next: null } },
    },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/orders/:id",
    tag: "Orders",
    summary: "One order",
    params,
    query: z.object(language),
    answers: { 200: { description: "The order", schema: order, example: orderExample } },
    refusals: [404, 422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/orders/:id/stop",
    tag: "Orders",
    summary: "Stops the reminders of an order, for good",
    params,
    query: z.object(language),
    answers: { 200: { description: "The order as it stands now", schema: order } },
    refusals: [404, 422],
    isGuarded: true,
  },
];

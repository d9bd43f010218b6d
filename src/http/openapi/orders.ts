import { z } from "zod";
import { ORDER_STATUSES } from "../../domain/event.ts";
import { REASON_SOURCES } from "../../domain/reason.ts";
import { REASON_CODES } from "../../domain/reason-code.ts";
import { reasonBody } from "../reason-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { order, orderExample } from "./order-shape.ts";
import { language, listOf, paging, period, time } from "./shapes.ts";

const inferred = z.object({
  code: z.enum(REASON_CODES),
  confidence: z.number(),
  source: z.enum(REASON_SOURCES).nullable(),
});
const label = z.object({ at: time, by: z.string(), code: z.enum(REASON_CODES), inferred });

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
  {
    method: "put",
    path: "/api/v1/orders/:id/reason",
    tag: "Orders",
    summary: "Corrects why an order was not paid",
    description: "Stands above whatever is inferred, and chooses the words of what is still to be sent.",
    params,
    query: z.object(language),
    body: { schema: reasonBody, example: { code: "payment_trouble" } },
    answers: { 200: { description: "The order as it stands now", schema: order } },
    refusals: [404],
    isGuarded: true,
  },
  {
    method: "get",
    path: "/api/v1/orders/:id/reason/corrections",
    tag: "Orders",
    summary: "What staff said of an order's reason, and what had been inferred",
    params,
    query: z.object(language),
    answers: { 200: { description: "Every correction, the first first", schema: z.object({ data: z.array(label) }) } },
    refusals: [404, 422],
    hasTag: true,
  },
];

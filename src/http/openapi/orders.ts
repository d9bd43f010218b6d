import { z } from "zod";
import { GRADES, ORDER_STATUSES } from "../../domain/event.ts";
import { REASON_SOURCES } from "../../domain/reason.ts";
import { REASON_CODES } from "../../domain/reason-code.ts";
import { RECOVERY_CUTS, RECOVERY_FIGURES } from "../../domain/recovery.ts";
import { REMINDER_STATES } from "../../domain/states.ts";
import { reasonBody } from "../reason-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { order, orderExample } from "./order-shape.ts";
import { channel, currency, language, listOf, paging, period, time } from "./shapes.ts";

const inferred = z.object({
  code: z.enum(REASON_CODES),
  confidence: z.number(),
  source: z.enum(REASON_SOURCES).nullable(),
});
const label = z.object({ at: time, by: z.string(), code: z.enum(REASON_CODES), inferred });

const params = { id: "The shop's own id of the order, percent-encoded" };

/** What a list is narrowed to, beside status and days. */
export const orderSearch = z.object({
  q: z
    .string()
    .max(128)
    .optional()
    .describe("An order's id or its beginning, or the whole of a buyer's phone, e-mail or id"),
  state: z.enum(REMINDER_STATES).optional().describe("With a reminder in this state"),
  channel: channel.optional().describe("With a reminder of this channel, in `state` where that is given"),
  reason: z.enum(REASON_CODES).optional(),
  grade: z.enum(GRADES).optional().describe("The buyer's, as told with the order: what it counts as in statistics"),
  recovered: z.enum(["true", "false"]).optional().describe("Whether it counts as recovered in statistics"),
  by: z.enum(RECOVERY_CUTS).optional().describe("Days are the last 30 where `from` and `to` are absent"),
  key: z.string().max(200).optional().describe("`key` of a row of stats/recovery with this `by`"),
  figure: z.enum(RECOVERY_FIGURES).optional().describe("Only those that this figure of a row counts"),
  currency: currency.optional().describe("With `by`: of the row; the shop's own where it is absent"),
});

export const ORDERS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/orders",
    tag: "Orders",
    summary: "Orders, the last placed first",
    description:
      "Every parameter narrows the list further. `by` and `key` name a row of stats/recovery, `figure` a column of it: " +
      "the list has as many orders as stand there, for the same days and currency.",
    query: z.object({
      ...paging,
      ...period,
      ...language,
      status: z
        .string()
        .optional()
        .describe(`One or more of ${ORDER_STATUSES.join(", ")}, comma between them`),
      ...orderSearch.shape,
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

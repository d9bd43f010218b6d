import { z } from "zod";
import { TROUBLE_KINDS } from "../../domain/trouble.ts";
import type { DescribedRoute } from "./describe.ts";
import { channel, currency, language, money, time } from "./shapes.ts";
import { lift } from "./stats.ts";

const trouble = z.object({
  kind: z.enum(TROUBLE_KINDS),
  severity: z.enum(["error", "warning"]),
  since: time,
  text: z.string().describe("What goes wrong, by `locale`"),
  advice: z.string().describe("What to do about it, by `locale`"),
  detail: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .describe("What programs may go by"),
});

export const today = z.object({
  at: time,
  currency,
  waiting: z.object({ orders: z.int(), amount: money }).describe("Unpaid orders with a reminder still to come"),
  due: z
    .array(z.object({ hour: time, channel, reminders: z.int() }))
    .describe("Of the next 12 hours, by hour of the shop's clock"),
  sent: z.array(z.object({ channel, count: z.int() })).describe("Since midnight by the shop's clock"),
  recovered: z
    .object({ orders: z.int(), amount: money, net_amount: money })
    .describe("Paid since then and credited to a reminder"),
  week: z
    .object({
      orders: z.int(),
      reminded: z.int(),
      recovered: z.int(),
      recovered_amount: money,
      rate: z.number().min(0).max(1),
    })
    .describe("Of orders placed in the last 7 days"),
  lift,
  troubles: z.array(trouble),
});

export const TODAY: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/today",
    tag: "Today",
    summary: "How the day goes, and what goes wrong",
    description: "`lift` is of orders placed in the last 30 days, and a minute old at most.",
    query: z.object(language),
    answers: { 200: { description: "The day by the shop's clock", schema: today } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/live",
    tag: "Today",
    summary: "The same each time it changes, as server-sent events",
    description:
      "Events `today` with the body of `today` as data, the first at once. Looked at every 2 s at most; a comment every " +
      "15 s keeps the connection open. Ends when the service stops: connect again.",
    query: z.object(language),
    answers: { 200: { description: "A stream that does not end by itself", type: "text/event-stream" } },
    refusals: [422],
  },
];

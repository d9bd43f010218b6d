import { z } from "zod";
import type { DescribedRoute } from "./describe.ts";
import { date, listOf, paging, time } from "./shapes.ts";

const line = z.object({
  at: time,
  actor: z.string().describe("`staff …`, `key ck_…` by its first characters, or `command line`"),
  action: z.string(),
  target: z.string().nullable().describe("To which thing, by its own id"),
  shop: z.string().nullable().describe("Its slug; null: it concerns no shop"),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

const example = {
  at: "2026-11-21T06:40:00.000Z",
  actor: "staff fang",
  action: "policy.publish",
  target: "7",
  shop: "cloud-knit",
  detail: { reason: "the warehouse closes at five now" },
};

export const AUDIT: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/audit",
    tag: "Audit",
    summary: "Every change, the latest first",
    description:
      "By session without `shop`: of all your shops; what concerns no shop is shown to admins of every shop.",
    query: z.object({
      action: z
        .string()
        .optional()
        .describe("One action, or all that begin with it and a dot: `policy` finds `policy.publish`"),
      actor: z.string().optional(),
      from: date.optional().describe("The first day: in the zone of the shop; of several shops, in UTC"),
      to: date.optional().describe("The last day, inclusive"),
      ...paging,
    }),
    answers: { 200: { description: "A page", schema: listOf(line), example: { data: [example], next: null } } },
    refusals: [422],
    hasTag: true,
  },
];

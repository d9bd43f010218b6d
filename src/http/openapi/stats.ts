import { z } from "zod";
import { RECOVERY_CUTS } from "../../domain/recovery.ts";
import type { DescribedRoute } from "./describe.ts";
import { currency, date, money, period } from "./shapes.ts";

const share = z.number().min(0).max(1);

const figures = {
  orders: z.int().describe("All unpaid orders taken in"),
  planned: z.int(),
  reminded: z.int().describe("To which a contact was accepted"),
  delivered: z.int(),
  clicked: z.int(),
  recovered: z.int().describe("Paid after a contact, within its channel's window"),
  recovered_amount: money,
  net_amount: money.describe("After refunds"),
  cost: money,
  rate: share.describe("recovered ÷ reminded"),
  rate_low: share,
  rate_high: share,
};

export const STATS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/stats/recovery",
    tag: "Statistics",
    summary: "What reminders brought back",
    description: "Without `from` and `to`: the last 30 days. Every order stands in exactly one row.",
    query: z.object({
      ...period,
      by: z.enum(RECOVERY_CUTS).optional().describe("`day` where it is absent"),
      currency: currency.optional().describe("The shop's where it is absent"),
    }),
    answers: {
      200: {
        description: "Totals, and a row for each key of the cut",
        schema: z.object({
          by: z.enum(RECOVERY_CUTS),
          from: date,
          to: date,
          currency,
          totals: z.object(figures),
          rows: z.array(z.object({ key: z.string(), ...figures })),
        }),
      },
    },
    refusals: [422],
    hasTag: true,
  },
];

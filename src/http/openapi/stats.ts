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
  cost: money.describe("What messages and calls cost, by `config/prices.yaml`"),
  profit: money.describe("`net_amount` less `cost`"),
  unpriced: z.int().describe("Contacts whose price is not known in this currency: in `cost` as 0"),
  rate: share.describe("recovered ÷ reminded"),
  rate_low: share,
  rate_high: share,
};

const arm = z.object({
  orders: z.int().describe("Eligible orders, reminded or not"),
  buyers: z.int(),
  paid: z.int(),
  rate: share,
});
const interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const difference = z.number().min(-1).max(1);

const lift = z.object({
  treated: arm,
  held_out: arm,
  lift: difference.describe("Difference of the rates"),
  low: difference.describe("95% interval of one look"),
  high: difference,
  method: z.string(),
  enough: z.boolean(),
  needed_orders: z.int().min(0).describe("About how many more eligible orders it takes; 0 where it is enough"),
  verdict: z.string().describe("In words"),
  anytime_low: difference.describe("95% interval that holds however often one looks"),
  anytime_high: difference,
  ratio: interval.nullable().describe("Treated rate over held-out rate; null where one of them is 0"),
  caused_orders: interval.describe("Orders paid because of reminding"),
  caused_amount: z
    .object({ value: money, low: money, high: money })
    .nullable()
    .describe("Money kept because of reminding; null while fewer than two buyers are in an arm"),
  currency,
});

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
  {
    method: "get",
    path: "/api/v1/stats/lift",
    tag: "Statistics",
    summary: "Whether reminding is why buyers paid",
    description: "Treated against held-out buyers, over all eligible orders since the first one.",
    answers: { 200: { description: "Both arms, and their difference", schema: lift } },
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/exports/:file",
    tag: "Statistics",
    summary: "A table as a file",
    description:
      "CSV opens in spreadsheets as it is; Parquet has typed columns. No personal data. Columns and units: docs/data.md. " +
      "Without `from` and `to`: everything.",
    params: { file: "`orders`, `contacts`, `conversions` or `stats`, then `.csv` or `.parquet`" },
    query: z.object(period),
    answers: { 200: { description: "The file, text/csv or application/vnd.apache.parquet" } },
    refusals: [404, 422],
  },
];

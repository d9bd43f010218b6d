import { z } from "zod";
import { FUNNEL_STAGES } from "../../domain/funnel.ts";
import { REASON_CODES } from "../../domain/reason-code.ts";
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
  net_amount: money.describe("After refunds and coupons"),
  coupon_cost: money.describe("What coupons cost: off `net_amount` already"),
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

export const lift = z.object({
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

const won = {
  orders: z.int(),
  reminded: z.int(),
  recovered: z.int(),
  rate: share.describe("recovered ÷ reminded"),
  rate_low: share,
  rate_high: share,
};
const code = z.enum(REASON_CODES);

export const reasons = z.object({
  from: date,
  to: date,
  rows: z.array(
    z.object({
      code,
      ...won,
      share: share.nullable().describe("Of the orders whose reason is known"),
      asked_share: share.nullable(),
      by_channel: z.array(z.object({ channel: z.string(), ...won })),
    }),
  ),
  known: z.int().describe("Orders whose reason is known"),
  corrections: z
    .array(z.object({ inferred: code, corrected: code, orders: z.int() }))
    .describe("Staff's last word on an order, and what had been inferred"),
  agreement: z
    .object({ share, low: share, high: share, looked_at: z.int() })
    .describe("Inferred rightly, of the orders that staff looked at"),
});

export const recovery = z.object({
  by: z.enum(RECOVERY_CUTS),
  from: date,
  to: date,
  currency,
  currencies: z.array(currency).describe("Those of the period's orders, the one of most orders first"),
  totals: z.object(figures),
  rows: z.array(z.object({ key: z.string(), ...figures })),
});

export const funnel = z.object({
  from: date,
  to: date,
  currency,
  stages: z.array(z.object({ stage: z.enum(FUNNEL_STAGES), orders: z.int(), share, low: share, high: share })),
  outcomes: z.array(z.object({ outcome: z.string(), orders: z.int() })),
  paid_within: z.array(z.object({ within: z.string(), orders: z.int() })),
});

export const agents = z.object({
  from: date,
  to: date,
  currency,
  rows: z.array(
    z.object({
      agent: z.string().describe("Staff number"),
      calls: z.int().describe("Calls made"),
      reached: z.int().describe("Of those, answered"),
      promised: z.int().describe("Of those, where the buyer said when they would pay"),
      kept: z.int().describe("Promises kept: paid by the end of that day, in the shop's time zone"),
      wins: z.int().describe("Orders credited, paid in the period"),
      amount: money,
      net_amount: money.describe("After refunds and coupons"),
    }),
  ),
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
        schema: recovery,
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
    path: "/api/v1/stats/funnel",
    tag: "Statistics",
    summary: "From unpaid to paid, and where orders went instead",
    query: z.object({ ...period, currency: currency.optional() }),
    answers: {
      200: {
        description: "Stages with their share of all unpaid orders; outcomes and times to pay, each order once in both",
        schema: funnel,
      },
    },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/stats/reasons",
    tag: "Statistics",
    summary: "Why orders are unpaid, and what works for which reason",
    description: "Orders of all currencies. `asked_share` is what sellers heard when they asked (docs/domain.md).",
    query: z.object(period),
    answers: { 200: { description: "A row for each reason, and what staff corrected", schema: reasons } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/stats/agents",
    tag: "Statistics",
    summary: "What agents did, and what they are credited with",
    description: "Here `from` and `to` are of the call and of the payment, not of placing.",
    query: z.object({ ...period, currency: currency.optional() }),
    answers: {
      200: {
        description: "A row for each staff number",
        schema: agents,
      },
    },
    refusals: [422],
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
    params: { file: "`orders`, `contacts`, `calls`, `conversions` or `stats`, then `.csv` or `.parquet`" },
    query: z.object(period),
    answers: { 200: { description: "The file, text/csv or application/vnd.apache.parquet" } },
    refusals: [404, 422],
  },
];

/** Recovery statistics as they are shown (contract.md, `stats/recovery`). */
import { type CurrencyCode, formatAmount, type Minor, minor } from "./money.ts";
import { formatMicros, minorToMicros } from "./prices.ts";
import { wilson } from "./wilson.ts";

/** What the orders of the period are cut by (docs/statistics.md). */
export const RECOVERY_CUTS = [
  "day",
  "channel",
  "template",
  "template_version",
  "slot",
  "reason",
  "agent",
  "buyer",
  "grade",
  "hour",
  "hours",
  "outcome",
  "paid_within",
  "shop",
] as const;
export type RecoveryCut = (typeof RECOVERY_CUTS)[number];

/** The figures of a row that count orders. */
export const RECOVERY_FIGURES = ["orders", "planned", "reminded", "delivered", "clicked", "recovered"] as const;
export type RecoveryFigure = (typeof RECOVERY_FIGURES)[number];

/** The row of orders that the cut says nothing of, for instance those that no contact reached. */
export const NO_KEY = "none";

/** Counts of one row; sums in the currency's smallest unit. Every order counts in exactly one row (faults.md, I20). */
export interface RecoveryCounts {
  readonly key: string;
  /** All unpaid orders taken in. */
  readonly orders: number;
  /** For which any reminder was ever planned. */
  readonly planned: number;
  /** To which a contact was accepted, or a call made. */
  readonly reminded: number;
  readonly delivered: number;
  readonly clicked: number;
  /** Paid after a contact, within its channel's window. */
  readonly recovered: number;
  readonly recoveredAmount: Minor;
  /** After refunds and coupons. */
  readonly netAmount: Minor;
  /** What coupons of recovered orders cost; off `netAmount` already. */
  readonly couponCost: Minor;
  /** What messages and calls cost, in millionths of the currency's unit, as far as prices are known in it. */
  readonly costMicros: number;
  /** Contacts whose cost isn't known in the currency. */
  readonly unpriced: number;
}

/** One row as it is shown: sums as decimal strings, shares from 0 to 1. */
export interface RecoveryFigures {
  readonly orders: number;
  readonly planned: number;
  readonly reminded: number;
  readonly delivered: number;
  readonly clicked: number;
  readonly recovered: number;
  readonly recovered_amount: string;
  readonly net_amount: string;
  readonly coupon_cost: string;
  readonly cost: string;
  /** `net_amount` less `cost`. */
  readonly profit: string;
  readonly unpriced: number;
  readonly rate: number;
  readonly rate_low: number;
  readonly rate_high: number;
}

/** Counts with the rate (recovered of reminded) and its 95% interval. */
export function recoveryFigures(counts: Omit<RecoveryCounts, "key">, currency: CurrencyCode): RecoveryFigures {
  const {
    recoveredAmount,
    netAmount,
    couponCost,
    costMicros,
    orders,
    planned,
    reminded,
    delivered,
    clicked,
    recovered,
  } = counts;
  const { share, low, high } = wilson(recovered, reminded);
  return {
    orders,
    planned,
    reminded,
    delivered,
    clicked,
    recovered,
    recovered_amount: formatAmount(recoveredAmount, currency),
    net_amount: formatAmount(netAmount, currency),
    coupon_cost: formatAmount(couponCost, currency),
    cost: formatMicros(BigInt(costMicros), currency),
    profit: formatMicros(minorToMicros(netAmount, currency) - BigInt(costMicros), currency),
    unpriced: counts.unpriced,
    rate: share,
    rate_low: low,
    rate_high: high,
  };
}

const EMPTY = {
  orders: 0,
  planned: 0,
  reminded: 0,
  delivered: 0,
  clicked: 0,
  recovered: 0,
  recoveredAmount: minor(0),
  netAmount: minor(0),
  couponCost: minor(0),
  costMicros: 0,
  unpriced: 0,
} as const;

/** The whole of its parts. */
export const sumCounts = (rows: readonly RecoveryCounts[]): Omit<RecoveryCounts, "key"> =>
  rows.reduce<Omit<RecoveryCounts, "key">>(
    (sum, row) => ({
      orders: sum.orders + row.orders,
      planned: sum.planned + row.planned,
      reminded: sum.reminded + row.reminded,
      delivered: sum.delivered + row.delivered,
      clicked: sum.clicked + row.clicked,
      recovered: sum.recovered + row.recovered,
      recoveredAmount: minor(sum.recoveredAmount + row.recoveredAmount),
      netAmount: minor(sum.netAmount + row.netAmount),
      couponCost: minor(sum.couponCost + row.couponCost),
      costMicros: sum.costMicros + row.costMicros,
      unpriced: sum.unpriced + row.unpriced,
    }),
    EMPTY,
  );

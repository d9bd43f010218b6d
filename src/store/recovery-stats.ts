import { sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { type CurrencyCode, minor } from "../domain/money.ts";
import type { RecoveryCounts, RecoveryCut } from "../domain/recovery.ts";
import type { Tx } from "./connect.ts";

/** Which orders to count, and what to cut them by. */
export interface RecoveryQuestion {
  readonly shop: { readonly id: ShopId; readonly slug: string };
  /** Dates of placing in the shop's zone, both included, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly currency: CurrencyCode;
  readonly by: RecoveryCut;
}

/**
 * Counts the orders of a shop that were once unpaid, one row a key, the keys in their order. Reads sums by day and key
 * (`stats_daily`): a few rows for each day of the period, whatever the number of orders.
 */
export async function readRecovery(tx: Tx, question: RecoveryQuestion): Promise<RecoveryCounts[]> {
  const { shop, from, to, currency, by } = question;
  const cut = by === "shop" ? "day" : by;
  const key = by === "shop" ? sql`${shop.slug}::text` : sql`key`;
  const result = await tx.execute<Row>(sql`
    SELECT * FROM (SELECT ${key} AS key, sum(orders)::bigint AS orders, sum(planned)::bigint AS planned,
      sum(reminded)::bigint AS reminded, sum(delivered)::bigint AS delivered, sum(clicked)::bigint AS clicked,
      sum(recovered)::bigint AS recovered, sum(recovered_amount)::bigint AS amount, sum(net_amount)::bigint AS net,
      sum(coupon_cost)::bigint AS coupon,
      sum(cost_micros)::bigint AS cost, sum(unpriced)::bigint AS unpriced
    FROM stats_daily
    WHERE shop_id = ${shop.id} AND cut = ${cut} AND currency = ${currency} AND day BETWEEN ${from} AND ${to}
    GROUP BY 1 HAVING sum(orders) > 0) counted ORDER BY key COLLATE "C"`);
  return result.rows.map(({ amount, net, coupon, cost, ...counts }) => ({
    ...counts,
    recoveredAmount: minor(amount),
    netAmount: minor(net),
    couponCost: minor(coupon),
    costMicros: cost,
  }));
}

/** The currencies of the orders that `question` counts in one of them, the one of most orders first. */
export async function readCurrencies(
  tx: Tx,
  { shop, from, to }: Omit<RecoveryQuestion, "currency" | "by">,
): Promise<CurrencyCode[]> {
  const result = await tx.execute<{ currency: CurrencyCode }>(sql`
    SELECT currency FROM stats_daily WHERE shop_id = ${shop.id} AND cut = 'day' AND day BETWEEN ${from} AND ${to}
    GROUP BY currency HAVING sum(orders) > 0 ORDER BY sum(orders) DESC, currency`);
  return result.rows.map((row) => row.currency);
}

interface Row extends Record<string, unknown> {
  readonly key: string;
  readonly orders: number;
  readonly planned: number;
  readonly reminded: number;
  readonly delivered: number;
  readonly clicked: number;
  readonly recovered: number;
  readonly amount: number;
  readonly net: number;
  readonly coupon: number;
  readonly cost: number;
  readonly unpriced: number;
}

/** Whether statistics add up, asked of the data itself (faults.md, I20). Each answers with how many places differ. */
import { type SQL, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import { callFacts, countedCall } from "./call-stats.ts";
import type { Tx } from "./connect.ts";
import { FACT_COLUMNS, MEASURES, orderFacts } from "./order-facts.ts";
import { CUT_KEYS } from "./stats-refresh.ts";

async function count(tx: Tx, query: SQL): Promise<number> {
  const result = await tx.execute<{ n: number }>(sql`SELECT count(*)::int AS n FROM (${query}) AS differing`);
  return result.rows[0]?.n ?? 0;
}

const sums = sql.raw(MEASURES.map((sum) => `sum(${sum}) AS ${sum}`).join(", "));

/** Days on which two cuts of the same orders have different sums. */
export const differingCuts = (tx: Tx, shopId: ShopId): Promise<number> =>
  count(
    tx,
    sql`SELECT day, currency FROM (SELECT DISTINCT day, currency, ${sql.raw(MEASURES.join(", "))} FROM (
      SELECT cut, day, currency, ${sums} FROM stats_daily WHERE shop_id = ${shopId} GROUP BY cut, day, currency) AS one
      ) AS kinds GROUP BY day, currency HAVING count(*) > 1`,
  );

/** Dates, both included. */
export interface DaySlice {
  readonly from: string;
  readonly to: string;
}

/** The days that anything was counted of, `size` at a time: what a slice holds is bounded whatever a shop's history. */
export async function daySlices(tx: Tx, shopId: ShopId, size: number): Promise<DaySlice[]> {
  const counted = (table: string, best: string) => sql.raw(`(SELECT ${best}(day) FROM ${table} WHERE shop_id = `);
  const result = await tx.execute<DaySlice & Record<string, unknown>>(sql`
    SELECT first::date::text AS from, (first + make_interval(days => ${size - 1}))::date::text AS to
    FROM generate_series(
      least(${counted("stats_daily", "min")}${shopId} AND cut = 'day'), ${counted("stats_orders", "min")}${shopId}))::timestamp,
      greatest(${counted("stats_daily", "max")}${shopId} AND cut = 'day'), ${counted("stats_orders", "max")}${shopId})),
      make_interval(days => ${size})) AS first`);
  return result.rows;
}

/** Days and keys whose sums are not those of their orders. Reads every counted order of the slice. */
export const differingDays = (tx: Tx, shopId: ShopId, { from, to }: DaySlice): Promise<number> =>
  count(
    tx,
    sql`SELECT cut, currency, day, key FROM (
      SELECT cut, currency, day, key, ${sql.raw(MEASURES.join(", "))} FROM stats_daily
      WHERE shop_id = ${shopId} AND day BETWEEN ${from} AND ${to}
      UNION ALL
      SELECT c.cut, d.currency, d.day, c.key, ${sql.raw(MEASURES.map((sum) => `-d.${sum}`).join(", "))}
      FROM stats_orders d CROSS JOIN LATERAL (VALUES ${CUT_KEYS}) AS c(cut, key)
      WHERE d.shop_id = ${shopId} AND d.day BETWEEN ${from} AND ${to}
    ) AS both_sides GROUP BY cut, currency, day, key
    HAVING ${sql.raw(MEASURES.map((sum) => `sum(${sum}) <> 0`).join(" OR "))}`,
  );

/** Days and agents whose calls are not the sums of their calls, and calls made since `since` that count otherwise than the desk says. */
export const differingCalls = (tx: Tx, shopId: ShopId, since: Instant): Promise<number> =>
  count(
    tx,
    sql`(SELECT day::text, agent FROM (
      SELECT day, agent, calls, reached, promised, kept FROM stats_agents WHERE shop_id = ${shopId}
      UNION ALL SELECT day, agent, -1, -reached, -promised, -kept FROM stats_calls WHERE shop_id = ${shopId}
    ) AS both_sides GROUP BY day, agent
    HAVING sum(calls) <> 0 OR sum(reached) <> 0 OR sum(promised) <> 0 OR sum(kept) <> 0)
    UNION ALL
    SELECT other.contact_id::text, agent FROM (
      SELECT ${callFacts} FROM analytics.calls c WHERE ${countedCall} AND c.called_at >= ${toIso(since)}::timestamptz
      EXCEPT SELECT contact_id, day, agent, reached, promised, kept FROM stats_calls WHERE shop_id = ${shopId}) AS other
    WHERE NOT EXISTS (SELECT FROM stats_dirty q JOIN contact_orders p ON p.order_id = q.order_id
      WHERE q.shop_id = ${shopId} AND p.contact_id = other.contact_id)`,
  );

/** Arms whose sums are not those of their buyers' orders. Reads every counted order of the shop. */
export const differingArms = (tx: Tx, shopId: ShopId): Promise<number> =>
  count(
    tx,
    sql`SELECT arm FROM (
      SELECT arm, buyers, orders, paid, kept, orders_orders, paid_paid, orders_paid FROM stats_arms WHERE shop_id = ${shopId}
      UNION ALL
      SELECT arm, -count(*), -sum(n), -sum(y), -sum(z), -sum(n * n), -sum(y * y), -sum(n * y) FROM (
        SELECT arm, buyer_id, count(*) AS n, sum(paid) AS y, sum(kept) AS z FROM stats_orders
        WHERE shop_id = ${shopId} AND eligible AND arm IS NOT NULL AND buyer_id IS NOT NULL GROUP BY arm, buyer_id
      ) AS cluster GROUP BY arm
    ) AS both_sides GROUP BY arm HAVING sum(buyers) <> 0 OR sum(orders) <> 0 OR sum(paid) <> 0 OR sum(kept) <> 0
      OR sum(orders_orders) <> 0 OR sum(paid_paid) <> 0 OR sum(orders_paid) <> 0`,
  );

/** Orders placed since `since` that count otherwise than the journey's tables say, but for those waiting to be counted. */
export const differingOrders = (tx: Tx, shopId: ShopId, since: Instant): Promise<number> => {
  const facts = sql.raw(FACT_COLUMNS.join(", "));
  const placed = sql`o.shop_id = ${shopId} AND o.placed_at >= ${toIso(since)}::timestamptz`;
  return count(
    tx,
    sql`WITH fresh (${facts}) AS (${orderFacts(placed)}) SELECT * FROM (TABLE fresh EXCEPT
      SELECT ${facts} FROM stats_orders WHERE shop_id = ${shopId} AND day >= ${toIso(since)}::date - 1) AS other
      WHERE NOT EXISTS (SELECT FROM stats_dirty q WHERE q.shop_id = ${shopId} AND q.order_id = other.order_id)`,
  );
};

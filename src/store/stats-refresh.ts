/** Statistics kept up to date by difference: what changed is counted anew, what it counted before is taken off. */
import { type SQL, sql } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { Tx } from "./connect.ts";
import { FACT_COLUMNS, KEY_COLUMNS, MEASURES, orderFacts } from "./order-facts.ts";

/** Sums and sums of squares of an arm. */
export const ARM_SUMS = [
  "buyers",
  "orders",
  "paid",
  "kept",
  "orders_orders",
  "paid_paid",
  "kept_kept",
  "orders_paid",
  "orders_kept",
] as const;

const each = (columns: readonly string[], write: (column: string) => string): SQL =>
  sql.raw(columns.map(write).join(", "));

const FACTS = sql.raw(FACT_COLUMNS.join(", "));
/** Cut and key of each row that a fact `d` counts in. */
export const CUT_KEYS = sql.raw(
  [
    "('day', d.day::text)",
    ...KEY_COLUMNS.map((key) => `('${key}', d.${key})`),
    "('reason_channel', d.reason || ' ' || d.channel)",
  ].join(", "),
);

/**
 * One counts a shop's orders at a time; held until the transaction ends.
 * @param patience milliseconds after which it throws (55P03); left out: as long as a statement may take.
 */
export async function lockStats(tx: Tx, shopId: ShopId, { patience = 0 } = {}): Promise<void> {
  await tx.execute(sql`
    SELECT set_config('lock_timeout', ${String(patience)}, true), pg_advisory_xact_lock(1668639079, ${shopId})`);
}

/** Shops with something to count: one index look-up a shop, however long the queue. */
export async function shopsToCount(tx: Tx): Promise<ShopId[]> {
  const result = await tx.execute<{ shop_id: ShopId }>(sql`
    WITH RECURSIVE s AS (
      (SELECT shop_id FROM stats_dirty ORDER BY shop_id LIMIT 1)
      UNION ALL
      SELECT (SELECT d.shop_id FROM stats_dirty d WHERE d.shop_id > s.shop_id ORDER BY d.shop_id LIMIT 1)
      FROM s WHERE s.shop_id IS NOT NULL
    ) SELECT shop_id FROM s WHERE shop_id IS NOT NULL`);
  return result.rows.map((row) => row.shop_id);
}

/** Takes up to `limit` marks of a shop off the queue, the oldest first. @returns how many, and the orders they name. */
export async function takeMarks(tx: Tx, shopId: ShopId, limit: number): Promise<{ marks: number; orders: OrderId[] }> {
  const result = await tx.execute<{ order_id: OrderId }>(sql`
    DELETE FROM stats_dirty WHERE shop_id = ${shopId} AND id IN (
      SELECT id FROM stats_dirty WHERE shop_id = ${shopId} ORDER BY id LIMIT ${limit})
    RETURNING order_id`);
  const orders = new Set(result.rows.map((row) => row.order_id));
  return { marks: result.rows.length, orders: [...orders].sort((a, b) => a - b) };
}

/**
 * Counts orders again, in a statement after the marks were taken, so that it sees whatever they were made for: facts
 * replaced, days and arms corrected by the difference. Costs a few index look-ups an order and one write for each day,
 * cut and key that is touched. The shop must be locked (`lockStats`).
 */
export async function countAgain(tx: Tx, shopId: ShopId, orders: readonly OrderId[]): Promise<void> {
  // By their keys alone: with the shop beside them, an index that begins with it may be walked through.
  const which = (id: SQL): SQL => sql`${id} = ANY(${sql.param([...orders])}::bigint[])`;
  const counted = which(sql`f.order_id`);
  await tx.execute(sql`
    WITH fresh (${FACTS}) AS MATERIALIZED (${orderFacts(which(sql`o.id`))}),
    former AS MATERIALIZED (SELECT ${FACTS} FROM stats_orders f WHERE ${counted}),
    d AS MATERIALIZED (
      SELECT 1 AS sign, ${FACTS} FROM (TABLE fresh EXCEPT ALL TABLE former) AS new
      UNION ALL SELECT -1, ${FACTS} FROM (TABLE former EXCEPT ALL TABLE fresh) AS old),
    put AS (
      INSERT INTO stats_orders (${FACTS}) SELECT ${FACTS} FROM d WHERE sign = 1
      ON CONFLICT (order_id) DO UPDATE SET ${each(FACT_COLUMNS, (column) => `${column} = excluded.${column}`)}),
    gone AS (
      DELETE FROM stats_orders f WHERE ${counted} AND f.order_id NOT IN (SELECT order_id FROM fresh)),
    ${correctArms(shopId)}
    ${correctDays(shopId)}`);
}

/** Buyers' sums, and from them the arms' sums of squares: what both were and what `d` makes of them. */
const correctArms = (shopId: ShopId): SQL => sql`
  moved AS (
    SELECT buyer_id, arm, sum(sign)::bigint AS orders, sum(sign * paid)::bigint AS paid, sum(sign * kept)::bigint AS kept
    FROM d WHERE eligible AND arm IS NOT NULL AND buyer_id IS NOT NULL GROUP BY buyer_id, arm),
  clusters AS MATERIALIZED (
    SELECT m.buyer_id, m.arm, coalesce(b.orders, 0) AS orders, coalesce(b.paid, 0) AS paid, coalesce(b.kept, 0) AS kept,
      coalesce(b.orders, 0) + m.orders AS new_orders, coalesce(b.paid, 0) + m.paid AS new_paid,
      coalesce(b.kept, 0) + m.kept AS new_kept
    FROM moved m LEFT JOIN LATERAL (SELECT orders, paid, kept FROM stats_buyers
      WHERE shop_id = ${shopId} AND buyer_id = m.buyer_id AND arm = m.arm OFFSET 0) AS b ON true),
  clustered AS (
    INSERT INTO stats_buyers (shop_id, buyer_id, arm, orders, paid, kept)
    SELECT ${shopId}::int, buyer_id, arm, new_orders, new_paid, new_kept FROM clusters
    ON CONFLICT (shop_id, buyer_id, arm)
      DO UPDATE SET orders = excluded.orders, paid = excluded.paid, kept = excluded.kept),
  armed AS (
    INSERT INTO stats_arms (shop_id, arm, ${sql.raw(ARM_SUMS.join(", "))})
    SELECT ${shopId}::int, arm, sum((new_orders > 0)::int - (orders > 0)::int), sum(new_orders - orders),
      sum(new_paid - paid), sum(new_kept - kept), sum(new_orders * new_orders - orders * orders),
      sum(new_paid * new_paid - paid * paid), sum(new_kept::numeric * new_kept - kept::numeric * kept),
      sum(new_orders * new_paid - orders * paid), sum(new_orders * new_kept::numeric - orders * kept::numeric)
    FROM clusters GROUP BY arm
    ON CONFLICT (shop_id, arm) DO UPDATE SET ${each(ARM_SUMS, (sum) => `${sum} = stats_arms.${sum} + excluded.${sum}`)})`;

const correctDays = (shopId: ShopId): SQL => sql`
  INSERT INTO stats_daily (shop_id, cut, currency, day, key, ${sql.raw(MEASURES.join(", "))})
  SELECT ${shopId}::int, c.cut, d.currency, d.day, c.key, ${each(MEASURES, (sum) => `sum(d.sign * d.${sum})::bigint`)}
  FROM d CROSS JOIN LATERAL (VALUES ${CUT_KEYS}) AS c(cut, key)
  GROUP BY c.cut, d.currency, d.day, c.key
  ORDER BY c.cut, d.currency, d.day, c.key
  ON CONFLICT (shop_id, cut, currency, day, key)
    DO UPDATE SET ${each(MEASURES, (sum) => `${sum} = stats_daily.${sum} + excluded.${sum}`)}`;

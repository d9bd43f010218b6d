/** A shop's statistics counted from nothing, table by table: what `stats-refresh` keeps up to date by difference. */
import { eq, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { callFacts, countedCall } from "./call-stats.ts";
import type { Tx } from "./connect.ts";
import { FACT_COLUMNS, MEASURES, orderFacts } from "./order-facts.ts";
import { statsAgents, statsArms, statsBuyers, statsCalls, statsDaily, statsDirty, statsOrders } from "./schema.ts";
import { daySlices } from "./stats-checks.ts";
import { ARM_SUMS, CUT_KEYS } from "./stats-refresh.ts";

/** Days summed at a time: what it holds in memory is bounded. */
const SLICE = 31;

/**
 * Forgets what was counted of a shop, and what waits, and counts it anew. The shop must be locked (`lockStats`) and named
 * alone; statements take minutes for millions of orders. @returns how many orders were counted.
 */
export async function countAll(tx: Tx, shopId: ShopId): Promise<number> {
  for (const table of [statsDirty, statsOrders, statsDaily, statsBuyers, statsArms, statsCalls, statsAgents]) {
    await tx.delete(table).where(eq(table.shopId, shopId));
  }
  // Sums of a month fit in memory: nothing is sorted on the disk. Of what is looked up once nothing is remembered.
  await tx.execute(sql`SELECT set_config('work_mem', '64MB', true), set_config('enable_memoize', 'off', true)`);
  const counted = await tx.execute(sql`
    INSERT INTO stats_orders (${sql.raw(FACT_COLUMNS.join(", "))}) ${orderFacts(sql`o.shop_id = ${shopId}`)}`);
  await sumArms(tx, shopId);
  await sumDays(tx, shopId);
  await sumCalls(tx, shopId);
  return counted.rowCount ?? 0;
}

async function sumArms(tx: Tx, shopId: ShopId): Promise<void> {
  await tx.execute(sql`
    INSERT INTO stats_buyers (shop_id, buyer_id, arm, orders, paid, kept)
    SELECT shop_id, buyer_id, arm, count(*), sum(paid), sum(kept) FROM stats_orders
    WHERE shop_id = ${shopId} AND eligible AND arm IS NOT NULL AND buyer_id IS NOT NULL GROUP BY shop_id, buyer_id, arm`);
  await tx.execute(sql`
    INSERT INTO stats_arms (shop_id, arm, ${sql.raw(ARM_SUMS.join(", "))})
    SELECT shop_id, arm, count(*), sum(orders), sum(paid), sum(kept), sum(orders * orders), sum(paid * paid),
      sum(kept::numeric * kept), sum(orders * paid), sum(orders * kept::numeric)
    FROM stats_buyers WHERE shop_id = ${shopId} GROUP BY shop_id, arm`);
}

async function sumDays(tx: Tx, shopId: ShopId): Promise<void> {
  for (const { from, to } of await daySlices(tx, shopId, SLICE)) {
    await tx.execute(sql`
      INSERT INTO stats_daily (shop_id, cut, currency, day, key, ${sql.raw(MEASURES.join(", "))})
      SELECT d.shop_id, c.cut, d.currency, d.day, c.key, ${sql.raw(MEASURES.map((sum) => `sum(d.${sum})`).join(", "))}
      FROM stats_orders d CROSS JOIN LATERAL (VALUES ${CUT_KEYS}) AS c(cut, key)
      WHERE d.shop_id = ${shopId} AND d.day BETWEEN ${from} AND ${to} GROUP BY d.shop_id, c.cut, d.currency, d.day, c.key`);
  }
}

async function sumCalls(tx: Tx, shopId: ShopId): Promise<void> {
  await tx.execute(sql`
    INSERT INTO stats_calls (shop_id, contact_id, day, agent, reached, promised, kept)
    SELECT ${shopId}::int, ${callFacts} FROM analytics.calls c WHERE ${countedCall}`);
  await tx.execute(sql`
    INSERT INTO stats_agents (shop_id, day, agent, calls, reached, promised, kept)
    SELECT shop_id, day, agent, count(*), sum(reached), sum(promised), sum(kept) FROM stats_calls
    WHERE shop_id = ${shopId} GROUP BY shop_id, day, agent`);
}

/** Calls of staff counted by day and agent, by difference like `stats-refresh`. */
import { sql } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { Tx } from "./connect.ts";

/** How a call counts, from `analytics.calls c` (docs/statistics.md, "Agents"), in the order of the columns of `stats_calls`. */
export const callFacts =
  sql.raw(`c.contact_id, c.day, c.agent, (c.outcome IN ('answered', 'opted_out'))::int AS reached,
  (c.promised_at IS NOT NULL)::int AS promised, coalesce(c.kept, false)::int AS kept`);
/** Of whose maker and time something is known. */
export const countedCall = sql.raw("c.agent IS NOT NULL AND c.day IS NOT NULL");
const FACTS = sql.raw("contact_id, day, agent, reached, promised, kept");

/**
 * Counts the calls about some orders again: what became of the orders says whether a promise was kept. Costs a few index
 * look-ups a call and one write for each day and agent that is touched. The shop must be locked (`lockStats`), and named
 * alone.
 */
export async function countCallsAgain(tx: Tx, shopId: ShopId, orders: readonly OrderId[]): Promise<void> {
  const made = await tx.execute<{ contact_id: string }>(sql`
    SELECT DISTINCT p.contact_id FROM contact_orders p
    CROSS JOIN LATERAL (SELECT FROM call_tasks t WHERE t.contact_id = p.contact_id AND t.outcome IS NOT NULL OFFSET 0) AS t
    WHERE p.order_id = ANY(${sql.param([...orders])}::bigint[]) AND p.channel = 'call'`);
  if (made.rows.length === 0) return;
  const which = sql`contact_id = ANY(${sql.param(made.rows.map((row) => row.contact_id))}::uuid[])`;
  await tx.execute(sql`
    WITH fresh (${FACTS}) AS MATERIALIZED (SELECT ${callFacts} FROM analytics.calls c WHERE ${which} AND ${countedCall}),
    former AS MATERIALIZED (SELECT ${FACTS} FROM stats_calls WHERE ${which}),
    d AS MATERIALIZED (
      SELECT 1 AS sign, ${FACTS} FROM (TABLE fresh EXCEPT TABLE former) AS new
      UNION ALL SELECT -1, ${FACTS} FROM (TABLE former EXCEPT TABLE fresh) AS old),
    put AS (
      INSERT INTO stats_calls (shop_id, ${FACTS}) SELECT ${shopId}::int, ${FACTS} FROM d WHERE sign = 1
      ON CONFLICT (contact_id) DO UPDATE SET day = excluded.day, agent = excluded.agent, reached = excluded.reached,
        promised = excluded.promised, kept = excluded.kept)
    INSERT INTO stats_agents (shop_id, day, agent, calls, reached, promised, kept)
    SELECT ${shopId}::int, day, agent, sum(sign), sum(sign * reached), sum(sign * promised), sum(sign * kept)
    FROM d GROUP BY day, agent ORDER BY day, agent
    ON CONFLICT (shop_id, day, agent) DO UPDATE SET calls = stats_agents.calls + excluded.calls,
      reached = stats_agents.reached + excluded.reached, promised = stats_agents.promised + excluded.promised,
      kept = stats_agents.kept + excluded.kept`);
}

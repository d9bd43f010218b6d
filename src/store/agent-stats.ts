import { sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { type Interval, toIso } from "../domain/instant.ts";
import { type CurrencyCode, type Minor, minor } from "../domain/money.ts";
import type { Tx } from "./connect.ts";

/** What an agent (by staff number) did in a period, and was credited with in one currency. */
export interface AgentCount {
  readonly agent: string;
  /** Calls made, whatever came of them. */
  readonly calls: number;
  /** Of those, where the buyer answered. */
  readonly reached: number;
  /** Of those, where the buyer said when they would pay. */
  readonly promised: number;
  /** Promises kept: paid by the end of that day in the shop's zone. */
  readonly kept: number;
  /** Orders credited to the agent, by the time of payment. */
  readonly wins: number;
  readonly amount: Minor;
  /** After refunds. */
  readonly netAmount: Minor;
}

/** Dates of the shop's zone, both included, and the span of time they cover. */
export interface AgentPeriod {
  readonly from: string;
  readonly to: string;
  readonly span: Interval;
}

/**
 * Calls and promises by when the call was made, wins by when they were paid (docs/statistics.md, "Agents"). Reads sums by
 * day and agent (`stats_agents`), and the wins of the period.
 */
export async function countAgents(
  tx: Tx,
  shopId: ShopId,
  { from, to, span }: AgentPeriod,
  currency: CurrencyCode,
): Promise<AgentCount[]> {
  const result = await tx.execute<
    Record<"calls" | "reached" | "promised" | "kept" | "wins" | "amount" | "net", number> & { agent: string }
  >(sql`
    SELECT agent, sum(calls)::bigint AS calls, sum(reached)::bigint AS reached, sum(promised)::bigint AS promised,
      sum(kept)::bigint AS kept, sum(wins)::bigint AS wins, sum(amount)::bigint AS amount, sum(net)::bigint AS net
    FROM (
      SELECT agent, sum(calls) AS calls, sum(reached) AS reached, sum(promised) AS promised, sum(kept) AS kept, 0 AS wins,
        0 AS amount, 0 AS net
      FROM stats_agents WHERE shop_id = ${shopId} AND day BETWEEN ${from} AND ${to} GROUP BY agent HAVING sum(calls) > 0
      UNION ALL
      SELECT agent, 0, 0, 0, 0, count(*), sum(amount), sum(net_amount) FROM conversions
      WHERE shop_id = ${shopId} AND recovered AND agent IS NOT NULL AND currency = ${currency}
        AND credited_at >= ${toIso(span.start)}::timestamptz AND credited_at < ${toIso(span.end)}::timestamptz
      GROUP BY agent
    ) AS parts GROUP BY agent ORDER BY wins DESC, agent COLLATE "C"`);
  return result.rows.map(({ amount, net, ...row }) => ({ ...row, amount: minor(amount), netAmount: minor(net) }));
}

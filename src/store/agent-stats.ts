import { sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { wasReminded } from "../domain/conversion.ts";
import { type Interval, instant, toIso } from "../domain/instant.ts";
import { type CurrencyCode, type Minor, minor } from "../domain/money.ts";
import { CONTACT_STATES } from "../domain/states.ts";
import type { Tx } from "./connect.ts";

/** What an agent (by staff number) did in a period, and was credited with in one currency. */
export interface AgentCount {
  readonly agent: string;
  /** Calls made. */
  readonly calls: number;
  /** Of those, where the buyer answered. */
  readonly reached: number;
  /** Orders credited to the agent, by the time of payment. */
  readonly wins: number;
  readonly amount: Minor;
  /** After refunds. */
  readonly netAmount: Minor;
}

const MADE = CONTACT_STATES.filter((state) => wasReminded({ state, sentAt: instant(0), provider: "agent" }));

/** Calls by when they were claimed, wins by when they were paid. Reads the calls and the verdicts of the period. */
export async function countAgents(
  tx: Tx,
  shopId: ShopId,
  { start, end }: Interval,
  currency: CurrencyCode,
): Promise<AgentCount[]> {
  const between = (column: string) =>
    sql`${sql.raw(column)} >= ${toIso(start)}::timestamptz AND ${sql.raw(column)} < ${toIso(end)}::timestamptz`;
  const result = await tx.execute<{
    agent: string;
    calls: number;
    reached: number;
    wins: number;
    amount: number;
    net: number;
  }>(sql`
    SELECT agent, sum(calls)::bigint AS calls, sum(reached)::bigint AS reached, sum(wins)::bigint AS wins,
      sum(amount)::bigint AS amount, sum(net)::bigint AS net
    FROM (
      SELECT agent, count(*) AS calls, count(*) FILTER (WHERE state IN ('answered', 'replied')) AS reached, 0 AS wins,
        0 AS amount, 0 AS net
      FROM contacts WHERE shop_id = ${shopId} AND agent IS NOT NULL AND state = ANY(${sql.param(MADE)}::text[])
        AND ${between("claimed_at")} GROUP BY agent
      UNION ALL
      SELECT agent, 0, 0, count(*), sum(amount), sum(net_amount) FROM conversions
      WHERE shop_id = ${shopId} AND recovered AND agent IS NOT NULL AND currency = ${currency}
        AND ${between("credited_at")} GROUP BY agent
    ) AS parts GROUP BY agent ORDER BY wins DESC, agent COLLATE "C"`);
  return result.rows.map(({ amount, net, ...row }) => ({ ...row, amount: minor(amount), netAmount: minor(net) }));
}

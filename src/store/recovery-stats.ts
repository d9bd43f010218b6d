import { type SQL, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { wasReminded } from "../domain/conversion.ts";
import { type Interval, instant, toIso } from "../domain/instant.ts";
import { type CurrencyCode, minor } from "../domain/money.ts";
import { NO_KEY, type RecoveryCounts, type RecoveryCut } from "../domain/recovery.ts";
import { CONTACT_STATES } from "../domain/states.ts";
import type { Tx } from "./connect.ts";

/** Which orders to count, and what to cut them by. */
export interface RecoveryQuestion {
  readonly shopId: ShopId;
  /** IANA: days are the shop's. */
  readonly zone: string;
  /** Of placing. */
  readonly placed: Interval;
  readonly currency: CurrencyCode;
  readonly by: RecoveryCut;
}

const AGENT = "agent";
const remindedStates = (provider: string) =>
  CONTACT_STATES.filter((state) => wasReminded({ state, sentAt: instant(0), provider }));

const listOf = (states: readonly string[]): SQL => sql`${sql.param([...states])}::text[]`;

/** The domain's `wasReminded` as a condition on the contact `c`. */
const isReminded = sql`(c.sent_at IS NOT NULL AND c.state = ANY(CASE c.provider WHEN ${AGENT}
  THEN ${listOf(remindedStates(AGENT))} ELSE ${listOf(remindedStates(""))} END))`;

/** The key of an order `o` of the buyer `b`, whose crediting, else last contact is `k`. */
function keyOf({ by, zone }: RecoveryQuestion): SQL {
  switch (by) {
    case "day":
      return sql`to_char(o.placed_at AT TIME ZONE ${zone}, 'YYYY-MM-DD')`;
    case "channel":
      return sql`k.channel`;
    case "slot":
      return sql`k.rule`;
    case "template":
      return sql`k.template_id`;
    case "agent":
      return sql`k.agent`;
    case "grade":
      return sql`coalesce(b.grade, 'C')`;
    case "buyer":
      return sql`CASE WHEN coalesce(b.paid_orders, 0) > 0 THEN 'returning' ELSE 'new' END`;
    case "reason":
      return sql`'unknown'`;
    default:
      return by satisfies never;
  }
}

/**
 * Counts the orders of a shop that were once unpaid, one row a key, the keys in their order. Every order counts in
 * exactly one row: its crediting contact's, else its last reminding contact's, else `none` (design.md, "Attribution").
 * Reads each order and contact of the period once: hash joins, no look-up an order.
 */
export async function countRecovery(tx: Tx, question: RecoveryQuestion): Promise<RecoveryCounts[]> {
  const { shopId, placed, currency } = question;
  const result = await tx.execute<Row>(sql`
    WITH o AS (
      SELECT id, placed_at, buyer_id, planned FROM orders
      WHERE shop_id = ${shopId} AND was_unpaid AND amount > 0 AND currency = ${currency}
        AND placed_at >= ${toIso(placed.start)}::timestamptz AND placed_at < ${toIso(placed.end)}::timestamptz
    ), reached AS (
      SELECT p.order_id, bool_or(c.state IN ('delivered', 'read', 'answered', 'replied')) AS delivered,
        bool_or(p.clicked_at IS NOT NULL) AS clicked, (array_agg(c.id ORDER BY c.sent_at DESC, c.id DESC))[1] AS last
      FROM o JOIN contact_orders p ON p.order_id = o.id JOIN contacts c ON c.id = p.contact_id
      WHERE p.purpose = 'payment_reminder' AND NOT p.dropped AND ${isReminded}
      GROUP BY p.order_id
    )
    SELECT * FROM (SELECT coalesce(${keyOf(question)}, ${NO_KEY}) AS key, count(*) AS orders,
      count(*) FILTER (WHERE o.planned) AS planned,
      count(*) FILTER (WHERE r.order_id IS NOT NULL OR v.recovered) AS reminded,
      count(*) FILTER (WHERE r.delivered) AS delivered, count(*) FILTER (WHERE r.clicked) AS clicked,
      count(*) FILTER (WHERE v.recovered) AS recovered,
      coalesce(sum(v.amount) FILTER (WHERE v.recovered), 0)::bigint AS amount,
      coalesce(sum(v.net_amount) FILTER (WHERE v.recovered), 0)::bigint AS net
    FROM o LEFT JOIN reached r ON r.order_id = o.id
      LEFT JOIN conversions v ON v.order_id = o.id
      LEFT JOIN contacts k ON k.id = coalesce(CASE WHEN v.recovered THEN v.contact_id END, r.last)
      LEFT JOIN buyers b ON b.id = o.buyer_id
    GROUP BY 1) counted ORDER BY key COLLATE "C"`);
  return result.rows.map(({ key, amount, net, ...counts }) => ({
    key,
    orders: counts.orders,
    planned: counts.planned,
    reminded: counts.reminded,
    delivered: counts.delivered,
    clicked: counts.clicked,
    recovered: counts.recovered,
    recoveredAmount: minor(amount),
    netAmount: minor(net),
  }));
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
}

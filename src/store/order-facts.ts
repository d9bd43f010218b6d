/** What statistics know of one order, from the tables of the journey: the only place that says how an order counts. */
import { type SQL, sql } from "drizzle-orm";
import { wasReminded } from "../domain/conversion.ts";
import { instant } from "../domain/instant.ts";
import { NO_KEY } from "../domain/recovery.ts";
import { CONTACT_STATES } from "../domain/states.ts";

/** What an order is cut by, as columns of `stats_orders`; each order has one key in each. */
export const KEY_COLUMNS = [
  "channel",
  "template",
  "slot",
  "reason",
  "agent",
  "buyer",
  "grade",
  "hour",
  "outcome",
  "paid_within",
  "template_version",
  "hours",
] as const;

/** What is summed, in `stats_orders` of one order, in `stats_daily` of many. */
export const MEASURES = [
  "orders",
  "planned",
  "reminded",
  "delivered",
  "clicked",
  "recovered",
  "recovered_amount",
  "net_amount",
  "cost_micros",
  "unpriced",
] as const;

/** Every column of `stats_orders`, in the order of `orderFacts`. */
export const FACT_COLUMNS = [
  "order_id",
  "shop_id",
  "day",
  "currency",
  ...KEY_COLUMNS,
  ...MEASURES,
  "buyer_id",
  "arm",
  "eligible",
  "paid",
  "kept",
] as const;

const AGENT = "agent";
const DELIVERED = ["delivered", "read", "answered", "replied"];

const remindedStates = (provider: string) =>
  CONTACT_STATES.filter((state) => wasReminded({ state, sentAt: instant(0), provider }));

const listOf = (values: readonly string[]): SQL => sql`${sql.param([...values])}::text[]`;

/** The domain's `wasReminded` as a condition on a contact `c` that was sent. */
const isReminded = sql`c.state = ANY(CASE c.provider WHEN ${AGENT}
  THEN ${listOf(remindedStates(AGENT))} ELSE ${listOf(remindedStates(""))} END)`;

/** Why an order was won back, or was not. */
const outcome = sql`CASE
  WHEN v.recovered THEN 'recovered'
  WHEN o.status = 'paid' THEN CASE WHEN r.reminded THEN 'paid_otherwise' ELSE 'paid_unreminded' END
  WHEN r.reminded THEN 'reminded_not_paid'
  WHEN m.open THEN 'waiting'
  ELSE coalesce(m.reason, 'not_reached') END`;

const paidWithin = sql`CASE
  WHEN o.status <> 'paid' OR o.paid_at IS NULL THEN 'unpaid'
  WHEN o.paid_at <= o.placed_at + interval '1 hour' THEN '1h'
  WHEN o.paid_at <= o.placed_at + interval '6 hours' THEN '6h'
  WHEN o.paid_at <= o.placed_at + interval '24 hours' THEN '24h'
  WHEN o.paid_at <= o.placed_at + interval '72 hours' THEN '72h'
  ELSE 'longer' END`;

/** Of placing and of the contact that stands for the order, by the shop's clock: `20-14`. */
const hours = sql`CASE WHEN k.id IS NULL THEN ${NO_KEY} ELSE to_char(o.placed_at AT TIME ZONE o.timezone, 'HH24') || '-'
  || to_char(k.sent_at AT TIME ZONE o.timezone, 'HH24') END`;

/**
 * A query for the facts of the orders that `which` (a condition on `orders o`) names: one row for each that was once
 * unpaid, none for any other. The key of a cut by contact is the crediting contact's, else the last reminding one's,
 * else `none` (design.md, "Attribution"). The cost of a contact is shared among its orders, to the millionth. Looks up
 * a few rows an order by index.
 */
export const orderFacts = (which: SQL): SQL => sql`
  WITH o AS MATERIALIZED (
    SELECT o.*, s.timezone, s.currency AS shop_currency, coalesce(o.buyer_grade, b.grade, 'C') AS grade,
      CASE WHEN coalesce(o.buyer_paid_orders, b.paid_orders, 0) > 0 THEN 'returning' ELSE 'new' END AS buyer
    FROM orders o JOIN shops s ON s.id = o.shop_id LEFT JOIN buyers b ON b.id = o.buyer_id
    WHERE ${which} AND o.was_unpaid AND o.amount > 0 AND o.currency IS NOT NULL AND o.placed_at IS NOT NULL
  ), sent AS (
    SELECT o.id AS order_id, o.currency, c.id, c.sent_at, c.state, p.clicked_at, ${isReminded} AS reminded,
      c.state <> 'cancelled' AND c.provider <> ${AGENT} AS charged, c.cost_micros, c.cost_currency, share.n, share.before
    FROM o JOIN contact_orders p ON p.order_id = o.id JOIN contacts c ON c.id = p.contact_id
      CROSS JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE q.order_id < p.order_id) AS before
        FROM contact_orders q WHERE q.contact_id = c.id AND NOT q.dropped) AS share
    WHERE p.purpose = 'payment_reminder' AND NOT p.dropped AND c.sent_at IS NOT NULL
  ), r AS MATERIALIZED (
    SELECT order_id, bool_or(reminded) AS reminded,
      bool_or(reminded AND state = ANY(${listOf(DELIVERED)})) AS delivered,
      bool_or(reminded AND clicked_at IS NOT NULL) AS clicked,
      (array_agg(id ORDER BY sent_at DESC, id DESC) FILTER (WHERE reminded))[1] AS last,
      sum(cost_micros / n + (before < cost_micros % n)::int) FILTER (WHERE charged AND cost_currency = currency) AS cost,
      count(*) FILTER (WHERE charged AND cost_currency IS DISTINCT FROM currency AND before = 0) AS unpriced
    FROM sent GROUP BY order_id
  )
  SELECT o.id, o.shop_id, (o.placed_at AT TIME ZONE o.timezone)::date, o.currency,
    coalesce(k.channel, ${NO_KEY}), coalesce(k.template_id, ${NO_KEY}), coalesce(k.rule, ${NO_KEY}), o.reason_code,
    coalesce(k.agent, ${NO_KEY}), o.buyer, o.grade, to_char(o.placed_at AT TIME ZONE o.timezone, 'HH24'),
    ${outcome}, ${paidWithin}, coalesce(k.template_id || ' v' || k.template_version, ${NO_KEY}), ${hours},
    1, o.planned::int, (coalesce(r.reminded, false) OR coalesce(v.recovered, false))::int,
    coalesce(r.delivered, false)::int, coalesce(r.clicked, false)::int, coalesce(v.recovered, false)::int,
    CASE WHEN v.recovered THEN v.amount ELSE 0 END, CASE WHEN v.recovered THEN v.net_amount ELSE 0 END,
    coalesce(r.cost, 0), coalesce(r.unpriced, 0), o.buyer_id, o.arm, coalesce(o.eligible, false),
    (o.status = 'paid')::int,
    CASE WHEN o.status = 'paid' AND o.currency = o.shop_currency THEN coalesce(v.net_amount, 0) ELSE 0 END
  FROM o LEFT JOIN r ON r.order_id = o.id LEFT JOIN conversions v ON v.order_id = o.id
    LEFT JOIN contacts k ON k.id = coalesce(CASE WHEN v.recovered THEN v.contact_id END, r.last)
    CROSS JOIN LATERAL (SELECT bool_or(m.state IN ('planned', 'queued', 'claimed')) AS open,
        (array_agg(m.reason ORDER BY m.step, m.id) FILTER (WHERE m.reason IS NOT NULL))[1] AS reason
      FROM reminders m WHERE m.order_id = o.id AND m.purpose = 'payment_reminder') AS m`;

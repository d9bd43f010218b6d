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
  "coupon_cost",
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
export const isReminded = sql`c.state = ANY(CASE c.provider WHEN ${AGENT}
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
const hours = sql`CASE WHEN k.channel IS NULL THEN ${NO_KEY} ELSE to_char(o.placed_at AT TIME ZONE s.timezone, 'HH24') || '-'
  || to_char(k.sent_at AT TIME ZONE s.timezone, 'HH24') END`;

/**
 * What contacts made of an order `o`: one row. Staff's calls and what was cancelled cost nothing. A contact's cost is
 * shared among its orders, to the millionth.
 */
const reminding = sql`
  SELECT coalesce(bool_or(c.reminded), false) AS reminded,
    coalesce(bool_or(c.reminded AND c.state = ANY(${listOf(DELIVERED)})), false) AS delivered,
    coalesce(bool_or(c.reminded AND p.clicked_at IS NOT NULL), false) AS clicked,
    (array_agg(p.contact_id ORDER BY c.sent_at DESC, p.contact_id DESC) FILTER (WHERE c.reminded))[1] AS last,
    sum(c.cost_micros / share.n + (share.before < c.cost_micros % share.n)::int)
      FILTER (WHERE c.charged AND c.cost_currency = o.currency) AS cost,
    count(*) FILTER (WHERE c.charged AND c.cost_currency IS DISTINCT FROM o.currency AND share.before = 0) AS unpriced
  FROM contact_orders p
    CROSS JOIN LATERAL (SELECT sent_at, state, cost_micros, cost_currency, ${isReminded} AS reminded,
        state <> 'cancelled' AND provider <> ${AGENT} AS charged
      FROM contacts c WHERE c.id = p.contact_id AND c.sent_at IS NOT NULL OFFSET 0) AS c
    CROSS JOIN LATERAL (SELECT count(*) AS n, count(*) FILTER (WHERE q.order_id < p.order_id) AS before
      FROM contact_orders q WHERE c.charged AND q.contact_id = p.contact_id AND NOT q.dropped) AS share
  WHERE p.order_id = o.id AND p.purpose = 'payment_reminder' AND NOT p.dropped`;

/**
 * A query for the facts of the orders that `which` (a condition on `orders o`) names: one row for each that was once
 * unpaid, none for any other. The key of a cut by contact is the crediting contact's, else the last reminding one's,
 * else `none` (design.md, "Attribution"). Whatever the planner takes the tables to hold, each order costs a few index
 * look-ups: every part is LATERAL, and `OFFSET 0` keeps it from being joined as a whole table. Conditions on a table
 * compare columns alone: row level security lets no index serve one with COALESCE in it. What isn't needed for an order
 * isn't looked up.
 */
export const orderFacts = (which: SQL): SQL => sql`
  SELECT o.id, o.shop_id, (o.placed_at AT TIME ZONE s.timezone)::date, o.currency,
    coalesce(k.channel, ${NO_KEY}), coalesce(k.template_id, ${NO_KEY}), coalesce(k.rule, ${NO_KEY}), o.reason_code,
    coalesce(k.agent, ${NO_KEY}),
    CASE WHEN coalesce(o.buyer_paid_orders, b.paid_orders, 0) > 0 THEN 'returning' ELSE 'new' END,
    coalesce(o.buyer_grade, b.grade, 'C'), to_char(o.placed_at AT TIME ZONE s.timezone, 'HH24'),
    ${outcome}, ${paidWithin}, coalesce(k.template_id || ' v' || k.template_version, ${NO_KEY}), ${hours},
    1, o.planned::int, (r.reminded OR coalesce(v.recovered, false))::int, r.delivered::int, r.clicked::int,
    coalesce(v.recovered, false)::int,
    CASE WHEN v.recovered THEN v.amount ELSE 0 END, CASE WHEN v.recovered THEN v.net_amount ELSE 0 END,
    CASE WHEN v.recovered THEN v.coupon_cost ELSE 0 END,
    coalesce(r.cost, 0), r.unpriced, o.buyer_id, o.arm, coalesce(o.eligible, false),
    (o.status = 'paid')::int,
    CASE WHEN o.status = 'paid' AND o.currency = s.currency THEN coalesce(v.net_amount, 0) ELSE 0 END
  FROM orders o JOIN shops s ON s.id = o.shop_id
    LEFT JOIN LATERAL (SELECT grade, paid_orders FROM buyers b WHERE b.id = o.buyer_id
      AND (o.buyer_grade IS NULL OR o.buyer_paid_orders IS NULL) OFFSET 0) AS b ON true
    CROSS JOIN LATERAL (${reminding}) AS r
    LEFT JOIN LATERAL (SELECT * FROM conversions v WHERE v.order_id = o.id OFFSET 0) AS v ON true
    CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN v.recovered THEN v.contact_id END, r.last) AS contact OFFSET 0) AS last
    LEFT JOIN LATERAL (SELECT channel, template_id, template_version, rule, agent, sent_at
      FROM contacts c WHERE c.id = last.contact OFFSET 0) AS k ON true
    CROSS JOIN LATERAL (SELECT bool_or(m.state IN ('planned', 'queued', 'claimed')) AS open,
        (array_agg(m.reason ORDER BY m.step, m.id) FILTER (WHERE m.reason IS NOT NULL))[1] AS reason
      FROM reminders m WHERE m.order_id = o.id AND m.purpose = 'payment_reminder' AND o.status <> 'paid'
        AND NOT r.reminded) AS m
  WHERE ${which} AND o.was_unpaid AND o.amount > 0 AND o.currency IS NOT NULL AND o.placed_at IS NOT NULL`;

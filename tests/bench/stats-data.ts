/** Two years of a busy shop's orders and contacts, and of two smaller ones, made up inside the database. */
import pg from "pg";
import type { ShopId } from "#src/domain/brand.ts";
import { withoutIndexes } from "./indexes.ts";

/** Who gets them. The first shop gets all contacts that were asked for, each of the others a twentieth more. */
export type FilledShops = readonly [busy: ShopId, ...others: ShopId[]];

export interface Filling {
  readonly shops: FilledShops;
  readonly contacts: number;
  /** The shops'. */
  readonly currency: string;
}

const DAYS = 730;
/** Contacts an order of the mix below comes to, and orders a buyer. */
const CONTACTS_AN_ORDER = 1.9;
const ORDERS_A_BUYER = 3;
const OTHERS = 20;
const LABELS = 500;

/** Random but the same each time: the share of `n` in [0, 1) that belongs to `salt`. */
const share = (salt: number, n = "n"): string => `((hashint8(${n} * 31 + ${salt}) & 2147483647) / 2147483648::float8)`;
/** One of `values`, by a share. */
const one = (values: readonly string[], of: string): string =>
  `(ARRAY['${values.join("','")}'])[1 + floor(${of} * ${values.length})::int]`;

const SKIPPED = ["no_address", "no_consent", "cap", "suppressed", "too_late", "grade"];
const REASONS = ["unknown", "unknown", "unknown", "forgot", "service", "payment_trouble", "price", "found_better"];
const TABLES = ["buyers", "orders", "contacts", "contact_orders", "reminders", "conversions", "call_tasks"];

/**
 * What becomes of order `n`: a twentieth of the buyers is held out, an eighth of the others is skipped, a twelfth pays
 * before the first reminder, the rest gets 1 to 3 contacts; a tenth of the amounts are not in the shop's currency; the
 * shops grow, so that later days hold more. `contacts` is 0 where nobody was reached.
 */
const fates = (shops: FilledShops, orders: number): string => `
  CREATE UNLOGGED TABLE bench_fates AS SELECT *, md5('b' || buyer || '-' || shop)::uuid AS buyer_id FROM (SELECT n, (ARRAY[${shops}])[1 + greatest(0, n % ${OTHERS + shops.length - 1} - ${OTHERS - 1})::int] AS shop, held, skipped,
    CASE WHEN held OR skipped IS NOT NULL OR early THEN 0
      ELSE CASE WHEN ${share(4)} < 0.1 THEN 1 WHEN ${share(4)} < 0.4 THEN 2 ELSE 3 END END AS contacts,
    buyer, early, placed, paid, ${share(5)} < 0.8 AS within
  FROM (
    SELECT *, ${share(3)} < 0.08 AS early, ${share(6)} < CASE WHEN held THEN 0.3 WHEN ${share(3)} < 0.08 THEN 1 ELSE 0.42 END AS paid
    FROM (
      SELECT n, buyer, ${share(1, "buyer")} < 0.05 AS held,
        CASE WHEN ${share(2)} < 0.125 THEN ${one(SKIPPED, share(7))} END AS skipped,
        date_trunc('milliseconds', now() - interval '1 day' * (${DAYS} * (1 - power(n / ${orders}::float8, 0.7)) + ${share(8)})) AS placed
      FROM (SELECT n, floor(${Math.ceil(orders / ORDERS_A_BUYER)} * power(${share(9)}, 1.3))::bigint AS buyer
        FROM generate_series(1::bigint, ${orders}) AS n) AS numbers) AS buyers) AS lives) AS fates`;

const INTERVAL = "interval '1 hour' * (1 + 2 * k)";

const BUYERS = `
  INSERT INTO buyers (id, shop_id, identity_hash, profile, country, grade, paid_orders, people, updated_at)
  SELECT buyer_id, shop, decode(md5('b' || buyer), 'hex'), '\\x00', 'CN', chr(65 + (buyer % 6)::int), (buyer % 3)::int,
    '{}', now()
  FROM bench_fates GROUP BY buyer_id, shop, buyer`;

const ordersIn = (currency: string): string => `
  INSERT INTO orders (id, shop_id, external_id, buyer_id, status, was_unpaid, placed_at, paid_at, amount, currency,
    refunded, registers, first_seen_at, arm, eligible, planned, reason_code, updated_at, buyer_grade, buyer_paid_orders)
  OVERRIDING SYSTEM VALUE
  SELECT n, shop, 'o-' || n, buyer_id,
    CASE WHEN paid THEN 'paid' ELSE ${one(["unpaid", "closed", "closed", "cancelled"], share(10))} END, true, placed,
    CASE WHEN NOT paid THEN NULL WHEN contacts = 0 THEN placed + interval '1 minute' * (5 + 50 * ${share(11)})
      WHEN within THEN placed + interval '1 hour' * (1 + 2 * contacts + 20 * ${share(11)})
      ELSE placed + interval '10 days' END,
    100 + (90000 * ${share(12)})::int, ${one([...Array<string>(9).fill(currency), currency === "USD" ? "EUR" : "USD"], share(13))},
    CASE WHEN paid AND n % 25 = 0 THEN 50 ELSE 0 END, '\\x00', placed, CASE WHEN held THEN 'held_out' ELSE 'treated' END,
    n % 12 > 0, NOT held AND skipped IS NULL, ${one(REASONS, share(14))}, placed, chr(65 + (n % 6)::int), (n % 3)::int
  FROM bench_fates ORDER BY n`;

/** Calls are made by 40 agents; a message's price is in CNY. */
const CONTACTS = `
  INSERT INTO contacts (id, shop_id, buyer_id, channel, purpose, provider, state, claimed_at, lease_until, sent_at,
    state_at, rule, template_id, template_version, agent, segments, cost_micros, cost_currency)
  SELECT md5('c' || n || '-' || k)::uuid, shop, buyer_id, channel, 'payment_reminder',
    CASE k WHEN 1 THEN 'agent' ELSE 'http' END,
    CASE k WHEN 1 THEN ${one(["answered", "no_answer", "busy"], share(15))}
      ELSE ${one(["accepted", "delivered", "read", "failed", "replied"], share(16))} END, at, at, at, at,
    ${one(["00:00-12:00", "12:00-18:00", "18:00-24:00"], share(17))},
    CASE WHEN k > 1 THEN 'template-' || n % 24 END, CASE WHEN k > 1 THEN 1 END,
    CASE k WHEN 1 THEN 'agent-' || n % 40 END, 1, CASE WHEN k > 1 THEN 45000 END, CASE WHEN k > 1 THEN 'CNY' END
  FROM (SELECT *, placed + ${INTERVAL} AS at, (ARRAY['call', 'im', 'sms'])[k] AS channel
    FROM bench_fates CROSS JOIN LATERAL generate_series(1, contacts) AS k) AS sent`;

const CONTACT_ORDERS = `
  INSERT INTO contact_orders (order_id, purpose, channel, contact_id, shop_id, link_code, clicked_at)
  SELECT n, 'payment_reminder', (ARRAY['call', 'im', 'sms'])[k], md5('c' || n || '-' || k)::uuid, shop,
    'l' || n || '-' || k, CASE WHEN k > 1 AND ${share(18)} < 0.2 THEN placed + ${INTERVAL} + interval '20 minutes' END
  FROM bench_fates CROSS JOIN LATERAL generate_series(1, contacts) AS k`;

const REMINDERS = `
  INSERT INTO reminders (shop_id, order_id, purpose, channel, step, state, reason, policy_version, contact_id, updated_at)
  SELECT shop, n, 'payment_reminder', (ARRAY['call', 'im', 'sms'])[k], k - 1,
    CASE WHEN k <= contacts THEN 'done' WHEN skipped IS NULL AND NOT held THEN 'cancelled' ELSE 'skipped' END,
    CASE WHEN k <= contacts THEN NULL WHEN held THEN 'held_out' WHEN early THEN 'paid'
      ELSE coalesce(skipped, 'replied') END, 1,
    CASE WHEN k <= contacts THEN md5('c' || n || '-' || k)::uuid END, placed
  FROM bench_fates CROSS JOIN LATERAL generate_series(1, 3) AS k`;

/** Of a tenth of the calls that were answered, the buyer said when they would pay. */
const CALL_TASKS = `
  INSERT INTO call_tasks (contact_id, shop_id, state, opened_at, closed_at, leased_by, leased_at, outcome, promised_at)
  SELECT id, shop_id, 'done', claimed_at, claimed_at, agent, claimed_at, state,
    CASE WHEN state = 'answered' AND hashint8(extract(epoch FROM claimed_at)::bigint) % 10 = 0
      THEN claimed_at + interval '6 hours' END
  FROM contacts WHERE agent IS NOT NULL`;

/** Paid within a day of the last contact, which has the credit; or long after it. */
const CONVERSIONS = `
  INSERT INTO conversions (order_id, shop_id, recovered, contact_id, channel, agent, amount, net_amount, currency,
    credited_at, rule_version, windows)
  SELECT n, shop, won, CASE WHEN won THEN md5('c' || n || '-' || contacts)::uuid END,
    CASE WHEN won THEN (ARRAY['call', 'im', 'sms'])[contacts] END,
    CASE WHEN won AND contacts = 1 THEN 'agent-' || n % 40 END, amount, amount - refunded, currency, paid_at, 1, '{}'
  FROM (SELECT f.*, o.amount, o.refunded, o.currency, o.paid_at, contacts > 0 AND within AS won
    FROM bench_fates f JOIN orders o ON o.id = f.n WHERE paid) AS bought`;

/** Staff looked at one order in so many. */
const REASON_LABELS = `
  INSERT INTO reason_labels (shop_id, order_id, at, by, code, inferred_code, inferred_confidence, evidence)
  SELECT shop_id, id, placed_at, 'bench', 'price', reason_code, 0.5, '[]' FROM orders WHERE id % ${LABELS} = 0`;

/**
 * Fills shops with months of work as the service leaves it. Nothing is marked to be counted: `url` is the owner's, and
 * triggers are off. @returns how many contacts the first shop got, and how many orders there are.
 */
export async function fillShops(
  url: string,
  { shops, contacts, currency }: Filling,
  tell: (message: string) => void,
): Promise<{ contacts: number; orders: number }> {
  const orders = Math.ceil((contacts / CONTACTS_AN_ORDER) * (1 + (shops.length - 1) / OTHERS));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const step = async (what: string, statement: string): Promise<void> => {
    const started = performance.now();
    await client.query(statement);
    tell(`    ${what}: ${Math.round((performance.now() - started) / 1_000)} s`);
  };
  try {
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'");
    await client.query("SET maintenance_work_mem = '512MB'");
    await step("fates", fates(shops, orders));
    const restore = await withoutIndexes(client, TABLES);
    await step("buyers", BUYERS);
    await step("orders", ordersIn(currency));
    await step("contacts", CONTACTS);
    await step("their orders", CONTACT_ORDERS);
    await step("reminders", REMINDERS);
    await step("call tasks", CALL_TASKS);
    await step("conversions", CONVERSIONS);
    await step("reason labels", REASON_LABELS);
    for (const statement of restore) await client.query(statement);
    tell("    indexes");
    await client.query("DROP TABLE bench_fates");
    await client.query("SELECT setval(pg_get_serial_sequence('orders', 'id'), (SELECT max(id) FROM orders))");
    await step("vacuum", `VACUUM ANALYZE ${TABLES.join(", ")}, reason_labels`);
    const { rows } = await client.query<{ contacts: number }>(
      "SELECT count(*)::int AS contacts FROM contacts WHERE shop_id = $1",
      [shops[0]],
    );
    return { contacts: rows[0]?.contacts ?? 0, orders };
  } finally {
    await client.end();
  }
}

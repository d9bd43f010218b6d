/** Months of a busy shop's orders and contacts, made up inside the database: millions in a minute or two. */
import pg from "pg";

const DAYS = 180;
/** Contacts an order, orders a buyer. */
const CONTACTS = 2;
const ORDERS = 3;

/** Random but the same each time: the share of `n` in [0, 1) that belongs to `salt`. */
const share = (salt: number): string => `((hashint8(n * 31 + ${salt}) & 2147483647) / 2147483648.0)`;

/**
 * Fills the shop with `contacts` contacts of half as many orders, spread over the last 180 days. Of the orders nearly
 * half are paid, most of those after a contact; a twentieth of the buyers is held out. Nothing is marked to be counted:
 * `url` is the owner's, and triggers are off.
 */
export async function fillShop(url: string, shopId: number, contacts: number): Promise<void> {
  const orders = Math.floor(contacts / CONTACTS);
  const buyers = Math.ceil(orders / ORDERS);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
    await client.query(`
      INSERT INTO buyers (id, shop_id, identity_hash, profile, country, grade, paid_orders, people, updated_at)
      SELECT md5('b' || n)::uuid, ${shopId}, decode(md5('b' || n), 'hex'), '', 'CN', chr(65 + n % 6), n % 3, '{}', now()
      FROM generate_series(0, ${buyers - 1}) AS n`);
    await client.query(`
      INSERT INTO orders (id, shop_id, external_id, buyer_id, status, was_unpaid, placed_at, paid_at, amount, currency,
        refunded, registers, first_seen_at, arm, eligible, planned, updated_at, buyer_grade, buyer_paid_orders)
      OVERRIDING SYSTEM VALUE
      SELECT n, ${shopId}, 'o-' || n, md5('b' || n % ${buyers})::uuid, CASE WHEN paid THEN 'paid' ELSE 'unpaid' END, true,
        placed, CASE WHEN paid THEN placed + interval '1 minute' * (10 + 2000 * ${share(1)}) END,
        100 + (90000 * ${share(2)})::int, 'CNY', CASE WHEN paid AND n % 20 = 0 THEN 50 ELSE 0 END, '', placed,
        CASE WHEN n % ${buyers} % 20 = 0 THEN 'held_out' ELSE 'treated' END, n % 10 > 0, n % 10 > 0, placed,
        chr(65 + (n % 6)::int), (n % 3)::int
      FROM (SELECT n, now() - interval '1 second' * (${DAYS * 86_400} * ${share(3)}) AS placed, ${share(4)} < 0.45 AS paid
        FROM generate_series(1, ${orders}) AS n) AS made`);
    await client.query(`
      CREATE TEMP VIEW made AS SELECT o.id AS n, k, o.placed_at, o.buyer_id, md5('c' || o.id || '-' || k)::uuid AS contact,
        (ARRAY['call', 'im', 'sms'])[1 + ((o.id + k) % 3)::int] AS channel
      FROM orders o CROSS JOIN generate_series(1, ${CONTACTS}) AS k WHERE o.shop_id = ${shopId};
      INSERT INTO contacts (id, shop_id, buyer_id, channel, purpose, provider, state, claimed_at, lease_until, sent_at,
        state_at, rule, template_id, template_version, agent, segments, cost_micros, cost_currency)
      SELECT contact, ${shopId}, buyer_id, channel, 'payment_reminder', 'http',
        (ARRAY['accepted', 'delivered', 'read', 'failed'])[1 + (n % 4)::int], at, at, at, at,
        (ARRAY['00:00-12:00', '12:00-18:00', '18:00-24:00'])[1 + (n % 3)::int], 'template-' || n % 12, 1,
        CASE WHEN channel = 'call' THEN 'agent-' || n % 40 END, 1, 45000, 'CNY'
      FROM (SELECT *, placed_at + interval '1 hour' * k AS at FROM made) AS sent`);
    await client.query(`
      INSERT INTO contact_orders (order_id, purpose, channel, contact_id, shop_id, link_code, clicked_at)
      SELECT n, 'payment_reminder', channel, contact, ${shopId}, contact::text,
        CASE WHEN n % 5 = 0 THEN placed_at + interval '90 minutes' END FROM made`);
    await client.query(`
      INSERT INTO conversions (order_id, shop_id, recovered, contact_id, channel, amount, net_amount, currency,
        credited_at, rule_version, windows)
      SELECT m.n, ${shopId}, n % 6 > 0, CASE WHEN n % 6 > 0 THEN contact END, CASE WHEN n % 6 > 0 THEN channel END,
        o.amount, o.amount - o.refunded, 'CNY', o.paid_at, 1, '{}'
      FROM made m JOIN orders o ON o.id = m.n WHERE m.k = 1 AND o.status = 'paid'`);
    await client.query(
      "DROP VIEW made; SELECT setval(pg_get_serial_sequence('orders', 'id'), 1 + (SELECT max(id) FROM orders))",
    );
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
}

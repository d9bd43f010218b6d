/**
 * A reminder as a shop's own developer would write it: an endpoint that keeps the order and puts a delayed job into a
 * queue, and a worker that looks whether the order was paid and posts to the provider. No signature, no check of what
 * came, no quiet hours, no opt-outs, no permit.
 *
 * `node do-it-yourself.ts '<DoItYourself as JSON>'` prints `ready http://host:port`.
 */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import pg from "pg";
import { bullmqReminders } from "./bullmq-reminders.ts";
import { pgBossReminders } from "./pg-boss-reminders.ts";

export interface DoItYourself {
  readonly queue: "pg-boss" | "bullmq";
  readonly databaseUrl: string;
  /** Of BullMQ's Redis. */
  readonly redisUrl: string | null;
  readonly providerUrl: string;
  /** Orders that are there from the start, with reminders that fall due from `from` to `to` (epoch milliseconds). */
  readonly seed: { readonly ids: string; readonly count: number; readonly from: number; readonly to: number } | null;
}

const POOL = 10;
const REMIND_AFTER_MS = 2 * 3_600_000;

interface Webhook {
  readonly type: string;
  readonly data: {
    readonly order: { id: string; placed_at: string; amount: string; currency: string; pay_url: string };
    readonly buyer: { name: string; phone: string };
  };
}

const TABLE = `CREATE TABLE shop_orders (id text PRIMARY KEY, name text, phone text NOT NULL, amount numeric NOT NULL,
  currency text NOT NULL, pay_url text, placed_at timestamptz NOT NULL, paid_at timestamptz)`;
const INSERT = `INSERT INTO shop_orders (id, name, phone, amount, currency, pay_url, placed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`;
const SEED = `INSERT INTO shop_orders SELECT $1 || n, '王芳', '+8613800138000', 199, 'CNY',
  'https://shop.example/pay/' || n, now() FROM generate_series(0, $2::int - 1) AS n`;
const UNPAID = "SELECT name, phone, amount, currency, pay_url FROM shop_orders WHERE id = $1 AND paid_at IS NULL";

const settings: DoItYourself = JSON.parse(process.argv[2] ?? "");
const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: POOL });
await pool.query(TABLE);
const reminders =
  settings.queue === "pg-boss"
    ? await pgBossReminders(settings.databaseUrl, POOL)
    : await bullmqReminders(settings.redisUrl ?? "");

if (settings.seed !== null) {
  const { ids, count, from, to } = settings.seed;
  await pool.query(SEED, [ids, count]);
  const all = Array.from({ length: count }, (_, number) => ({
    orderId: `${ids}${number}`,
    at: new Date(from + ((to - from) * number) / count),
  }));
  for (let at = 0; at < count; at += 1_000) await reminders.addAll(all.slice(at, at + 1_000));
  await pool.query("ANALYZE");
}

await reminders.work(async (orderId) => {
  const { rows } = await pool.query(UNPAID, [orderId]);
  const [order] = rows;
  if (!order) return;
  const text = `${order.name}，您有一笔 ${order.amount} ${order.currency} 的订单待付款：${order.pay_url}`;
  const response = await fetch(settings.providerUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ to: order.phone, text, orders: [{ id: orderId }] }),
  });
  if (!response.ok) throw new Error(`the provider answered ${response.status}`);
  await response.json();
});

const app = new Hono();
app.post("/webhooks/:shop", async (c) => {
  const { type, data }: Webhook = await c.req.json();
  const { order, buyer } = data;
  if (type === "order.created") {
    const values = [order.id, buyer.name, buyer.phone, order.amount, order.currency, order.pay_url, order.placed_at];
    const { rowCount } = await pool.query(INSERT, values);
    if (rowCount === 1) await reminders.add({ orderId: order.id, at: new Date(Date.now() + REMIND_AFTER_MS) });
  } else if (type === "order.paid") {
    await pool.query("UPDATE shop_orders SET paid_at = now() WHERE id = $1", [order.id]);
  }
  return c.json({ ok: true }, 202);
});
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
  process.stdout.write(`ready http://127.0.0.1:${port}\n`);
});

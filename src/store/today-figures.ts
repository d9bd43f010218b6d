/** How a shop's day goes. Reads alone. */
import { sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { CHANNELS, type ChannelName } from "../domain/channel.ts";
import { type Instant, instant, toIso } from "../domain/instant.ts";
import { type Minor, minor } from "../domain/money.ts";
import type { Tx } from "./connect.ts";
import { isReminded } from "./order-facts.ts";
import type { Shop } from "./shops.ts";

const at = (moment: Instant) => sql`${toIso(moment)}::timestamptz`;

/** Every channel by name: the index begins with it. */
const anyChannel = sql`ANY(${sql.param([...CHANNELS])}::text[])`;

/** Unpaid orders with a reminder still to come, and their sum in the shop's currency. */
export async function readWaiting(
  tx: Tx,
  { id, currency }: Pick<Shop, "id" | "currency">,
): Promise<{ orders: number; amount: Minor }> {
  const result = await tx.execute<{ n: number; amount: number }>(sql`
    SELECT count(*)::int AS n, coalesce(sum(amount) FILTER (WHERE currency = ${currency}), 0)::bigint AS amount
    FROM orders WHERE status = 'unpaid' AND stopped_at IS NULL AND id IN (
      SELECT order_id FROM reminders WHERE shop_id = ${id} AND channel = ${anyChannel}
        AND state IN ('planned', 'queued', 'claimed') AND purpose = 'payment_reminder')`);
  const { n = 0, amount = 0 } = result.rows[0] ?? {};
  return { orders: n, amount: minor(amount) };
}

/** Reminders still to be sent before `until`, by hour of the shop's clock; what is late counts in the present hour. */
export async function readDue(
  tx: Tx,
  { id, timezone }: Pick<Shop, "id" | "timezone">,
  now: Instant,
  until: Instant,
): Promise<{ hour: Instant; channel: ChannelName; reminders: number }[]> {
  const result = await tx.execute<{ hour: number; channel: ChannelName; n: number }>(sql`
    SELECT (extract(epoch FROM date_trunc('hour', greatest(due_at, ${at(now)}), ${timezone})) * 1000)::float8 AS hour,
      channel, count(*)::int AS n
    FROM reminders WHERE shop_id = ${id} AND channel = ${anyChannel} AND state IN ('planned', 'queued')
      AND due_at < ${at(until)} AND not_after > ${at(now)} AND purpose = 'payment_reminder'
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return result.rows.map(({ hour, channel, n }) => ({ hour: instant(hour), channel, reminders: n }));
}

/** Buyers reached since `since`, by channel. */
export async function countSent(
  tx: Tx,
  shopId: ShopId,
  since: Instant,
): Promise<{ channel: ChannelName; count: number }[]> {
  const result = await tx.execute<{ channel: ChannelName; n: number }>(sql`
    SELECT channel, count(*)::int AS n FROM contacts c
    WHERE shop_id = ${shopId} AND claimed_at >= ${at(since)} AND sent_at IS NOT NULL AND purpose = 'payment_reminder'
      AND ${isReminded} GROUP BY channel`);
  return result.rows.map(({ channel, n }) => ({ channel, count: n }));
}

/** Orders paid since `since` that a reminder is credited with, and their sums in the shop's currency. */
export async function readRecovered(
  tx: Tx,
  { id, currency }: Pick<Shop, "id" | "currency">,
  since: Instant,
): Promise<{ orders: number; amount: Minor; netAmount: Minor }> {
  const result = await tx.execute<{ n: number; amount: number; net: number }>(sql`
    SELECT count(*)::int AS n, coalesce(sum(amount) FILTER (WHERE currency = ${currency}), 0)::bigint AS amount,
      coalesce(sum(net_amount) FILTER (WHERE currency = ${currency}), 0)::bigint AS net
    FROM conversions WHERE shop_id = ${id} AND recovered AND credited_at >= ${at(since)}`);
  const { n = 0, amount = 0, net = 0 } = result.rows[0] ?? {};
  return { orders: n, amount: minor(amount), netAmount: minor(net) };
}

/** Signs of trouble with shops. Reads alone; sees the shops of the transaction. */
import { sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { type Instant, instant, toIso } from "../domain/instant.ts";
import { type ShopSigns, SILENCE_COUNTED, SILENCE_DAYS } from "../domain/silence.ts";
import type { Tx } from "./connect.ts";

/**
 * When each shop last told of something, and how much it told in the same hours of the days before. Looks up a few
 * index entries a shop. Shops that never told of anything are left out.
 */
export async function readShopSigns(tx: Tx, now: Instant): Promise<(ShopSigns & { readonly shopId: ShopId })[]> {
  const at = sql`${toIso(now)}::timestamptz`;
  const result = await tx.execute<{ id: ShopId; last: number; before: number[] }>(sql`
    SELECT s.id, (extract(epoch FROM l.at) * 1000)::float8 AS last, ARRAY(
      SELECT (SELECT count(*) FROM (SELECT FROM events e WHERE e.shop_id = s.id
        AND e.received_at >= l.at - make_interval(days => d) AND e.received_at < ${at} - make_interval(days => d)
        LIMIT ${SILENCE_COUNTED}) AS heard)::int
      FROM generate_series(1, ${SILENCE_DAYS}::int) AS d ORDER BY d) AS before
    FROM shops s CROSS JOIN LATERAL (
      SELECT received_at AS at FROM events e WHERE e.shop_id = s.id ORDER BY received_at DESC LIMIT 1) AS l`);
  return result.rows.map(({ id, last, before }) => ({ shopId: id, lastEventAt: instant(last), before }));
}

/** Contacts of a shop's last day whose outcome nobody knows; null: there is none. */
export async function readUnknown(tx: Tx, shopId: ShopId): Promise<{ contacts: number; since: Instant } | null> {
  const result = await tx.execute<{ n: number; since: number | null }>(sql`
    SELECT count(*)::int AS n, (extract(epoch FROM min(claimed_at)) * 1000)::float8 AS since FROM contacts
    WHERE shop_id = ${shopId} AND state = 'unknown' AND lease_until > clock_timestamp() - interval '1 day'`);
  const { n = 0, since = null } = result.rows[0] ?? {};
  return since === null ? null : { contacts: n, since: instant(since) };
}

/** Reminders of a shop that are in the queue for more than `seconds` of real time; null: there is none. */
export async function readQueuedLong(
  tx: Tx,
  shopId: ShopId,
  seconds: number,
): Promise<{ reminders: number; since: Instant } | null> {
  const result = await tx.execute<{ n: number; since: number | null }>(sql`
    SELECT count(*)::int AS n, (extract(epoch FROM min(queued_at)) * 1000)::float8 AS since FROM reminders
    WHERE shop_id = ${shopId} AND state = 'queued'
      AND queued_at < clock_timestamp() - make_interval(secs => ${seconds})`);
  const { n = 0, since = null } = result.rows[0] ?? {};
  return since === null ? null : { reminders: n, since: instant(since) };
}

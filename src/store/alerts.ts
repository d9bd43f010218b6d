/** What the operator is to be told. Times of delivery are real. */
import { and, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { type Alert, type AlertKind, alertWait } from "../domain/alert.ts";
import type { ChannelName } from "../domain/channel.ts";
import { type Instant, instant, toIso } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { alerts } from "./schema.ts";

/** An alert on its way. */
export interface DueAlert {
  readonly id: string;
  readonly kind: AlertKind;
  /** The shop's slug. */
  readonly shop: string | null;
  readonly detail: Alert["detail"];
  readonly raisedAt: Instant;
}

/** Keeps an alert, unless the same was kept before. @returns whether it was kept. */
export async function insertAlert(tx: Tx, { kind, shopId, detail, once }: Alert): Promise<boolean> {
  const rows = await tx
    .insert(alerts)
    .values({ id: sql`gen_random_uuid()`, kind, shopId, detail, once })
    .onConflictDoNothing()
    .returning({ id: alerts.id });
  return rows.length > 0;
}

/** Takes alerts that are due and notes when they are due again: whoever takes them and dies tells them late, not never. */
export async function takeDueAlerts(tx: Tx, limit: number): Promise<DueAlert[]> {
  const result = await tx.execute<{
    id: string;
    kind: AlertKind;
    shop: string | null;
    detail: Alert["detail"];
    raised_at: number;
    tries: number;
  }>(sql`
    WITH due AS (
      SELECT id FROM alerts WHERE next_at <= clock_timestamp() ORDER BY next_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE alerts SET tries = tries + 1 FROM due WHERE alerts.id = due.id
    RETURNING alerts.id, kind, (SELECT slug FROM shops WHERE shops.id = alerts.shop_id) AS shop, detail,
      (extract(epoch FROM raised_at) * 1000)::float8 AS raised_at, tries`);
  for (const { id, tries } of result.rows) {
    const wait = alertWait(tries);
    const nextAt = wait === null ? null : sql`clock_timestamp() + make_interval(secs => ${wait / 1_000})`;
    await tx.update(alerts).set({ nextAt }).where(eq(alerts.id, id));
  }
  return result.rows.map(({ id, kind, shop, detail, raised_at }) => ({
    id,
    kind,
    shop,
    detail,
    raisedAt: instant(Math.floor(raised_at)),
  }));
}

export async function markDelivered(tx: Tx, id: string): Promise<void> {
  await tx.update(alerts).set({ deliveredAt: sql`clock_timestamp()`, nextAt: null }).where(eq(alerts.id, id));
}

/** Forgets what was raised more than `days` ago. */
export async function dropOldAlerts(tx: Tx, days: number): Promise<void> {
  await tx.delete(alerts).where(lt(alerts.raisedAt, sql`clock_timestamp() - make_interval(days => ${days}::int)`));
}

/** How many contacts became unknown in the last `milliseconds` of real time. */
export async function countNewUnknown(tx: Tx, milliseconds: number): Promise<number> {
  const result = await tx.execute<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM contacts
    WHERE state = 'unknown' AND lease_until > clock_timestamp() - make_interval(secs => ${milliseconds / 1_000})`);
  return result.rows[0]?.n ?? 0;
}

/** Reminders that were due before `since`, may still be sent and are held by no pause: how many on each channel. */
export async function countLate(
  tx: Tx,
  since: Instant,
  now: Instant,
): Promise<{ channel: ChannelName; count: number; dueAt: Instant }[]> {
  const result = await tx.execute<{ channel: ChannelName; n: number; due_at: number }>(sql`
    SELECT channel, count(*)::int AS n, (extract(epoch FROM min(due_at)) * 1000)::float8 AS due_at FROM reminders r
    WHERE state IN ('planned', 'queued') AND due_at <= ${toIso(since)}::timestamptz
      AND not_after > ${toIso(now)}::timestamptz
      AND NOT EXISTS (SELECT FROM sending_pauses p
        WHERE (p.shop_id IS NULL OR p.shop_id = r.shop_id) AND (p.channel IS NULL OR p.channel = r.channel))
    GROUP BY channel`);
  return result.rows.map(({ channel, n, due_at }) => ({ channel, count: n, dueAt: instant(due_at) }));
}

/** Alerts of these kinds about a shop, or about all of them, raised in the last `milliseconds` of real time, the latest first. */
export async function readRecentAlerts(
  tx: Tx,
  kinds: readonly AlertKind[],
  milliseconds: number,
): Promise<Pick<DueAlert, "kind" | "detail" | "raisedAt">[]> {
  return await tx
    .select({ kind: alerts.kind, detail: alerts.detail, raisedAt: alerts.raisedAt })
    .from(alerts)
    .where(
      and(
        inArray(alerts.kind, [...kinds]),
        gt(alerts.raisedAt, sql`clock_timestamp() - make_interval(secs => ${milliseconds / 1_000})`),
      ),
    )
    .orderBy(desc(alerts.raisedAt));
}

/** What the scheduler does with reminders, whole batches at a time. */
import { and, eq, sql } from "drizzle-orm";
import type { OrderId, ReminderId, ShopId } from "../domain/brand.ts";
import type { ChannelName, Purpose } from "../domain/channel.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import { JOB_SIZE } from "../domain/send-job.ts";
import type { StopReason } from "../domain/states.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { reminders } from "./schema.ts";

/** A reminder that stands in the queue, and the job that carries it. */
export interface QueuedReminder {
  readonly id: ReminderId;
  readonly shopId: ShopId;
  readonly channel: ChannelName;
  readonly jobId: string;
}

/**
 * Marks up to `limit` due reminders of one channel and these shops as queued, the longest due first, skipping what
 * others hold, and names the jobs that are to carry them: `<batch>-0` the first `JOB_SIZE`, and so on. One statement:
 * each write of a reminder costs five entries in indexes.
 * @param batch never used before.
 */
export async function claimDue(
  tx: Tx,
  wanted: {
    readonly channel: ChannelName;
    readonly shops: readonly ShopId[];
    readonly now: Instant;
    readonly limit: number;
    readonly batch: string;
  },
): Promise<QueuedReminder[]> {
  const { channel, shops, now, limit, batch } = wanted;
  const at = sql`${toIso(now)}::timestamptz`;
  const result = await tx.execute<QueuedRow>(sql`
    WITH due AS MATERIALIZED (
      SELECT id, due_at FROM reminders
      WHERE state = 'planned' AND channel = ${channel} AND due_at <= ${at} AND ${among(reminders.shopId, shops)}
      ORDER BY due_at, id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED),
    numbered AS (SELECT id, (row_number() OVER (ORDER BY due_at, id) - 1) / ${JOB_SIZE}::int AS job FROM due)
    UPDATE reminders SET state = 'queued', job_id = ${batch}::text || '-' || numbered.job,
      queued_at = clock_timestamp(), updated_at = ${at}
    FROM numbered WHERE reminders.id = numbered.id
    RETURNING reminders.id, shop_id, channel, job_id`);
  return result.rows.map(queuedReminder);
}

type QueuedRow = { id: string; shop_id: number; channel: ChannelName; job_id: string };

const queuedReminder = (row: QueuedRow): QueuedReminder => ({
  id: Number(row.id) as ReminderId,
  shopId: row.shop_id as ShopId,
  channel: row.channel,
  jobId: row.job_id,
});

/** Takes reminders back from the queue: they are due and wait in the table. */
export async function unqueue(tx: Tx, ids: readonly ReminderId[]): Promise<void> {
  await tx
    .update(reminders)
    .set({ state: "planned", jobId: null, queuedAt: null })
    .where(and(among(reminders.id, ids), eq(reminders.state, "queued")));
}

/** How many reminders of each channel stand in its queue. */
export async function countQueued(tx: Tx): Promise<Map<ChannelName, number>> {
  const result = await tx.execute<{ channel: ChannelName; n: number }>(
    sql`SELECT channel, count(*)::int AS n FROM reminders WHERE state = 'queued' GROUP BY channel`,
  );
  return new Map(result.rows.map(({ channel, n }) => [channel, n]));
}

/** Reminders queued for longer than `seconds` of real time: their job may be lost. */
export async function longQueued(tx: Tx, seconds: number, limit: number): Promise<QueuedReminder[]> {
  const result = await tx.execute<QueuedRow>(sql`
    UPDATE reminders SET queued_at = clock_timestamp() WHERE id IN (
      SELECT id FROM reminders WHERE state = 'queued' AND queued_at < clock_timestamp() - make_interval(secs => ${seconds})
      ORDER BY queued_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id, shop_id, channel, coalesce(job_id, channel) AS job_id`);
  return result.rows.map(queuedReminder);
}

/** A reminder that the scheduler ended, and why. */
export interface EndedReminder {
  readonly shopId: ShopId;
  readonly orderId: OrderId;
  readonly channel: ChannelName;
  readonly purpose: Purpose;
  readonly reason: StopReason;
}

/**
 * Ends what can't be sent in time any more: `expired`, because its hour passed or because sending was paused.
 * Queued ones are judged at the claim; here only those that no claim came round to.
 */
export async function expireOverdue(tx: Tx, now: Instant, limit: number): Promise<EndedReminder[]> {
  const at = sql`${toIso(now)}::timestamptz`;
  const result = await tx.execute<EndedRow>(sql`
    UPDATE reminders SET state = 'expired', updated_at = ${at}, job_id = NULL, queued_at = NULL,
      reason = CASE WHEN EXISTS (SELECT FROM sending_pauses p
        WHERE (p.shop_id IS NULL OR p.shop_id = reminders.shop_id)
          AND (p.channel IS NULL OR p.channel = reminders.channel)) THEN 'paused' ELSE 'too_late' END
    WHERE id IN (
      SELECT id FROM reminders WHERE state IN ('planned', 'queued') AND not_after <= ${at}
        AND (state = 'planned' AND due_at <= ${at} OR not_after <= ${at} - interval '2 minutes')
      ORDER BY not_after LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING shop_id, order_id, channel, purpose, reason`);
  return result.rows.map(endedReminder);
}

/** Ends what is due on channels that nobody is configured to send on: `skipped`, `filtered`. */
export async function skipUnsendable(
  tx: Tx,
  off: readonly ChannelName[],
  now: Instant,
  limit: number,
): Promise<EndedReminder[]> {
  if (off.length === 0) return [];
  const at = sql`${toIso(now)}::timestamptz`;
  const result = await tx.execute<EndedRow>(sql`
    UPDATE reminders SET state = 'skipped', reason = 'filtered', updated_at = ${at}, job_id = NULL, queued_at = NULL
    WHERE id IN (
      SELECT id FROM reminders
      WHERE ${among(reminders.channel, off)} AND (state = 'planned' AND due_at <= ${at} OR state = 'queued')
      LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING shop_id, order_id, channel, purpose, reason`);
  return result.rows.map(endedReminder);
}

type EndedRow = { shop_id: number; order_id: string; channel: ChannelName; purpose: Purpose; reason: StopReason };

const endedReminder = (row: EndedRow): EndedReminder => ({
  shopId: row.shop_id as ShopId,
  orderId: Number(row.order_id) as OrderId,
  channel: row.channel,
  purpose: row.purpose,
  reason: row.reason,
});

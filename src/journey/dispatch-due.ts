import { randomUUID } from "node:crypto";
import type { ShopId } from "../domain/brand.ts";
import { phaseAt } from "../domain/breaker.ts";
import { CHANNELS, type Channel, senderKey, sendersOf } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import type { SendJob } from "../domain/send-job.ts";
import { purposeInput } from "../domain/thanks.ts";
import { lockOverdueTasks } from "../store/call-tasks.ts";
import type { Tx } from "../store/connect.ts";
import { cancelTasks } from "../store/contacts-of-orders.ts";
import { insertDecisions } from "../store/decisions.ts";
import {
  claimDue,
  countQueued,
  type EndedReminder,
  expireOverdue,
  longQueued,
  type QueuedReminder,
  skipUnsendable,
} from "../store/due-reminders.ts";
import { isPaused, readPauses } from "../store/pauses.ts";
import { readTroubles, type StoredTrouble } from "../store/provider-troubles.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** About so many reminders stand in the queue of each channel; the rest waits in the table. */
const QUEUE_DEPTH = 2_000;
/** Real seconds after which a queued reminder's job counts as lost. */
const LOST_AFTER_SECONDS = 30;
const END_AT_ONCE = 500;

/**
 * Finds what is due and enqueues it, expires what is too late, and enqueues again what was lost. Any number of
 * schedulers may run it at once. @returns how many reminders it enqueued or ended.
 */
export async function dispatchDue(ctx: JourneyContext): Promise<number> {
  const everyone = await allShops(ctx.db);
  const scope = { shops: everyone.map(({ id }) => id), groups: everyone.map(({ groupId }) => groupId) };
  if (scope.shops.length === 0) return 0;
  const { jobs, count } = await inShops(ctx.db, scope, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    const off = CHANNELS.filter((channel) => !ctx.channels.has(channel));
    const expired = await expireOverdue(tx, now, END_AT_ONCE);
    const ended = [...expired, ...(await skipUnsendable(tx, off, now, END_AT_ONCE))];
    await decideEnded(tx, [...ended, ...(await endOverdueCalls(tx, now))], now);
    const due = await queueDue(tx, ctx, scope.shops, now);
    const lost = await longQueued(tx, LOST_AFTER_SECONDS, QUEUE_DEPTH);
    return { jobs: jobsOf([...due, ...lost]), count: due.length + ended.length + lost.length };
  });
  // After the commit: a crash in between leaves them queued, and they are enqueued again as lost.
  await ctx.failpoint("before_enqueue");
  if (jobs.length > 0) await ctx.enqueue(jobs);
  return count;
}

/** Calls that nobody made in time go off the list. */
async function endOverdueCalls(tx: Tx, now: Instant): Promise<EndedReminder[]> {
  const overdue = await lockOverdueTasks(tx, now, END_AT_ONCE);
  await cancelTasks(tx, [...new Set(overdue.map(({ contactId }) => contactId))], now);
  return overdue.map(({ shopId, orderId }) => ({
    shopId,
    orderId,
    channel: "call",
    purpose: "payment_reminder",
    reason: "too_late",
  }));
}

const decideEnded = (tx: Tx, ended: readonly EndedReminder[], at: Instant): Promise<void> =>
  insertDecisions(
    tx,
    ended.map(({ shopId, orderId, channel, purpose, reason }) => ({
      shopId,
      orderId,
      at,
      what: "ended",
      rule: null,
      reason,
      policyVersion: null,
      inputs: { channel, ...purposeInput(purpose) },
    })),
  );

/** Marks what is due as queued, each channel by itself: a slow one fills its own queue and holds up nobody else. */
async function queueDue(
  tx: Tx,
  { channels }: Pick<JourneyContext, "channels">,
  shops: readonly ShopId[],
  now: Instant,
): Promise<QueuedReminder[]> {
  const pauses = await readPauses(tx);
  const queued = await countQueued(tx);
  const troubles = await readTroubles(tx);
  const due: QueuedReminder[] = [];
  for (const [channel, sender] of channels) {
    const limit = depthOf(sender, troubles, now) - (queued.get(channel) ?? 0);
    const sending = shops.filter((id) => !isPaused(pauses, id, channel));
    if (limit <= 0 || sending.length === 0) continue;
    due.push(...(await claimDue(tx, { channel, shops: sending, now, limit, batch: randomUUID() })));
  }
  return due;
}

/** How many may stand in the queue: while every provider is in trouble none, or one to find out how it is. */
function depthOf(channel: Channel, troubles: ReadonlyMap<string, StoredTrouble>, now: Instant): number {
  const phases = sendersOf(channel).map((sender) => {
    const trouble = troubles.get(senderKey(sender)) ?? null;
    return trouble?.probed ? "open" : phaseAt(trouble, now);
  });
  if (phases.includes("closed")) return QUEUE_DEPTH;
  return phases.includes("probing") ? 1 : 0;
}

/** The jobs that carry these: those that are lost again under the ids they had. */
const jobsOf = (queued: readonly QueuedReminder[]): SendJob[] =>
  [...Map.groupBy(queued, ({ jobId }) => jobId)].flatMap(([id, part]) => {
    const [first] = part;
    if (!first) return [];
    const shops = [...new Set(part.map(({ shopId }) => shopId))];
    return [{ id, channel: first.channel, shops, reminders: part.map((reminder) => reminder.id) }];
  });

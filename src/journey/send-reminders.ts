import type { ReminderId } from "../domain/brand.ts";
import { SECOND } from "../domain/instant.ts";
import type { SendJob } from "../domain/send-job.ts";
import { type Admitted, admitReminders } from "./admit-reminders.ts";
import type { JourneyContext } from "./context.ts";
import { holdReminders } from "./hold-reminders.ts";
import type { RateTokens } from "./rate-tokens.ts";
import { type SendTools, sendContact } from "./send-contact.ts";
import type { ChannelSlots, SendSlots } from "./send-slots.ts";
import type { Claimer } from "./share-claims.ts";

/** How long to leave people alone that another transaction holds, and how often to look again. */
const BUSY_WAIT_MS = 50;
const BUSY_TRIES = 20;

/** Longest wait for a token before it is looked again whether there is still something to send. */
const LONGEST_WAIT_MS = SECOND;

/** What the jobs of one process share. */
export interface SendGear extends SendTools {
  readonly slots: ChannelSlots;
  readonly rates: RateTokens;
  readonly claimer: Claimer;
}

/**
 * Works on one job: claims as many contacts as there are free send slots and tokens, sends each once, records what
 * became of it, and goes on until nothing is left. A reminder that is not queued any more is passed over, so a job that
 * runs twice does nothing the second time.
 */
export async function sendReminders(ctx: JourneyContext, gear: SendGear, job: Omit<SendJob, "id">): Promise<void> {
  const channel = ctx.channels.get(job.channel);
  if (!channel) return;
  const slots = gear.slots.of(job.channel);
  const sending: Promise<unknown>[] = [];
  let left: readonly ReminderId[] = job.reminders;
  try {
    for (let tries = 0; left.length > 0 && tries < BUSY_TRIES; ) {
      const taken = await slots.take(left.length);
      // The process is stopping: what is left still stands as queued, and is enqueued again.
      if (taken === 0) return;
      const part = { shops: job.shops, reminders: left.slice(0, taken) };
      const { admitted, held, later, wait } = await orGiveBack(slots, taken, admitReminders(ctx, gear, channel, part));
      slots.giveBack(held.length + later.length);
      const claimed = await Promise.allSettled([
        holdReminders(ctx, job.shops, held),
        ...admitted.map((one) => claimAndSend(ctx, gear, slots, { ...one, shops: job.shops }, sending)),
      ]);
      const busy = claimed.flatMap((one) => {
        if (one.status === "rejected") throw one.reason;
        return one.value;
      });
      left = [...left.slice(taken), ...later, ...busy];
      if (admitted.length === 0 && later.length > 0) await ctx.realTime.wait(Math.min(wait, LONGEST_WAIT_MS));
      if (busy.length > 0) {
        tries += 1;
        await ctx.realTime.wait(BUSY_WAIT_MS);
      }
    }
  } finally {
    await Promise.all(sending);
  }
}

/** Slots that were taken for work that failed before it was known how many it needs. */
async function orGiveBack<T>(slots: SendSlots, taken: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    slots.giveBack(taken);
    throw error;
  }
}

/** Claims what was admitted and begins to send it; each send gives its slot back. @returns what was busy. */
async function claimAndSend(
  ctx: JourneyContext,
  gear: SendGear,
  slots: SendSlots,
  part: Admitted & Pick<SendJob, "shops">,
  sending: Promise<unknown>[],
): Promise<readonly ReminderId[]> {
  const { sender, reminders, isProbe } = part;
  const { claims, busy, issued } = await orGiveBack(slots, reminders.length, gear.claimer.add(part));
  if (claims.length > 0) await ctx.failpoint("after_claim");
  const unused = reminders.length - claims.length;
  slots.giveBack(unused);
  for (const claim of claims) {
    sending.push(sendContact(ctx, gear, { sender, claim, issued, isProbe }).finally(() => slots.giveBack(1)));
  }
  if (isProbe && claims.length === 0) await gear.gate.endProbe(sender);
  if (!isProbe) await gear.rates.giveBack(sender, unused);
  return busy;
}

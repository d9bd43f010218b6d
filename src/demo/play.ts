/** Plays the day: the clock stands still while work is under way, then jumps to whatever comes next. */
import type { App } from "../app.ts";
import { DAY, HOUR, type Instant, instant, MINUTE, plus } from "../domain/instant.ts";
import type { Forbidden } from "./checks.ts";
import { MIDNIGHT } from "./orders.ts";
import type { Progress } from "./progress.ts";
import { type Outcome, postEvent, type ShopAccess } from "./shop-client.ts";
import type { Story, Webhook } from "./story.ts";

/** The one clock of the rules, moved by hand. */
export interface SteppingClock {
  readonly kind: "injected";
  now(): Instant;
  moveTo(at: Instant): void;
}

export function createClock(start: Instant): SteppingClock {
  let current = start;
  return {
    kind: "injected",
    now: () => current,
    moveTo(at) {
      if (at < current) throw new RangeError("the clock does not go back");
      current = at;
    },
  };
}

interface Play {
  readonly app: App;
  readonly clock: SteppingClock;
  readonly story: Story;
  readonly shop: ShopAccess;
  readonly progress: Progress;
  readonly stopped: () => boolean;
}

/** What has been answered so far. */
export interface Told extends Forbidden {
  readonly paid: Set<string>;
  readonly stopped: Set<string>;
  readonly outcomes: Record<Outcome, number>;
}

export const nothingTold = (): Told => ({
  paid: new Set(),
  stopped: new Set(),
  outcomes: { applied: 0, duplicate: 0, stale: 0, ignored: 0 },
});

/** Until nothing is left to happen, or somebody wants it to stop. */
export async function play({ app, clock, story, shop, progress, stopped }: Play, told: Told): Promise<void> {
  let due = await app.nextDue();
  while (!stopped()) {
    const next = earliestOf(story.agenda.next(), due === null ? null : wakeUp(due, clock.now()));
    if (next === null) return;
    clock.moveTo(next);
    progress.reach(shareOf(next), describe(next, told, story));
    const webhooks = story.agenda.take(next).flatMap((act) => act(next));
    await postAll(shop, webhooks, story, told);
    const isDue = due !== null && due <= next;
    if (isDue) await sendDue(app);
    if (isDue || webhooks.length > 0) due = await app.nextDue();
  }
}

/** The end of the minute in which something is due; what was due and could not go yet is looked at in a minute. */
const wakeUp = (due: Instant, now: Instant): Instant =>
  due <= now ? plus(now, MINUTE) : instant((Math.floor(due / MINUTE) + 1) * MINUTE);

const earliestOf = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || (b !== null && b < a) ? b : a;

async function sendDue(app: App): Promise<void> {
  await app.dispatchOnce();
  await app.whenIdle();
}

/** One after another, as they happened; the same one twice goes at the same time. */
async function postAll(shop: ShopAccess, webhooks: readonly Webhook[], story: Story, told: Told): Promise<void> {
  for (const [id, same] of Map.groupBy(webhooks, (webhook) => webhook.id)) {
    const outcomes = await Promise.all(same.map(({ body }) => postEvent(shop, id, body)));
    for (const outcome of outcomes) told.outcomes[outcome] += 1;
    for (const { tells, order } of same) {
      if (tells === "order.paid") told.paid.add(order.id);
      if (tells === "stop") {
        for (const { id: other, buyer } of story.orders) if (buyer.id === order.buyer.id) told.stopped.add(other);
      }
    }
  }
}

/** The first day has most of the work, the days after it the rest of the reminders. */
function shareOf(at: Instant): number {
  const since = at - MIDNIGHT;
  return since < DAY ? (since / DAY) * 0.65 : Math.min(0.65 + ((since - DAY) / (36 * HOUR)) * 0.35, 1);
}

const local = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Shanghai",
  weekday: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** As the shop's clock shows it. */
export const clockText = (at: Instant): string => local.format(at).replace(",", "");

const describe = (at: Instant, { outcomes }: Told, { orders }: Story): string => {
  const events = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const placed = orders.filter(({ placedAt }) => placedAt <= at).length;
  return `${clockText(at)}  ${placed} orders, ${events} webhooks`;
};

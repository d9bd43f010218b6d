import type { ChannelName } from "../domain/channel.ts";
import { HOUR, type Instant, MINUTE, plus } from "../domain/instant.ts";
import { type Lift, liftOf } from "../domain/lift.ts";
import { type DayNumber, dayName, localTime, momentOf } from "../domain/local-time.ts";
import type { Minor } from "../domain/money.ts";
import { type RecoveryCounts, sumCounts } from "../domain/recovery.ts";
import type { ShopTrouble } from "../domain/trouble.ts";
import type { Tx } from "../store/connect.ts";
import { readArmsOfDays } from "../store/lift-stats.ts";
import { readRecovery } from "../store/recovery-stats.ts";
import type { Shop } from "../store/shops.ts";
import { countSent, readDue, readRecovered, readWaiting } from "../store/today-figures.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { findTroubles } from "./find-troubles.ts";
import { refreshBeforeAnswer } from "./refresh-stats.ts";

/** How a shop's day goes: sums are in the shop's currency. */
export interface Today {
  readonly at: Instant;
  /** Unpaid orders with a reminder still to come. */
  readonly waiting: { readonly orders: number; readonly amount: Minor };
  /** Of the next hours, by hour of the shop's clock. */
  readonly due: readonly { readonly hour: Instant; readonly channel: ChannelName; readonly reminders: number }[];
  /** Since midnight by the shop's clock. */
  readonly sent: readonly { readonly channel: ChannelName; readonly count: number }[];
  /** Paid since then and credited to a reminder. */
  readonly recovered: { readonly orders: number; readonly amount: Minor; readonly netAmount: Minor };
  /** Of orders placed in the last seven days. */
  readonly week: Omit<RecoveryCounts, "key">;
  /** Of orders placed in the last thirty. */
  readonly lift: Lift;
  readonly troubles: readonly ShopTrouble[];
}

const AHEAD = 12 * HOUR;
const WEEK = 7;
const MONTH = 30;
/** Lift moves slowly and reads every order of a month: it is kept so long. Milliseconds of real time. */
const LIFT_KEPT = MINUTE;
const SHOPS_KEPT = 1_000;

/** Looks at the day of a shop. */
export type LookAtToday = (shop: Shop) => Promise<Today>;

export function createTodayLook(ctx: JourneyContext): LookAtToday {
  const liftOfMonth = keptLifts(ctx);
  return async (shop) => {
    await refreshBeforeAnswer(ctx, shop.id);
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const now = await readClock(tx, ctx.clock);
      const { day } = localTime(shop.timezone, now);
      const midnight = momentOf(shop.timezone, day, 0);
      const { currency } = shop;
      return {
        at: now,
        waiting: await readWaiting(tx, shop),
        due: await readDue(tx, shop, now, plus(now, AHEAD)),
        sent: await countSent(tx, shop.id, midnight),
        recovered: await readRecovered(tx, shop, midnight),
        week: sumCounts(await readRecovery(tx, { shop, ...lastDays(day, WEEK), currency, by: "day" })),
        lift: await liftOfMonth(tx, shop, day),
        troubles: await findTroubles(tx, ctx, shop, now),
      };
    });
  };
}

const lastDays = (today: DayNumber, days: number) => ({ from: dayName(today - days + 1), to: dayName(today) });

/** Lift of the last thirty days, read again after a minute. */
function keptLifts({ realTime }: Pick<JourneyContext, "realTime">) {
  const kept = new Map<string, { readonly until: number; readonly lift: Lift }>();
  return async (tx: Tx, shop: Shop, day: DayNumber): Promise<Lift> => {
    const key = `${shop.id} ${day}`;
    const now = realTime.monotonic();
    const known = kept.get(key);
    if (known !== undefined && now < known.until) return known.lift;
    const arms = await readArmsOfDays(tx, shop.id, lastDays(day, MONTH));
    const lift = liftOf(arms.treated, arms.held_out);
    if (kept.size >= SHOPS_KEPT) kept.clear();
    kept.set(key, { until: now + LIFT_KEPT, lift });
    return lift;
  };
}

import type { ShopId } from "../domain/brand.ts";
import { DAY, plus } from "../domain/instant.ts";
import type { Tx } from "../store/connect.ts";
import { allShops } from "../store/shops.ts";
import {
  daySlices,
  differingArms,
  differingCalls,
  differingCuts,
  differingDays,
  differingOrders,
} from "../store/stats-checks.ts";
import { lockStats } from "../store/stats-refresh.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

const FAULTS = ["cuts_differ", "days_differ", "arms_differ", "orders_differ", "calls_differ"] as const;

/** One thing that does not add up. */
export interface StatsFault {
  /** The shop's slug. */
  readonly shop: string;
  readonly fault: (typeof FAULTS)[number];
  /** In how many places. */
  readonly places: number;
}

/** Orders placed longer ago are taken at their word. */
const RECENT = 7 * DAY;
/** Days compared at a time: some 100,000 orders of a busy shop. */
const SLICE = 31;

/**
 * Whether the parts of every statistic add up to its whole, in every shop: all cuts of a day have the same sums, days
 * and arms are the sums of their orders, and the orders of the last 7 days count as the journey's tables say
 * (faults.md, I20). Reads every counted order twice, a minute or so for millions, and holds the sums of a month at a time.
 * Nothing is counted meanwhile. @returns nothing where all is well.
 */
export async function checkStats(ctx: Pick<JourneyContext, "db" | "clock">): Promise<StatsFault[]> {
  const faults: StatsFault[] = [];
  for (const { id, slug } of await allShops(ctx.db)) {
    await inShops(ctx.db, { shops: [id] }, async (tx) => {
      // Held still: else a count between two of the looks below would read as a fault.
      await lockStats(tx, id);
      const since = plus(await readClock(tx, ctx.clock), -RECENT);
      const places = {
        cuts_differ: await differingCuts(tx, id),
        days_differ: await differingInAll(tx, id),
        arms_differ: await differingArms(tx, id),
        orders_differ: await differingOrders(tx, id, since),
        calls_differ: await differingCalls(tx, id, since),
      } satisfies Record<StatsFault["fault"], number>;
      for (const fault of FAULTS) {
        if (places[fault] > 0) faults.push({ shop: slug, fault, places: places[fault] });
      }
    });
  }
  return faults;
}

async function differingInAll(tx: Tx, shopId: ShopId): Promise<number> {
  let places = 0;
  for (const slice of await daySlices(tx, shopId, SLICE)) places += await differingDays(tx, shopId, slice);
  return places;
}

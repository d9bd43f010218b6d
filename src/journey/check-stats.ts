import { DAY, plus } from "../domain/instant.ts";
import { allShops } from "../store/shops.ts";
import { differingArms, differingCuts, differingDays, differingOrders } from "../store/stats-checks.ts";
import { lockStats } from "../store/stats-refresh.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** One thing that does not add up. */
export interface StatsFault {
  /** The shop's slug. */
  readonly shop: string;
  readonly fault: "cuts_differ" | "days_differ" | "arms_differ" | "orders_differ";
  /** In how many places. */
  readonly places: number;
}

/** Orders placed longer ago are taken at their word. */
const RECENT = 7 * DAY;

/**
 * Whether the parts of every statistic add up to its whole, in every shop: all cuts of a day have the same sums, days
 * and arms are the sums of their orders, and the orders of the last 7 days count as the journey's tables say
 * (faults.md, I20). Reads every counted order once, some seconds for millions. @returns nothing where all is well.
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
        days_differ: await differingDays(tx, id),
        arms_differ: await differingArms(tx, id),
        orders_differ: await differingOrders(tx, id, since),
      } satisfies Record<StatsFault["fault"], number>;
      for (const fault of ["cuts_differ", "days_differ", "arms_differ", "orders_differ"] as const) {
        if (places[fault] > 0) faults.push({ shop: slug, fault, places: places[fault] });
      }
    });
  }
  return faults;
}

import type { ShopId } from "../domain/brand.ts";
import { countCallsAgain } from "../store/call-stats.ts";
import { databaseErrorCode } from "../store/database-error.ts";
import { allShops } from "../store/shops.ts";
import { countAgain, lockStats, shopsToCount, takeMarks } from "../store/stats-refresh.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

const LOCK_NOT_AVAILABLE = "55P03";
/** Marks counted in one transaction: some 100 ms of work. */
const BATCH = 1_000;

/** Counts what changed since the last time, a batch of every shop that has something. @returns how many marks. */
export async function refreshStats(ctx: Pick<JourneyContext, "db">): Promise<number> {
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  const waiting = await inShops(ctx.db, { shops }, shopsToCount);
  let counted = 0;
  for (const shop of waiting) counted += await refreshShop(ctx, shop);
  return counted;
}

/** So many batches are counted before an answer: after a burst of changes it may be some seconds behind instead. */
const BATCHES_BEFORE_ANSWER = 20;

/** Counts what one shop has waiting; whoever asks for figures does this first, so that they are of now. */
export async function refreshBeforeAnswer(ctx: Pick<JourneyContext, "db">, shopId: ShopId): Promise<void> {
  for (let batch = 0; batch < BATCHES_BEFORE_ANSWER; batch++) {
    if ((await refreshShop(ctx, shopId)) < BATCH) return;
  }
}

/** One batch of one shop. @returns how many marks; 0 too where others have been counting it for a second, and go on. */
export async function refreshShop({ db }: Pick<JourneyContext, "db">, shopId: ShopId): Promise<number> {
  try {
    return await inShops(db, { shops: [shopId] }, async (tx) => {
      await lockStats(tx, shopId, { patience: 1_000 });
      const { marks, orders } = await takeMarks(tx, shopId, BATCH);
      if (orders.length > 0) {
        await countAgain(tx, shopId, orders);
        await countCallsAgain(tx, shopId, orders);
      }
      return marks;
    });
  } catch (error) {
    if (databaseErrorCode(error) === LOCK_NOT_AVAILABLE) return 0;
    throw error;
  }
}

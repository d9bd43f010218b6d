import type { ShopId } from "../domain/brand.ts";
import { countCallsAgain } from "../store/call-stats.ts";
import type { Db } from "../store/connect.ts";
import { allShops } from "../store/shops.ts";
import {
  countAgain,
  lockStats,
  type MarkPage,
  shopsToCount,
  type TakenMarks,
  takeMarks,
} from "../store/stats-refresh.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

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

/** One batch of one shop. @returns how many marks. */
export async function refreshShop({ db }: Pick<JourneyContext, "db">, shopId: ShopId): Promise<number> {
  return (await countBatch(db, shopId, { limit: BATCH, after: 0 })).marks;
}

/** Counts the next page of marks of a shop. */
export async function countBatch(db: Db, shopId: ShopId, page: MarkPage): Promise<Pick<TakenMarks, "marks" | "last">> {
  return await inShops(db, { shops: [shopId] }, async (tx) => {
    await lockStats(tx, shopId);
    const { orders, ...taken } = await takeMarks(tx, shopId, page);
    if (orders.length > 0) {
      await countAgain(tx, shopId, orders);
      await countCallsAgain(tx, shopId, orders);
    }
    return taken;
  });
}

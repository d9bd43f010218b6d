import type { ShopId } from "../domain/brand.ts";
import { allShops } from "../store/shops.ts";
import { countAgain, lockStats, shopsToCount, takeMarks } from "../store/stats-refresh.ts";
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

/** One batch of one shop; whoever asks for figures does this first, so that they are of now. @returns how many marks. */
export async function refreshShop({ db }: Pick<JourneyContext, "db">, shopId: ShopId): Promise<number> {
  return await inShops(db, { shops: [shopId] }, async (tx) => {
    await lockStats(tx, shopId);
    const { marks, orders } = await takeMarks(tx, shopId, BATCH);
    if (orders.length > 0) await countAgain(tx, shopId, orders);
    return marks;
  });
}

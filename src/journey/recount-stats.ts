import { insertAudit } from "../store/audit.ts";
import type { Shop } from "../store/shops.ts";
import { forgetCounts, lockStats, markAllOrders } from "../store/stats-refresh.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { countBatch } from "./refresh-stats.ts";

/** Orders counted in one transaction. */
const BATCH = 5_000;

/**
 * Forgets everything that was counted of a shop and counts it anew from the journey's tables. Until it ends figures are
 * too small. @returns how many orders were counted.
 */
export async function recountStats(
  ctx: Pick<JourneyContext, "db" | "longDb">,
  { shop, by }: { readonly shop: Shop; readonly by: string },
): Promise<number> {
  const db = ctx.longDb ?? ctx.db;
  const marked = await inShops(db, { shops: [shop.id] }, async (tx) => {
    await lockStats(tx, shop.id);
    await forgetCounts(tx, shop.id);
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "stats.recount", target: null, detail: {} });
    return await markAllOrders(tx, shop.id);
  });
  for (let after = 0; ; ) {
    const { marks, last } = await countBatch(db, shop.id, { limit: BATCH, after });
    // Whatever was marked meanwhile lies behind; whoever marked it is not waited for.
    if (marks === 0) break;
    after = last;
  }
  return marked;
}

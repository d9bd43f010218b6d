import { insertAudit } from "../store/audit.ts";
import type { Shop } from "../store/shops.ts";
import { forgetCounts, lockStats, markAllOrders } from "../store/stats-refresh.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { refreshShop } from "./refresh-stats.ts";

/**
 * Forgets everything that was counted of a shop and counts it anew from the journey's tables. Until it ends figures are
 * too small. @returns how many orders were counted.
 */
export async function recountStats(
  ctx: Pick<JourneyContext, "db">,
  { shop, by }: { readonly shop: Shop; readonly by: string },
): Promise<number> {
  const marked = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    await lockStats(tx, shop.id);
    await forgetCounts(tx, shop.id);
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "stats.recount", target: null, detail: {} });
    return await markAllOrders(tx, shop.id);
  });
  while ((await refreshShop(ctx, shop.id)) > 0);
  return marked;
}

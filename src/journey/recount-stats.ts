import { insertAudit } from "../store/audit.ts";
import type { Shop } from "../store/shops.ts";
import { countAll } from "../store/stats-recount.ts";
import { lockStats } from "../store/stats-refresh.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/**
 * Forgets everything that was counted of a shop and counts it anew from the journey's tables, in one transaction: until
 * it ends figures stay as they were, and what changes meanwhile waits. @returns how many orders were counted.
 */
export async function recountStats(
  ctx: Pick<JourneyContext, "db" | "longDb">,
  { shop, by }: { readonly shop: Shop; readonly by: string },
): Promise<number> {
  return await inShops(ctx.longDb ?? ctx.db, { shops: [shop.id] }, async (tx) => {
    await lockStats(tx, shop.id);
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "stats.recount", target: null, detail: {} });
    return await countAll(tx, shop.id);
  });
}

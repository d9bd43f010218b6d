import type { Policy, PolicyDocument } from "../domain/policy.ts";
import { readVersion } from "../store/policies.ts";
import { findShop, type Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/**
 * The shop of a slug and its published policy. Throws an error for the one who asked where there is no such shop.
 */
export async function readShopPolicy(
  ctx: Pick<JourneyContext, "db">,
  slug: string,
): Promise<{ readonly shop: Shop; readonly policy: Policy; readonly document: PolicyDocument }> {
  const shop = await findShop(ctx.db, slug);
  if (shop === null) throw new Error(`shop: there is no shop "${slug}"; name it by its slug`);
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => ({
    shop,
    ...(await readVersion(tx, shop.id, shop.policyVersion)),
  }));
}

import type { ShopId } from "../domain/brand.ts";
import { insertAudit } from "../store/audit.ts";
import { readBuyers } from "../store/buyers.ts";
import { findOrder } from "../store/order-views.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Who the buyer of an order is and how they are reached. Personal; null: not known, or erased. */
export interface UnmaskedBuyer {
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
}

/**
 * Shows the buyer of an order in full, and puts down who looked: what is not in the audit log is not shown.
 * @returns null where the shop has no such order.
 */
export async function unmaskBuyer(
  ctx: Pick<JourneyContext, "db" | "vault">,
  { shopId, externalId, by }: { readonly shopId: ShopId; readonly externalId: string; readonly by: string },
): Promise<UnmaskedBuyer | null> {
  return await inShops(ctx.db, { shops: [shopId] }, async (tx) => {
    const order = await findOrder(tx, shopId, externalId);
    if (order === null) return null;
    await insertAudit(tx, { shopId, actor: by, action: "order.unmask", target: externalId, detail: {} });
    if (order.buyerId === null) return { name: null, phone: null, email: null };
    const buyer = (await readBuyers(tx, ctx.vault, [order.buyerId])).get(order.buyerId);
    const { name = null, phone = null, email = null } = buyer?.state.fields.values ?? {};
    return { name, phone, email };
  });
}

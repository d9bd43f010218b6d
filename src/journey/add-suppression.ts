import { emailKey } from "../domain/email-address.ts";
import type { Instant } from "../domain/instant.ts";
import { insertAudit } from "../store/audit.ts";
import { addressKey, ensurePeople } from "../store/people.ts";
import { type Shop, shopsOfGroups } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { suppressPeople } from "./suppress-people.ts";

/** An address that staff write down as not to be contacted. Personal. */
export interface SuppressionRequest {
  readonly shop: Shop;
  /** `value` is E.164, or a bare e-mail address. */
  readonly address: { readonly kind: "phone" | "email"; readonly value: string };
  readonly reason: string;
  readonly by: string;
}

/** Suppresses an address in every shop of the group, on every channel. @returns when. */
export async function addSuppression(ctx: JourneyContext, request: SuppressionRequest): Promise<Instant> {
  const { shop, address, reason, by } = request;
  const groups = [shop.groupId];
  const shops = await shopsOfGroups(ctx.db, groups);
  return await inShops(ctx.db, { shops, groups }, async (tx) => {
    const at = await readClock(tx, ctx.clock);
    const value = address.kind === "email" ? emailKey(address.value) : address.value;
    const person = { groupId: shop.groupId, kind: address.kind, value };
    const id = (await ensurePeople(tx, ctx.vault, [person])).get(addressKey(person));
    if (id === undefined) throw new Error("a person that was just made is not there");
    await suppressPeople(tx, ctx, shop, [id], { reason, source: "staff", at, address: address.value });
    // Neither address nor reason: the row of the suppression holds them.
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "suppression.add", target: String(id), detail: {} });
    return at;
  });
}

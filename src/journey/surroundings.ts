import type { BuyerId, ShopId } from "../domain/brand.ts";
import type { Policy } from "../domain/policy.ts";
import { type Buyer, readBuyers } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { suppressedAmong } from "../store/people.ts";
import { readShops, type Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";

/** What planning needs beside the orders, read once for all of them. */
export interface Surroundings {
  readonly shops: ReadonlyMap<ShopId, Shop>;
  readonly policies: ReadonlyMap<ShopId, Policy>;
  readonly buyers: ReadonlyMap<BuyerId, Buyer>;
  /** Buyers of whom some address is under a standing "no". */
  readonly suppressed: Set<BuyerId>;
}

/** @param known buyers that need not be read again. */
export async function readSurroundings(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault" | "policies">,
  wanted: { readonly shops: Iterable<ShopId>; readonly buyers: Iterable<BuyerId>; readonly known: Iterable<Buyer> },
): Promise<Surroundings> {
  const shops = await readShops(tx, [...new Set(wanted.shops)]);
  const policies = new Map<ShopId, Policy>();
  for (const shop of shops.values()) policies.set(shop.id, await ctx.policies.read(tx, shop.id, shop.policyVersion));
  const buyers = new Map([...wanted.known].map((buyer) => [buyer.id, buyer]));
  const others = [...new Set(wanted.buyers)].filter((id) => !buyers.has(id));
  for (const [id, buyer] of await readBuyers(tx, ctx.vault, others)) buyers.set(id, buyer);
  const all = [...buyers.values()];
  const noes = await suppressedAmong(
    tx,
    all.flatMap(({ people }) => people),
  );
  const suppressed = new Set(all.filter(({ people }) => people.some((id) => noes.has(id))).map(({ id }) => id));
  return { shops, policies, buyers, suppressed };
}

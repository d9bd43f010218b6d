import type { BuyerId, ShopId } from "../domain/brand.ts";
import { type Instant, plus } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import { type Buyer, readBuyers } from "../store/buyers.ts";
import { readPayments } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import { suppressedAmong } from "../store/people.ts";
import { readShops, type Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import { LONGEST_PLAN, type Payment } from "./plan-reminders.ts";

/** What planning needs beside the orders, read once for all of them. */
export interface Surroundings {
  readonly shops: ReadonlyMap<ShopId, Shop>;
  readonly policies: ReadonlyMap<ShopId, Policy>;
  readonly buyers: ReadonlyMap<BuyerId, Buyer>;
  /** Buyers of whom some address is under a standing "no". */
  readonly suppressed: Set<BuyerId>;
  /** What of their orders these buyers have paid since the oldest order that may have a plan. */
  readonly payments: Map<BuyerId, readonly Payment[]>;
}

/** @param known buyers that need not be read again. */
export async function readSurroundings(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault" | "policies">,
  wanted: { readonly shops: Iterable<ShopId>; readonly buyers: Iterable<BuyerId>; readonly known: Iterable<Buyer> },
  now: Instant,
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
  const payments = new Map<BuyerId, readonly Payment[]>(
    await readPayments(tx, [...buyers.keys()], plus(now, -LONGEST_PLAN)),
  );
  return { shops, policies, buyers, suppressed, payments };
}

import type { OrderId } from "../domain/brand.ts";
import type { Interval } from "../domain/instant.ts";
import { insertAudit } from "../store/audit.ts";
import { lockJudgedOrders } from "../store/conversions.ts";
import { readOrdersById } from "../store/orders.ts";
import type { Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { recordConversions } from "./record-conversion.ts";

/** Orders judged in one transaction. */
const BATCH = 200;

/** Whose paid orders to judge afresh, placed when, and who wants it. */
export interface JudgeAgain {
  readonly shop: Shop;
  readonly placed: Interval;
  readonly by: string;
}

/**
 * Judges paid orders by the present rule and the policy's present windows, whatever they were judged by. Statistics
 * follow. @returns how many orders were judged.
 */
export async function attributeAgain(
  ctx: Pick<JourneyContext, "db" | "vault" | "policies">,
  { shop, placed, by }: JudgeAgain,
): Promise<number> {
  const scope = { shops: [shop.id] };
  await inShops(ctx.db, scope, (tx) =>
    insertAudit(tx, {
      shopId: shop.id,
      actor: by,
      action: "stats.attribute",
      target: null,
      detail: { placed_from: placed.start, placed_to: placed.end, policy_version: shop.policyVersion },
    }),
  );
  let judged = 0;
  for (let after: OrderId | null = null; ; ) {
    const ids: readonly OrderId[] = await inShops(ctx.db, scope, async (tx) => {
      const locked = await lockJudgedOrders(tx, shop.id, placed, after, BATCH);
      const policy = await ctx.policies.read(tx, shop.id, shop.policyVersion);
      const orders = await readOrdersById(tx, ctx.vault, locked);
      const paid = [...orders.values()].map(({ id, shopId, state }) => ({ id, shopId, state, policy }));
      await recordConversions(tx, paid, { afresh: true });
      return locked;
    });
    judged += ids.length;
    after = ids.at(-1) ?? null;
    if (ids.length < BATCH) return judged;
  }
}

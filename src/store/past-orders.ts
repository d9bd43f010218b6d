import { and, desc, eq, gt, lt, or } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { type OrderRow, readOrdersById } from "./orders.ts";
import { orders } from "./schema.ts";
import type { Vault } from "./seal.ts";
import type { PlanPlace } from "./stale-plans.ts";

/** A page of a shop's orders that were open once and placed since `since`, the latest first, from `before` (null: the very latest) on. */
export async function readPastPage(
  tx: Tx,
  vault: Vault,
  shopId: ShopId,
  page: { readonly since: Instant; readonly before: PlanPlace | null; readonly limit: number },
): Promise<{ rows: (OrderRow & { readonly id: OrderId })[]; last: PlanPlace | null }> {
  const { since, before, limit } = page;
  const places = await tx
    .select({ id: orders.id, placedAt: orders.placedAt })
    .from(orders)
    .where(
      and(
        eq(orders.shopId, shopId),
        eq(orders.wasUnpaid, true),
        gt(orders.placedAt, since),
        before === null
          ? undefined
          : or(
              lt(orders.placedAt, before.placedAt),
              and(eq(orders.placedAt, before.placedAt), lt(orders.id, before.id)),
            ),
      ),
    )
    .orderBy(desc(orders.placedAt), desc(orders.id))
    .limit(limit);
  const read = await readOrdersById(
    tx,
    vault,
    places.map(({ id }) => id),
  );
  const end = places.at(-1);
  const last = end?.placedAt ? { id: end.id, placedAt: end.placedAt } : null;
  return { rows: [...read.values()], last };
}

import { and, eq, exists, gt, gte, lt, sql } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { AttributionRule, AttributionWindows, Conversion } from "../domain/conversion.ts";
import type { Interval } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { conversions, orders } from "./schema.ts";

/** Puts down verdicts on paid orders; a later one of the same order takes the place of the earlier. */
export async function upsertConversions(
  tx: Tx,
  rows: readonly (Conversion & {
    readonly orderId: OrderId;
    readonly shopId: ShopId;
    readonly currency: CurrencyCode;
    readonly windows: AttributionWindows;
    readonly ruleVersion: AttributionRule;
  })[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(conversions)
    .values([...rows])
    .onConflictDoUpdate({
      target: conversions.orderId,
      set: {
        recovered: sql`excluded.recovered`,
        contactId: sql`excluded.contact_id`,
        channel: sql`excluded.channel`,
        agent: sql`excluded.agent`,
        amount: sql`excluded.amount`,
        netAmount: sql`excluded.net_amount`,
        couponCost: sql`excluded.coupon_cost`,
        creditedAt: sql`excluded.credited_at`,
        ruleVersion: sql`excluded.rule_version`,
        windows: sql`excluded.windows`,
      },
    });
}

export async function readConversions(tx: Tx, orderIds: readonly OrderId[]) {
  if (orderIds.length === 0) return [];
  return await tx.select().from(conversions).where(among(conversions.orderId, orderIds));
}

/** Locks the next orders of a shop that have a verdict, placed in a span, by id after `after`. */
export async function lockJudgedOrders(
  tx: Tx,
  shopId: ShopId,
  placed: Interval,
  after: OrderId | null,
  limit: number,
): Promise<OrderId[]> {
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        eq(orders.shopId, shopId),
        eq(orders.status, "paid"),
        gte(orders.placedAt, placed.start),
        lt(orders.placedAt, placed.end),
        after === null ? undefined : gt(orders.id, after),
        exists(tx.select({ one: sql`1` }).from(conversions).where(eq(conversions.orderId, orders.id))),
      ),
    )
    .orderBy(orders.id)
    .limit(limit)
    .for("no key update", { of: orders });
  return rows.map((row) => row.id);
}

/** Codes that shops gave for orders, and who asks for one (docs/coupons.md). */
import { and, eq, isNotNull, ne, sql } from "drizzle-orm";
import type { ContactId, OrderId, ShopId } from "../domain/brand.ts";
import type { Coupon, GivenCoupon } from "../domain/coupon.ts";
import type { Instant } from "../domain/instant.ts";
import type { Minor } from "../domain/money.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { coupons } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** The order a coupon is for. */
export interface CouponOrder {
  readonly orderId: OrderId;
  readonly shopId: ShopId;
}

/**
 * What is known of an order's coupon.
 * - `ask`: the caller alone may ask for it, with this key, for `ASKING` seconds.
 * - `busy`: somebody else is asking.
 * - `refused`: the shop gave none, or one that can't be used; or the buyer was erased.
 */
export type CouponStanding =
  | { readonly kind: "ask"; readonly key: ContactId }
  | { readonly kind: "given"; readonly coupon: Coupon }
  | { readonly kind: "busy" | "refused" };

/** Seconds for which one may ask: longer than a question takes, so that no two are under way for one order. */
const ASKING = 10;

const place = ({ orderId, shopId }: CouponOrder) => ({
  table: "coupons",
  column: "code",
  shop: shopId,
  row: String(orderId),
});

/** The coupon of an order, or the turn to ask for it. @param contactId the key of the question, if nobody asked before. */
export async function takeTurn(
  tx: Tx,
  vault: Vault,
  order: CouponOrder,
  contactId: ContactId,
): Promise<CouponStanding> {
  const result = await tx.execute<{ key: ContactId }>(sql`
    INSERT INTO coupons (order_id, shop_id, key, state, asking_until)
    VALUES (${order.orderId}, ${order.shopId}, ${contactId}, 'open', clock_timestamp() + ${ASKING} * interval '1 second')
    ON CONFLICT (order_id) DO UPDATE SET asking_until = excluded.asking_until
      WHERE coupons.state = 'open' AND (coupons.asking_until IS NULL OR coupons.asking_until < clock_timestamp())
    RETURNING key`);
  const [turn] = result.rows;
  if (turn) return { kind: "ask", key: turn.key };
  const coupon = await readCoupon(tx, vault, order);
  if (coupon !== null) return { kind: "given", coupon };
  const [row] = await tx.select({ state: coupons.state }).from(coupons).where(eq(coupons.orderId, order.orderId));
  return { kind: row?.state === "open" ? "busy" : "refused" };
}

/** The code that was given for an order; null where there is none. */
export async function readCoupon(tx: Tx, vault: Vault, order: CouponOrder): Promise<Coupon | null> {
  const [row] = await tx.select().from(coupons).where(eq(coupons.orderId, order.orderId));
  if (row?.state !== "given" || row.code === null || row.amount === null || row.currency === null) return null;
  const { amount, currency, expiresAt } = row;
  return { code: vault.openText(row.code, place(order)), amount, currency, expiresAt };
}

/**
 * Keeps the code of an order that is being asked for. `used`: another order of the shop has it; `late`: the order has one
 * by now, or none for good.
 */
export async function giveCoupon(
  tx: Tx,
  vault: Vault,
  order: CouponOrder,
  given: { readonly coupon: Coupon; readonly orderAmount: Minor; readonly at: Instant },
): Promise<"kept" | "used" | "late"> {
  const { coupon, orderAmount, at } = given;
  const codeHash = vault.hash("coupon code", `${order.shopId} ${coupon.code}`);
  const [taken] = await tx
    .select({ orderId: coupons.orderId })
    .from(coupons)
    .where(and(eq(coupons.shopId, order.shopId), eq(coupons.codeHash, codeHash), ne(coupons.orderId, order.orderId)));
  if (taken) return "used";
  const rows = await tx
    .update(coupons)
    .set({
      state: "given",
      askingUntil: null,
      code: vault.seal(coupon.code, place(order)),
      codeHash,
      amount: coupon.amount,
      currency: coupon.currency,
      orderAmount,
      givenAt: at,
      expiresAt: coupon.expiresAt,
    })
    .where(and(eq(coupons.orderId, order.orderId), eq(coupons.state, "open")))
    .returning({ orderId: coupons.orderId });
  return rows.length > 0 ? "kept" : "late";
}

/** Ends one's turn without a code. @param turn `closed`: the shop is never asked again about this order. */
export async function endTurn(tx: Tx, { orderId }: CouponOrder, turn: "open" | "closed"): Promise<void> {
  await tx
    .update(coupons)
    .set({ askingUntil: null, state: turn === "closed" ? "refused" : "open" })
    .where(and(eq(coupons.orderId, orderId), eq(coupons.state, "open")));
}

/** A message of this contact is about to name the order's code. */
export async function nameCoupon(tx: Tx, { orderId }: CouponOrder, contactId: ContactId): Promise<void> {
  await tx
    .update(coupons)
    .set({ namedIn: sql`array_append(array_remove(named_in, ${contactId}::uuid), ${contactId}::uuid)` })
    .where(eq(coupons.orderId, orderId));
}

/** What the verdict on these orders must know of their coupons. */
export async function readGivenCoupons(tx: Tx, ids: readonly OrderId[]): Promise<Map<OrderId, GivenCoupon>> {
  const rows = await readCouponViews(tx, ids);
  return new Map(rows.map(({ orderId, ...row }) => [orderId, row]));
}

/** A given coupon without its code. */
export interface CouponView extends GivenCoupon {
  readonly orderId: OrderId;
  readonly givenAt: Instant | null;
  readonly expiresAt: Instant | null;
}

/** The coupons of these orders, without their codes. */
export async function readCouponViews(tx: Tx, ids: readonly OrderId[]): Promise<CouponView[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({
      orderId: coupons.orderId,
      amount: coupons.amount,
      currency: coupons.currency,
      orderAmount: coupons.orderAmount,
      namedIn: coupons.namedIn,
      givenAt: coupons.givenAt,
      expiresAt: coupons.expiresAt,
    })
    .from(coupons)
    .where(and(among(coupons.orderId, ids), isNotNull(coupons.amount)));
  return rows.flatMap(({ amount, currency, orderAmount, ...row }) =>
    amount === null || currency === null || orderAmount === null ? [] : [{ ...row, amount, currency, orderAmount }],
  );
}

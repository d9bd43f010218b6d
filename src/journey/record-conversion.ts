import type { OrderId, ShopId } from "../domain/brand.ts";
import { ATTRIBUTION_RULE, type AttributableContact, attribute, type Conversion } from "../domain/conversion.ts";
import { couponCost } from "../domain/coupon.ts";
import { type OrderState, paidAt, refundedSum } from "../domain/order.ts";
import type { Policy } from "../domain/policy.ts";
import { stampOf } from "../domain/registers.ts";
import type { Tx } from "../store/connect.ts";
import { readContactsOf } from "../store/contacts-of-orders.ts";
import { readConversions, upsertConversions } from "../store/conversions.ts";
import { readGivenCoupons } from "../store/coupons.ts";

/** An order that may have been won back. */
export interface PaidOrder {
  readonly id: OrderId;
  readonly shopId: ShopId;
  readonly state: OrderState;
  readonly policy: Policy;
}

/**
 * Gives the verdict on paid orders that were once unpaid: won back by which contact, or paid without one. Given anew
 * whenever a payment, a refund or a receipt changes what it rests on, by the rule and the windows of the first time: a
 * change of either leaves the past alone, unless it is judged `afresh`. The orders must be locked.
 */
export async function recordConversions(
  tx: Tx,
  paid: readonly PaidOrder[],
  { afresh = false }: { readonly afresh?: boolean } = {},
): Promise<void> {
  const ids = paid.map(({ id }) => id);
  const contacts = await readContactsOf(tx, ids);
  const coupons = await readGivenCoupons(tx, ids);
  const given = new Map((await readConversions(tx, ids)).map((row) => [row.orderId, row]));
  const rows = paid.flatMap(({ id, shopId, state, policy }) => {
    const at = paidAt(state);
    const { amount, currency } = state.fields.values;
    if (at === null || amount === undefined || currency === undefined || !state.wasUnpaid) return [];
    const before = given.get(id) ?? null;
    const own = contacts
      .filter(({ orderId, purpose }) => orderId === id && purpose === "payment_reminder")
      .map((contact) => asCredited(contact, before));
    const first = afresh ? null : before;
    const windows = first?.windows ?? policy.attributionWindow;
    const ruleVersion = first?.ruleVersion ?? ATTRIBUTION_RULE;
    const amountToldAt = stampOf(state.fields, "amount")?.at ?? null;
    const coupon = couponCost(coupons.get(id) ?? null, { amount, currency, paidAt: at, amountToldAt }, own);
    const verdict = attribute({ paidAt: at, amount, refunded: refundedSum(state), coupon }, own, windows, ruleVersion);
    return [{ ...verdict, orderId: id, shopId, currency, windows, ruleVersion }];
  });
  await upsertConversions(tx, rows);
}

/** A call that was credited and cancelled since had reached the buyer before it was. */
const asCredited = <Contact extends AttributableContact>(contact: Contact, before: Conversion | null): Contact =>
  contact.state === "cancelled" && contact.id === before?.contactId ? { ...contact, state: "answered" } : contact;

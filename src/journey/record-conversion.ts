import type { OrderId, ShopId } from "../domain/brand.ts";
import { attribute, type Conversion } from "../domain/conversion.ts";
import { type OrderState, paidAt, refundedSum } from "../domain/order.ts";
import type { Policy } from "../domain/policy.ts";
import type { Tx } from "../store/connect.ts";
import { readContactsOf } from "../store/contacts-of-orders.ts";
import { readConversions, upsertConversions } from "../store/conversions.ts";

/** An order that may have been won back. */
export interface PaidOrder {
  readonly id: OrderId;
  readonly shopId: ShopId;
  readonly state: OrderState;
  readonly policy: Policy;
}

/**
 * Gives the verdict on paid orders that were once unpaid: won back by which contact, or paid without one. Given anew
 * whenever a payment, a refund or a receipt changes what it rests on, by the windows of the first time: a policy
 * published since changes no verdict. The orders must be locked.
 */
export async function recordConversions(tx: Tx, paid: readonly PaidOrder[]): Promise<void> {
  const ids = paid.map(({ id }) => id);
  const contacts = await readContactsOf(tx, ids);
  const given = new Map((await readConversions(tx, ids)).map((row) => [row.orderId, row]));
  const rows = paid.flatMap(({ id, shopId, state, policy }) => {
    const at = paidAt(state);
    const { amount, currency } = state.fields.values;
    if (at === null || amount === undefined || currency === undefined || !state.wasUnpaid) return [];
    const own = contacts.filter(({ orderId, purpose }) => orderId === id && purpose === "payment_reminder");
    const before = given.get(id);
    const windows = before?.windows ?? policy.attributionWindow;
    const verdict = attribute({ paidAt: at, amount, refunded: refundedSum(state) }, own, windows);
    return [{ ...keepCredit(verdict, before), orderId: id, shopId, currency, windows }];
  });
  await upsertConversions(tx, rows);
}

/** Credit that was given for this payment stays: a call that was cancelled since had reached the buyer before it. */
function keepCredit(verdict: Conversion, before: Conversion | undefined): Conversion {
  if (verdict.recovered || !before?.recovered || before.creditedAt !== verdict.creditedAt) return verdict;
  const { recovered, contactId, channel, agent } = before;
  return { ...verdict, recovered, contactId, channel, agent };
}

import type { BuyerId } from "../domain/brand.ts";
import type { OrderEvent } from "../domain/event.ts";
import type { Buyer } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { buyersOf, type OrderRow, orderKey } from "../store/orders.ts";
import type { Work } from "./fold-buyers.ts";
import type { Payment } from "./plan-reminders.ts";

type OrderEventWork = Work & { readonly event: OrderEvent };

const tellsOfOrder = (item: Work): item is OrderEventWork => item.event.kind === "order";

const tellsPayment = (item: Work): item is OrderEventWork => tellsOfOrder(item) && item.event.status === "paid";

/** The buyers who, by a batch of events, have paid an order. */
export async function payersIn(tx: Tx, work: readonly Work[], told: ReadonlyMap<number, Buyer>): Promise<BuyerId[]> {
  const paid = work.filter(tellsPayment);
  const named = paid.flatMap(({ at }) => told.get(at)?.id ?? []);
  const keys = paid.map(({ shopId, event }) => ({ shopId, externalId: event.externalId }));
  return [...named, ...(await buyersOf(tx, keys))];
}

/** Adds what a batch of events says is paid to what was paid before, by buyer. */
export function notePayments(
  payments: Map<BuyerId, readonly Payment[]>,
  work: readonly Work[],
  told: ReadonlyMap<number, Buyer>,
  found: ReadonlyMap<string, OrderRow>,
): void {
  const named = new Map(
    work.filter(tellsOfOrder).flatMap(({ shopId, event, at }): [string, BuyerId][] => {
      const buyer = told.get(at);
      return buyer ? [[orderKey(shopId, event.externalId), buyer.id]] : [];
    }),
  );
  for (const { shopId, event } of work.filter(tellsPayment)) {
    const key = orderKey(shopId, event.externalId);
    const row = found.get(key);
    const buyer = named.get(key) ?? row?.buyer?.id;
    if (buyer === undefined) continue;
    const paidAt = event.order.paidAt ?? event.at;
    payments.set(buyer, [...(payments.get(buyer) ?? []), { orderId: row?.id ?? null, paidAt }]);
  }
}

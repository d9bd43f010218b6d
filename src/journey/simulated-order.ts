import { applyBuyer, buyerAddresses, buyerIdentity, buyerStamp } from "../domain/buyer.ts";
import type { OrderEvent } from "../domain/event.ts";
import { applyEvent } from "../domain/order.ts";
import { armOf } from "../domain/plan.ts";
import type { Policy } from "../domain/policy.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import { addressesOf, armKeyOf } from "./fold-buyers.ts";
import type { SimulatedOrder } from "./simulated-world.ts";
import { saysNo } from "./take-buyer-word.ts";

/** An order that can be played under any policy: whether its buyer is held out hangs on the policy's share. */
export interface PlayableOrder {
  readonly order: Omit<SimulatedOrder, "buyer"> & { readonly buyer: Omit<SimulatedOrder["buyer"], "arm"> };
  /** By what the buyer is told apart when some are held out. */
  readonly armKey: string;
}

/** The orders as they are played under one policy. */
export function ordersUnder(orders: readonly PlayableOrder[], shop: Shop, policy: Policy): SimulatedOrder[] {
  const group = String(shop.groupId);
  return orders.map(({ order, armKey }) => ({
    ...order,
    buyer: { ...order.buyer, arm: armOf(group, armKey, policy.heldOut) },
  }));
}

/**
 * An order as it came, to be played as never paid. Null where it names no buyer or too little of the order. Whether the
 * buyer is held out follows from the addresses this order tells of, as for a buyer who comes for the first time: their
 * row in the database is not looked for.
 */
export function orderFromEvent(
  ctx: Pick<JourneyContext, "vault">,
  shop: Shop,
  event: OrderEvent,
): PlayableOrder | null {
  const { buyer, order } = event;
  const identity = buyer && buyerIdentity(buyer);
  if (!buyer || !identity || order.placedAt === undefined) return null;
  if (order.amount === undefined || order.currency === undefined) return null;
  const stamp = buyerStamp(event);
  return {
    armKey: armKeyOf(ctx, addressesOf({ shop }, buyer)),
    order: {
      externalId: event.externalId,
      at: order.placedAt,
      state: applyEvent(null, event).state,
      buyer: {
        key: `${identity.kind}:${identity.value}`,
        addresses: buyerAddresses(buyer),
        tell: (before) => applyBuyer(before, buyer, stamp).state,
      },
      refused: saysNo(event),
      ends: null,
    },
  };
}

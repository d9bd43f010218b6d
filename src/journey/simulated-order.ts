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

/**
 * An order as it came, to be played as never paid. Null where it names no buyer or too little of the order. Whether the
 * buyer is held out follows from the addresses this order tells of, as for a buyer who comes for the first time: their
 * row in the database is not looked for.
 */
export function orderFromEvent(
  ctx: Pick<JourneyContext, "vault">,
  { shop, policy }: { readonly shop: Shop; readonly policy: Policy },
  event: OrderEvent,
): SimulatedOrder | null {
  const { buyer, order } = event;
  const identity = buyer && buyerIdentity(buyer);
  if (!buyer || !identity || order.placedAt === undefined) return null;
  if (order.amount === undefined || order.currency === undefined) return null;
  const stamp = buyerStamp(event);
  const key = `${identity.kind}:${identity.value}`;
  return {
    externalId: event.externalId,
    at: order.placedAt,
    state: applyEvent(null, event).state,
    buyer: {
      key,
      arm: armOf(String(shop.groupId), armKeyOf(ctx, addressesOf({ shop }, buyer)), policy.heldOut),
      addresses: buyerAddresses(buyer),
      tell: (before) => applyBuyer(before, buyer, stamp).state,
    },
    refused: saysNo(event),
    ends: null,
  };
}

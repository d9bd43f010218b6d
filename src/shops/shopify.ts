/**
 * Shopify's webhooks: https://shopify.dev/docs/apps/build/webhooks/verify-deliveries (signature),
 * https://shopify.dev/docs/api/webhooks (topics), https://shopify.dev/docs/api/admin-rest/latest/resources/order (an
 * order) and https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance (`customers/redact`).
 */
import { parseTimestamp } from "../domain/timestamp.ts";
import type { InboundShop, PlatformAdapter, Reading } from "./adapter.ts";
import { isTooFarAhead } from "./ahead.ts";
import { isHmacOf } from "./hmac.ts";
import { Look } from "./look.ts";
import { emailIn, phoneIn } from "./platform-buyer.ts";
import { bodyOf, type Delivery, deliveryOf, envelopeOf, ignored, unusable } from "./platform-delivery.ts";
import { readOrder } from "./platform-order.ts";
import { BAD_PLATFORM_SIGNATURE } from "./platform-signature.ts";
import { deletedOrder, shopifyOrder, shopifyRefund, TYPE_OF_TOPIC } from "./shopify-order.ts";

export const shopifyAdapter: PlatformAdapter = {
  name: "shopify",
  read(request, shop, time) {
    if (!isHmacOf(request.body, request.header("x-shopify-hmac-sha256"), shop.secrets)) return BAD_PLATFORM_SIGNATURE;
    const topic = request.header("x-shopify-topic") ?? "";
    // The event's id is shared by all that one deed made Shopify send, so the topic goes with it.
    const eventId = request.header("x-shopify-event-id");
    const told = request.header("x-shopify-webhook-id") ?? (eventId && `${eventId} ${topic}`);
    const delivery = deliveryOf(told, topic, { raw: request.body, now: time.domain });
    const body = bodyOf(delivery);
    if (!(body instanceof Look)) return body;
    if (request.header("x-shopify-test") === "true") return ignored(delivery);
    const triggered = parseTimestamp(request.header("x-shopify-triggered-at") ?? "");
    const at = triggered === null || isTooFarAhead(triggered, time.domain) ? time.domain : triggered;
    return readTopic(body, { ...delivery, at }, shop);
  },
};

/** @param delivery with the moment it was triggered, where the body doesn't tell one. */
function readTopic(body: Look, delivery: Delivery & { readonly at: Delivery["now"] }, shop: InboundShop): Reading {
  const { topic, at } = delivery;
  const type = TYPE_OF_TOPIC.get(topic);
  if (type !== undefined) return readOrder(delivery, shopifyOrder(body, type, topic, shop));
  switch (topic) {
    case "orders/delete":
      return readOrder(delivery, deletedOrder(body, at));
    case "refunds/create": {
      const refund = shopifyRefund(body, shop);
      // Without money it only puts goods back, as when an unpaid order is cancelled.
      return refund === null ? ignored(delivery) : readOrder(delivery, refund);
    }
    case "customers/redact":
      return readErasure(body.at("customer"), delivery, shop);
    default:
      return ignored(delivery);
  }
}

function readErasure(
  customer: Look,
  delivery: Delivery & { readonly at: Delivery["now"] },
  shop: InboundShop,
): Reading {
  const buyer = {
    id: customer.at("id").id,
    email: emailIn([customer.at("email")]),
    ...phoneIn([customer.at("phone")], shop.country),
  };
  if ((buyer.id ?? buyer.email ?? buyer.phone ?? null) === null) return unusable(delivery, "required", "/customer");
  const type = "buyer.erased";
  const event = { kind: "buyer", type, ...envelopeOf(delivery, delivery.at), buyer } as const;
  return { ok: true, id: delivery.id, event };
}

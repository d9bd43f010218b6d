/**
 * WooCommerce's webhooks: https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/ and
 * https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/; what it sends and takes for a success is in
 * https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
 */
import type { PlatformAdapter } from "./adapter.ts";
import { isHmacOf } from "./hmac.ts";
import { Look } from "./look.ts";
import { bodyOf, deliveryOf, ignored } from "./platform-delivery.ts";
import { NOTHING_TOLD, readOrder } from "./platform-order.ts";
import { BAD_PLATFORM_SIGNATURE } from "./platform-signature.ts";
import { POINTERS, TYPE_OF_TOPIC, woocommerceOrder } from "./woocommerce-order.ts";

const PING = /^webhook_id=\d{1,20}$/;

/** Carts that the checkout keeps as orders, and posts that nobody has finished. */
const DRAFTS: ReadonlySet<string> = new Set(["checkout-draft", "auto-draft", "draft"]);

export const woocommerceAdapter: PlatformAdapter = {
  name: "woocommerce",
  isPing({ header, body }) {
    const type = header("content-type")?.split(";")[0]?.trim().toLowerCase();
    return type === "application/x-www-form-urlencoded" && PING.test(Buffer.from(body).toString());
  },
  read(request, shop, time) {
    if (!isHmacOf(request.body, request.header("x-wc-webhook-signature"), shop.secrets)) return BAD_PLATFORM_SIGNATURE;
    const topic = request.header("x-wc-webhook-topic") ?? "";
    const told = request.header("x-wc-webhook-delivery-id");
    const delivery = deliveryOf(told, topic, { raw: request.body, now: time.domain });
    const body = bodyOf(delivery);
    if (!(body instanceof Look)) return body;
    if (topic === "order.deleted") {
      // Only the id comes, and no time.
      const id = body.at("id").id;
      const told = { id, at: time.domain, type: "order.cancelled", status: "cancelled", pointers: POINTERS } as const;
      return readOrder(delivery, { ...NOTHING_TOLD, ...told });
    }
    const type = TYPE_OF_TOPIC.get(topic);
    if (type === undefined || DRAFTS.has(body.at("status").text ?? "")) return ignored(delivery);
    return readOrder(delivery, woocommerceOrder(body, type, shop.country));
  },
};

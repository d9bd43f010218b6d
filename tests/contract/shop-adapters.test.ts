import { instant } from "#src/domain/instant.ts";
import { signedHeaders } from "#src/domain/standard-webhooks.ts";
import { shopifyAdapter } from "#src/shops/shopify.ts";
import { standardAdapter } from "#src/shops/standard.ts";
import { woocommerceAdapter } from "#src/shops/woocommerce.ts";
import { youzanAdapter } from "#src/shops/youzan.ts";
import { adapterContract } from "#tests/support/adapter-contract.ts";
import { shopifyHeaders, shopifyOrder } from "#tests/support/shopify.ts";
import { standardBody } from "#tests/support/standard-body.ts";
import { woocommerceHeaders, woocommerceOrder } from "#tests/support/woocommerce.ts";
import { youzanHeaders, youzanMessage, youzanOrder } from "#tests/support/youzan.ts";

adapterContract("standard", {
  adapter: standardAdapter,
  sign: (secret, id, at, body) => signedHeaders(secret, id, instant(at), body),
  signatureHeader: "webhook-signature",
  timed: true,
  quarantines: false,
  unpaid: standardBody(),
  paid: standardBody({ type: "order.paid", data: { order: { status: "paid" } } }),
});

adapterContract("Shopify", {
  adapter: shopifyAdapter,
  sign: (secret, id, _, body) => shopifyHeaders(secret, body, { id }),
  signatureHeader: "x-shopify-hmac-sha256",
  timed: false,
  quarantines: true,
  numericId: "5678901234567890",
  unpaid: shopifyOrder(),
  paid: shopifyOrder({ financial_status: "paid", updated_at: "2026-11-21T10:20:00+08:00" }),
});

adapterContract("WooCommerce", {
  adapter: woocommerceAdapter,
  sign: (secret, id, _, body) => woocommerceHeaders(secret, body, { id }),
  signatureHeader: "x-wc-webhook-signature",
  timed: false,
  quarantines: true,
  numericId: "727",
  unpaid: woocommerceOrder(),
  paid: woocommerceOrder({ status: "processing", date_paid_gmt: "2026-11-21T02:15:30" }),
});

const ofYouzan = (info: Readonly<Record<string, unknown>>, type: string) =>
  youzanMessage(youzanOrder(info), { type, msg_id: "evt_1" });

adapterContract("Youzan", {
  adapter: youzanAdapter,
  sign: (secret, _id, _at, body) => youzanHeaders(secret, body),
  signatureHeader: "event-sign",
  timed: false,
  quarantines: true,
  unpaid: ofYouzan({}, "trade_TradeCreate"),
  paid: ofYouzan({ status: "TRADE_PAID", pay_time: "2026-11-21 10:15:30" }, "trade_TradePaid"),
});

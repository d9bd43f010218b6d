import { randomUUID } from "node:crypto";
import type { Platform } from "#src/domain/platform.ts";
import { documentedFetch } from "./documented.ts";
import type { HttpService } from "./http-service.ts";
import { shopifyHeaders, shopifyOrder } from "./shopify.ts";
import { woocommerceHeaders, woocommerceOrder } from "./woocommerce.ts";
import { youzanHeaders, youzanMessage, youzanOrder } from "./youzan.ts";

/** A moment in the life of an order, as a platform tells of it. */
export interface PlatformMoment {
  readonly body: Readonly<Record<string, unknown>>;
  /** The platform's word for it. */
  readonly topic: string;
}

/** A platform as the tests play it. Orders are of 199.00 CNY and placed at 2026-03-10T10:14:58+08:00. */
export interface TestPlatform {
  readonly name: Platform;
  /** Headers that sign a body. */
  headers(secret: string, body: Uint8Array, over: { id: string; topic: string }): Record<string, string>;
  /** The body under the delivery's id, where that stands in it. */
  named?(body: PlatformMoment["body"], id: string): PlatformMoment["body"];
  /** The shop's id of order number `n`, and what is told of it; `minute` past ten in the morning. */
  orderId(n: number): string;
  /** The shop's id of who placed it. */
  buyerId(n: number): string;
  unpaid(n: number, minute?: number): PlatformMoment;
  paid(n: number, minute: number): PlatformMoment;
  cancelled(n: number, minute: number): PlatformMoment;
  /** Signed, and of no use. */
  unusable(n: number): PlatformMoment;
  /** The place of what is wrong with it. */
  readonly pointer: string;
  /** Paid on delivery. */
  onDelivery(n: number): PlatformMoment;
  readonly ack: Readonly<Record<string, unknown>>;
}

const at = (minute: number): string => `2026-03-10T10:${String(minute).padStart(2, "0")}:00+08:00`;
const PLACED = "2026-03-10T10:14:58+08:00";

const shopify: TestPlatform = {
  name: "shopify",
  headers: (secret, body, over) => shopifyHeaders(secret, body, over),
  orderId: (n) => String(5_678_901_234_000_000 + n),
  buyerId: (n) => String(1_000 + n),
  unpaid: (n, minute = 15) => ({ topic: "orders/create", body: shopifyOf(n, minute) }),
  paid: (n, minute) => ({ topic: "orders/paid", body: shopifyOf(n, minute, { financial_status: "paid" }) }),
  cancelled: (n, minute) => ({ topic: "orders/cancelled", body: shopifyOf(n, minute, { cancelled_at: at(minute) }) }),
  unusable: (n) => ({ topic: "orders/create", body: { ...shopifyOf(n, 15), created_at: "SECRET" } }),
  pointer: "/created_at",
  onDelivery: (n) => ({
    topic: "orders/create",
    body: shopifyOf(n, 15, { payment_gateway_names: ["Cash on Delivery (COD)"] }),
  }),
  ack: {},
};

const shopifyOf = (n: number, minute: number, over: object = {}) =>
  shopifyOrder({
    id: 5_678_901_234_000_000 + n,
    created_at: PLACED,
    processed_at: PLACED,
    updated_at: at(minute),
    customer: { id: 1_000 + n, first_name: "芳", last_name: "王" },
    phone: `+86138001${String(10_000 + n)}`,
    email: `fang${n}@example.com`,
    ...over,
  });

const gmt = (minute: number): string => at(minute).replace("T10", "T02").slice(0, -"+08:00".length);

const woocommerce: TestPlatform = {
  name: "woocommerce",
  headers: (secret, body, over) => woocommerceHeaders(secret, body, over),
  orderId: (n) => String(70_000 + n),
  buyerId: (n) => String(2_000 + n),
  unpaid: (n, minute = 15) => ({ topic: "order.created", body: woocommerceOf(n, minute) }),
  paid: (n, minute) => {
    const over = { status: "processing", date_paid_gmt: gmt(minute) };
    return { topic: "order.updated", body: woocommerceOf(n, minute, over) };
  },
  cancelled: (n, minute) => ({ topic: "order.updated", body: woocommerceOf(n, minute, { status: "cancelled" }) }),
  unusable: (n) => ({ topic: "order.created", body: woocommerceOf(n, 15, { date_created_gmt: "SECRET" }) }),
  pointer: "/date_created_gmt",
  onDelivery: (n) => ({ topic: "order.created", body: woocommerceOf(n, 15, { payment_method: "cod" }) }),
  ack: {},
};

const woocommerceOf = (n: number, minute: number, over: object = {}) =>
  woocommerceOrder({
    id: 70_000 + n,
    date_created_gmt: "2026-03-10T02:14:58",
    date_modified_gmt: gmt(minute),
    customer_id: 2_000 + n,
    billing: {
      first_name: "芳",
      last_name: "王",
      country: "CN",
      email: `fang${n}@woo.example`,
      phone: `138002${String(10_000 + n)}`,
    },
    ...over,
  });

const youzan: TestPlatform = {
  name: "youzan",
  headers: (secret, body, { topic }) => youzanHeaders(secret, body, topic),
  named: (body, id) => ({ ...body, msg_id: id }),
  orderId: (n) => `E2026031010145800450${String(n).padStart(4, "0")}`,
  buyerId: (n) => String(3_000 + n),
  unpaid: (n, minute = 15) => youzanOf(n, minute, "trade_TradeCreate"),
  paid: (n, minute) =>
    youzanOf(n, minute, "trade_TradePaid", { status: "TRADE_PAID", pay_time: `2026-03-10 10:${minute}:00` }),
  cancelled: (n, minute) => youzanOf(n, minute, "trade_TradeClose", { status: "TRADE_CLOSED", close_type: 4 }),
  unusable: (n) => youzanOf(n, 15, "trade_TradeCreate", { created: "SECRET" }),
  pointer: "/msg/full_order_info/order_info/created",
  onDelivery: (n) =>
    youzanOf(n, 15, "trade_TradeBuyerPay", { status: "WAIT_SELLER_SEND_GOODS", pay_type_str: "CODPAY" }),
  ack: { code: 0, msg: "success" },
};

const youzanOf = (
  n: number,
  minute: number,
  type: string,
  over: Readonly<Record<string, unknown>> = {},
): PlatformMoment => {
  const tid = youzan.orderId(n);
  const info = {
    tid,
    created: "2026-03-10 10:14:58",
    update_time: `2026-03-10 10:${minute}:00`,
    expired_time: "2026-03-12 10:14:58",
    ...over,
  };
  const phone = `138003${String(10_000 + n)}`;
  const told = youzanOrder(info, {
    buyer_info: { buyer_id: 3_000 + n, buyer_phone: phone },
    address_info: { receiver_name: "王芳", receiver_tel: phone },
  });
  const status = Reflect.get(info, "status") ?? "WAIT_BUYER_PAY";
  return { topic: type, body: youzanMessage(told, { id: tid, type, status, version: 1_773_108_000 + minute * 60 }) };
};

export const TEST_PLATFORMS: readonly TestPlatform[] = [shopify, woocommerce, youzan];

/** Posts what a platform tells, signed with `secret`; held to the API's document. */
export async function postAs(
  { name, headers, named }: TestPlatform,
  { url, shop }: Pick<HttpService, "url" | "shop">,
  { body, topic }: PlatformMoment,
  over: { readonly id?: string; readonly secret?: string; readonly headers?: Record<string, string> } = {},
): Promise<Response> {
  const { id = randomUUID(), secret = shop.secret } = over;
  const raw = Buffer.from(JSON.stringify(named?.(body, id) ?? body));
  return await documentedFetch(`${url}/webhooks/${shop.slug}/${name}`, {
    method: "POST",
    body: raw,
    headers: { "content-type": "application/json", ...headers(secret, raw, { id, topic }), ...over.headers },
  });
}

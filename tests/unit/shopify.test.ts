import { describe, expect, test } from "vitest";
import type { OrderEvent } from "#src/domain/event.ts";
import { instant } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { shopifyAdapter } from "#src/shops/shopify.ts";
import { shopifyHeaders, shopifyOrder } from "#tests/support/shopify.ts";

const SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NOW = instant(Date.parse("2026-11-21T02:16:00Z"));
const SHOP = { secrets: [SECRET], country: "CN", currency: "CNY" as CurrencyCode };

const read = (body: object, topic = "orders/updated", headers: Record<string, string> = {}) => {
  const raw = Buffer.from(JSON.stringify(body));
  const all = { ...shopifyHeaders(SECRET, raw, { id: "d-1", topic }), ...headers };
  const reading = shopifyAdapter.read({ header: (name) => all[name], body: raw }, SHOP, { real: NOW, domain: NOW });
  if (!reading.ok) throw new Error(`answered ${reading.status}`);
  return reading.event;
};
const orderOf = (over: object, topic?: string): OrderEvent => {
  const event = read(shopifyOrder({ ...over }), topic);
  if (event.kind !== "order") throw new Error(`read as ${JSON.stringify(event)}`);
  return event;
};

test("an order with everything that a reminder can use", () => {
  const { order, buyer, ...event } = orderOf({}, "orders/create");
  expect(event).toMatchObject({
    type: "order.created",
    externalId: "5678901234567890",
    status: "unpaid",
    refunded: null,
    at: Date.parse("2026-11-21T10:14:59+08:00"),
  });
  expect(order).toEqual({
    placedAt: Date.parse("2026-11-21T10:14:58+08:00"),
    amount: 19_900,
    currency: "CNY",
    payUrl: expect.stringMatching(/^https:\/\/knit\.myshopify\.com\//),
    items: [{ sku: "A1", title: "毛衣 - 红", quantity: 1, price: 19_900 }],
    paymentMethod: "bank_deposit",
    note: "尽快",
    flags: ["vip", "autumn"],
  });
  expect(buyer).toEqual({
    id: "7890123456789",
    name: "王芳",
    phone: "+8613800138000",
    email: "fang@example.com",
    locale: "zh-CN",
    country: "CN",
    paidOrders: 2,
    consent: { email: { given: true, at: Date.parse("2026-10-01T01:00:00Z"), source: "shopify" } },
  });
});

describe("whether the buyer still has to pay", () => {
  test.each<[string, object, string]>([
    ["pending", { financial_status: "pending" }, "unpaid"],
    ["authorized: the buyer did their part", { financial_status: "authorized" }, "closed"],
    ["expired", { financial_status: "expired" }, "closed"],
    ["a state nobody knows yet", { financial_status: "levitating" }, "closed"],
    ["partially paid", { financial_status: "partially_paid" }, "partially_paid"],
    ["paid", { financial_status: "paid" }, "paid"],
    ["partially refunded", { financial_status: "partially_refunded" }, "paid"],
    ["refunded and cancelled", { financial_status: "refunded", cancelled_at: "2026-11-21T10:20:00+08:00" }, "paid"],
    ["voided", { financial_status: "voided" }, "cancelled"],
    ["cancelled", { cancelled_at: "2026-11-21T10:20:00+08:00" }, "cancelled"],
    ["archived", { closed_at: "2026-11-21T10:20:00+08:00" }, "closed"],
    ["due in 30 days", { payment_terms: { payment_terms_type: "net" } }, "closed"],
    ["due on receipt", { payment_terms: { payment_terms_type: "receipt" } }, "unpaid"],
    ["paid in part by a gift card", { total_outstanding: "50.00" }, "partially_paid"],
    ["paid in whole by a gift card", { total_outstanding: "0.00" }, "closed"],
    ["an order of nothing", { current_total_price_set: null, current_total_price: "0.00" }, "closed"],
  ])("%s", (_, over, status) => expect(orderOf(over).status).toBe(status));

  test("the topic of a payment counts whatever the body says", () => {
    expect(orderOf({ financial_status: "pending" }, "orders/paid").status).toBe("paid");
    expect(orderOf({ financial_status: "pending" }, "orders/cancelled").status).toBe("cancelled");
  });

  test("a deleted order is cancelled, and nothing else of it changes", () => {
    expect(read({ id: 5678901234567890 }, "orders/delete")).toMatchObject({
      kind: "order",
      externalId: "5678901234567890",
      status: "cancelled",
      at: Date.parse("2026-11-21T02:15:00.377Z"),
      order: {},
      buyer: null,
    });
  });
});

describe("money", () => {
  test("is what the buyer sees, in their currency", () => {
    const shown = { presentment_money: { amount: "26.50", currency_code: "EUR" } };
    expect(orderOf({ current_total_price_set: shown }).order).toMatchObject({ amount: 2_650, currency: "EUR" });
  });

  test("is what the order came to after it was edited", () => {
    expect(orderOf({ current_total_price_set: null, current_total_price: "99.00" }).order.amount).toBe(9_900);
  });

  test("given back is summed up, and all of it where the order says so", () => {
    const back = (amount: string, kind = "refund", status = "success") => ({ amount, kind, status, currency: "CNY" });
    const refunds = [
      { transactions: [back("10.00"), back("3.00", "refund", "failure")] },
      { transactions: [back("5.50"), back("9.00", "sale")] },
    ];
    expect(orderOf({ financial_status: "partially_refunded", refunds }).refunded).toBe(1_550);
    expect(orderOf({ financial_status: "refunded", refunds }).refunded).toBe("all");
    const inAnother = [{ transactions: [{ ...back("4.00"), currency: "EUR" }] }];
    expect(orderOf({ financial_status: "partially_refunded", refunds: inAnother }).refunded).toBeNull();
  });

  test("given back by one refund tells its own sum; a refund of goods alone tells nothing", () => {
    const refund = { id: 1, order_id: 5678901234567890, created_at: "2026-11-21T10:15:00+08:00" };
    const transactions = [{ amount: "12.00", kind: "refund", status: "success", currency: "CNY" }];
    expect(read({ ...refund, transactions }, "refunds/create")).toMatchObject({
      kind: "order",
      externalId: "5678901234567890",
      status: "paid",
      refunded: 1_200,
    });
    expect(read({ ...refund, transactions: [] }, "refunds/create").kind).toBe("ignored");
  });
});

describe("ways to pay, as a policy names them", () => {
  test.each([
    ["Cash on Delivery (COD)", "cod"],
    ["货到付款", "cod"],
    ["Bank Deposit", "bank_deposit"],
    ["shopify_payments", "shopify_payments"],
  ])("%s", (gateway, method) => expect(orderOf({ payment_gateway_names: [gateway] }).order.paymentMethod).toBe(method));
});

describe("the buyer", () => {
  const buyerOf = (over: object) => orderOf(over).buyer;

  test("is not whom it is shipped to, unless nobody else can be reached", () => {
    const none = { phone: null, billing_address: null };
    expect(buyerOf(none)?.phone).toBe("+8613900139000");
    expect(buyerOf({ phone: null })?.phone).toBe("+8613800138000");
  });

  test("is known by the country of their address", () => {
    const at = { country_code: "GB", phone: "07400 123456" };
    expect(buyerOf({ phone: null, billing_address: at })).toMatchObject({ phone: "+447400123456", country: "GB" });
  });

  test("who spent nothing is new, whatever was ordered before", () => {
    const customer = { id: 1, orders_count: 4, total_spent: "0.00" };
    expect(buyerOf({ customer })?.paidOrders).toBe(0);
  });

  test("who unsubscribed said no; who never subscribed said nothing", () => {
    const at = "2026-10-01T09:00:00Z";
    const customer = { id: 1, sms_marketing_consent: { state: "unsubscribed", consent_updated_at: at } };
    expect(buyerOf({ customer })?.consent).toEqual({ sms: { given: false, at: Date.parse(at), source: "shopify" } });
    const pending = { id: 1, sms_marketing_consent: { state: "pending", consent_updated_at: at } };
    expect(buyerOf({ customer: pending })).not.toHaveProperty("consent");
  });

  test("is erased where Shopify says so", () => {
    const body = { shop_id: 1, customer: { id: 88, email: "fang@example.com", phone: null }, orders_to_redact: [1] };
    expect(read(body, "customers/redact")).toMatchObject({
      kind: "buyer",
      type: "buyer.erased",
      buyer: { id: "88", email: "fang@example.com" },
    });
    expect(read({ shop_id: 1 }, "customers/redact")).toMatchObject({ kind: "unusable" });
  });
});

describe("what is no business of reminders", () => {
  test.each([
    "customers/data_request",
    "shop/redact",
    "checkouts/update",
    "orders/edited",
    "products/update",
    "constructor",
  ])("%s is ignored", (topic) =>
    expect(read(shopifyOrder(), topic)).toMatchObject({ kind: "ignored", type: topic, raw: new Uint8Array() }),
  );

  test("Shopify's own test notification is ignored", () => {
    expect(read(shopifyOrder(), "orders/create", { "x-shopify-test": "true" }).kind).toBe("ignored");
  });

  test("an order for trial carries the flag that policies leave out", () => {
    expect(orderOf({ test: true }).order.flags).toContain("test");
  });
});

describe("what can't be used is kept aside, with the place", () => {
  const unreachable = { phone: null, email: null, contact_email: null, customer: null, billing_address: null };
  test.each<[string, object, string]>([
    ["/id", { id: null }, "required"],
    ["/updated_at", { updated_at: "yesterday", created_at: null }, "required"],
    ["/created_at", { created_at: "2026-11-23T10:14:58+08:00", processed_at: null }, "too_far_ahead"],
    ["/currency", { current_total_price_set: null, currency: "???" }, "currency"],
    ["/total_price", { current_total_price_set: null, current_total_price: null, total_price: "-1" }, "amount"],
    ["/customer", { ...unreachable, shipping_address: null }, "unreachable"],
    ["/financial_status", { financial_status: null }, "required"],
  ])("%s", (pointer, over, code) =>
    expect(read(shopifyOrder({ ...over }))).toMatchObject({ kind: "unusable", problem: { pointer, code } }),
  );

  test("but a payment counts, whatever else can't be read", () => {
    const broken = { financial_status: "paid", ...unreachable, currency: "???", current_total_price_set: null };
    const event = orderOf(broken);
    expect(event.status).toBe("paid");
    expect(event.order).not.toHaveProperty("amount");
    const timeless = orderOf({ financial_status: "paid", updated_at: "2099-01-01T00:00:00Z" });
    expect(timeless).toMatchObject({ status: "paid", at: NOW, order: {}, buyer: null });
  });
});

test("a delivery without an id is named by what it says", () => {
  const raw = Buffer.from(JSON.stringify(shopifyOrder()));
  const { "x-shopify-webhook-id": _, "x-shopify-event-id": __, ...headers } = shopifyHeaders(SECRET, raw);
  const names = [headers, headers, { ...headers, "x-shopify-topic": "orders/paid" }].map(
    (all: Record<string, string>) => {
      const reading = shopifyAdapter.read({ header: (name) => all[name], body: raw }, SHOP, { real: NOW, domain: NOW });
      return reading.ok ? reading.event.eventId : null;
    },
  );
  expect(new Set(names).size).toBe(2);
});

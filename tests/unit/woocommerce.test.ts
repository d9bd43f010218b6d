import { describe, expect, test } from "vitest";
import type { OrderEvent } from "#src/domain/event.ts";
import { instant } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { woocommerceAdapter } from "#src/shops/woocommerce.ts";
import { woocommerceHeaders, woocommerceOrder } from "#tests/support/woocommerce.ts";

const SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NOW = instant(Date.parse("2026-11-21T02:16:00Z"));
const SHOP = { secrets: [SECRET], country: "CN", currency: "CNY" as CurrencyCode };

const read = (body: object, topic = "order.updated", id = "d-1") => {
  const raw = Buffer.from(JSON.stringify(body));
  const headers = woocommerceHeaders(SECRET, raw, { id, topic });
  const request = { header: (name: string) => headers[name], body: raw };
  const reading = woocommerceAdapter.read(request, SHOP, { real: NOW, domain: NOW });
  if (!reading.ok) throw new Error(`answered ${reading.status}`);
  return reading.event;
};
const orderOf = (over: object): OrderEvent => {
  const event = read(woocommerceOrder({ ...over }));
  if (event.kind !== "order") throw new Error(`read as ${JSON.stringify(event)}`);
  return event;
};

test("an order with everything that a reminder can use", () => {
  const { order, buyer, ...event } = orderOf({});
  expect(event).toMatchObject({
    type: "order.updated",
    externalId: "727",
    status: "unpaid",
    refunded: null,
    at: Date.parse("2026-11-21T02:14:59Z"),
  });
  expect(order).toEqual({
    placedAt: Date.parse("2026-11-21T02:14:58Z"),
    amount: 19_900,
    currency: "CNY",
    paidAt: null,
    payUrl: expect.stringMatching(/^https:\/\/knit\.example\/checkout\/order-pay\/727/),
    items: [{ sku: "A1", title: "毛衣 - 红", quantity: 1, price: 19_900 }],
    paymentMethod: "alipay",
    paymentError: null,
    note: "尽快",
  });
  expect(buyer).toEqual({
    id: "88",
    name: "王芳",
    phone: "+8613800138000",
    email: "fang@example.com",
    country: "CN",
  });
});

describe("whether the buyer still has to pay", () => {
  const paid = { date_paid_gmt: "2026-11-21T02:15:30" };
  test.each<[string, object, string]>([
    ["pending", { status: "pending" }, "unpaid"],
    ["failed", { status: "failed" }, "unpaid"],
    ["pending again after it was paid", { status: "pending", ...paid }, "paid"],
    ["on hold until the shop finds the money", { status: "on-hold", payment_method: "bacs" }, "closed"],
    ["processing", { status: "processing", ...paid }, "paid"],
    ["processing, and no time of payment told", { status: "processing" }, "paid"],
    ["to be paid on delivery", { status: "processing", payment_method: "cod" }, "closed"],
    ["paid on delivery", { status: "completed", payment_method: "cod", ...paid }, "paid"],
    ["completed", { status: "completed" }, "paid"],
    ["refunded", { status: "refunded" }, "paid"],
    ["cancelled", { status: "cancelled" }, "cancelled"],
    ["thrown away", { status: "trash" }, "cancelled"],
    ["a deposit paid", { status: "partially-paid" }, "partially_paid"],
    ["a status of some plugin", { status: "awaiting-shipment" }, "closed"],
    ["an order of nothing", { total: "0.00" }, "closed"],
  ])("%s", (_, over, status) => expect(orderOf(over).status).toBe(status));

  test("a deleted order is cancelled, and nothing else of it changes", () => {
    expect(read({ id: 727 }, "order.deleted")).toMatchObject({
      kind: "order",
      externalId: "727",
      status: "cancelled",
      order: {},
      buyer: null,
    });
  });

  test("a payment that failed says so, until another is tried", () => {
    expect(orderOf({ status: "failed" }).order.paymentError).toEqual({ code: "failed", message: null });
    expect(orderOf({}).order.paymentError).toBeNull();
  });
});

describe("money", () => {
  test("given back is summed up, and all of it where the order says so", () => {
    const refunds = [{ total: "-10.00" }, { total: "-5.50" }];
    expect(orderOf({ status: "completed", refunds }).refunded).toBe(1_550);
    expect(orderOf({ status: "refunded", refunds }).refunded).toBe("all");
  });

  test("has the decimals of its currency, whatever the shop shows", () => {
    expect(orderOf({ currency: "JPY", total: "1200.00" }).order).toMatchObject({ amount: 1_200, currency: "JPY" });
  });
});

test("a guest is known by phone and address", () => {
  expect(orderOf({ customer_id: 0 }).buyer).toMatchObject({ id: null, phone: "+8613800138000" });
});

test("two deliveries of one second have one id: each counts, and each once", () => {
  const [one, again, other] = [read(woocommerceOrder()), read(woocommerceOrder()), read(woocommerceOrder({ id: 728 }))];
  expect(again.eventId).toBe(one.eventId);
  expect(other.eventId).not.toBe(one.eventId);
});

describe("what is no business of reminders", () => {
  test.each(["product.updated", "customer.created", "coupon.deleted", "action.woocommerce_add_to_cart"])(
    "%s is ignored",
    (topic) => expect(read({ id: 1 }, topic)).toMatchObject({ kind: "ignored", type: topic }),
  );
  test("a cart that the checkout keeps is no order", () => {
    expect(read(woocommerceOrder({ status: "checkout-draft" })).kind).toBe("ignored");
  });
});

describe("what can't be used is kept aside, with the place", () => {
  test.each<[string, object, string]>([
    ["/id", { id: 0 }, "required"],
    ["/date_modified_gmt", { date_modified_gmt: null, date_created_gmt: null }, "required"],
    ["/date_created_gmt", { date_created_gmt: "2026-11-23T02:14:58" }, "too_far_ahead"],
    ["/currency", { currency: "???" }, "currency"],
    ["/total", { total: "-1" }, "amount"],
    ["/billing", { billing: {}, shipping: {} }, "unreachable"],
    ["/status", { status: null }, "required"],
  ])("%s", (pointer, over, code) =>
    expect(read(woocommerceOrder({ ...over }))).toMatchObject({ kind: "unusable", problem: { pointer, code } }),
  );

  test("so is what it says where its user may not read orders", () => {
    const refusal = { code: "woocommerce_rest_cannot_view", message: "…", data: { status: 403 } };
    expect(read(refusal)).toMatchObject({ kind: "unusable" });
  });
});

test("a ping is its id in a form, and nothing else", () => {
  const isPing = (body: string, type = "application/x-www-form-urlencoded") =>
    woocommerceAdapter.isPing?.({ header: () => type, body: Buffer.from(body) });
  expect(isPing("webhook_id=3")).toBe(true);
  expect(isPing("webhook_id=3", "application/x-www-form-urlencoded; charset=UTF-8")).toBe(true);
  for (const other of ["", "webhook_id=", "webhook_id=3&x=1", "x=1", '{"id":3}']) expect(isPing(other)).toBe(false);
  expect(isPing("webhook_id=3", "text/plain")).toBe(false);
});

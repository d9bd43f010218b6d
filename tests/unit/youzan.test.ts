import { describe, expect, test } from "vitest";
import type { OrderEvent } from "#src/domain/event.ts";
import { instant } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { youzanAdapter } from "#src/shops/youzan.ts";
import { youzanHeaders, youzanMessage, youzanOrder, youzanSign } from "#tests/support/youzan.ts";

const SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NOW = instant(Date.parse("2026-11-21T02:16:00Z"));
const SHOP = { secrets: [SECRET], country: "CN", currency: "CNY" as CurrencyCode };

const answer = (message: object, headers?: Readonly<Record<string, string>>) => {
  const body = Buffer.from(JSON.stringify(message));
  const all = headers ?? youzanHeaders(SECRET, body);
  return youzanAdapter.read({ header: (name) => all[name], body }, SHOP, { real: NOW, domain: NOW });
};
const read = (message: object) => {
  const reading = answer(message);
  if (!reading.ok) throw new Error(`answered ${reading.status}`);
  return reading.event;
};
const orderOf = (message: object): OrderEvent => {
  const event = read(message);
  if (event.kind !== "order") throw new Error(`read as ${JSON.stringify(event)}`);
  return event;
};
const ofInfo = (info: object, type = "trade_TradeCreate") =>
  orderOf(youzanMessage(youzanOrder({ ...info }), { type, status: Reflect.get(info, "status") ?? "WAIT_BUYER_PAY" }));

test("an order with everything that a reminder can use, in China's time", () => {
  const { order, buyer, ...event } = orderOf(youzanMessage(youzanOrder()));
  expect(event).toMatchObject({
    type: "order.created",
    externalId: "E20261121101458004500002",
    version: 1_795_227_298_000,
    status: "unpaid",
    refunded: null,
    at: Date.parse("2026-11-21T02:14:58Z"),
  });
  expect(order).toEqual({
    placedAt: Date.parse("2026-11-21T02:14:58Z"),
    closesAt: Date.parse("2026-11-21T03:14:58Z"),
    paidAt: null,
    amount: 19_900,
    currency: "CNY",
    items: [{ sku: "A1", title: "毛衣", quantity: 1, price: 19_900 }],
    paymentMethod: null,
    note: "尽快",
  });
  expect(buyer).toEqual({ id: "695120984", name: "王芳", phone: "+8613800138000" });
});

describe("signatures", () => {
  const signed = (message: Record<string, unknown>, secret = SECRET) => ({
    ...message,
    sign: youzanSign(secret, message),
  });

  test("older pushes are signed in the body alone", () => {
    const message = youzanMessage(youzanOrder());
    expect(answer(signed(message), {}).ok).toBe(true);
    expect(answer(signed(message, "another"), {})).toMatchObject({ ok: false, status: 401 });
    expect(answer({ ...signed(message), msg: `${message.msg} ` }, {})).toMatchObject({ ok: false, status: 401 });
    expect(answer({ ...signed(message), msg: {} }, {})).toMatchObject({ ok: false, status: 401 });
  });

  test("where a header signs, the body's sign is not asked", () => {
    const message = signed(youzanMessage(youzanOrder()));
    const headers = youzanHeaders("another", Buffer.from(JSON.stringify(message)));
    expect(answer(message, headers)).toMatchObject({ ok: false, status: 401 });
  });

  test("the app's id comes from the body where no header has it", () => {
    const message = youzanMessage(youzanOrder());
    const { "client-id": _, ...headers } = youzanHeaders(SECRET, Buffer.from(JSON.stringify(message)));
    expect(answer(message, headers).ok).toBe(true);
  });

  test("no part of a body passes for the app's id", () => {
    const message = JSON.stringify(youzanMessage(youzanOrder()));
    const headers = youzanHeaders(SECRET, Buffer.from(message));
    const body = Buffer.from(message.slice(1));
    const moved: Record<string, string> = { ...headers, "client-id": `${headers["client-id"]}{` };
    const request = { header: (name: string) => moved[name], body };
    expect(youzanAdapter.read(request, SHOP, { real: NOW, domain: NOW })).toMatchObject({ ok: false, status: 401 });
  });
});

describe("messages, however they are written", () => {
  const json = JSON.stringify(youzanOrder({}, { buyer_info: { buyer_phone: "+8613800138000", buyer_id: 1 } }));
  test.each<[string, unknown]>([
    ["as encodeURI does it", encodeURI(json)],
    ["every sign encoded", encodeURIComponent(json)],
    ["as a form, with + for blanks", new URLSearchParams({ a: json }).toString().slice(2)],
    ["plain JSON", json],
    ["an object", JSON.parse(json)],
  ])("%s", (_, msg) => {
    const { order, buyer } = orderOf(youzanMessage({}, { msg }));
    expect(order.placedAt).toBe(Date.parse("2026-11-21T02:14:58Z"));
    expect(buyer?.phone).toBe("+8613800138000");
  });
  test.each(["%E0%A4%A", "%7B", "", 7, null, []])("what is none is kept aside: %j", (msg) => {
    expect(read(youzanMessage({}, { msg }))).toMatchObject({ kind: "unusable", problem: { pointer: "/msg" } });
  });
});

describe("whether the buyer still has to pay", () => {
  const paid = { pay_time: "2026-11-21 10:15:30", pay_type_str: "WEIXIN_DAIXIAO" };
  test.each<[string, object, string, string]>([
    ["created", {}, "trade_TradeCreate", "unpaid"],
    ["of an older kind", {}, "TRADE_ORDER_STATE", "unpaid"],
    ["paid", { status: "TRADE_PAID", ...paid }, "trade_TradePaid", "paid"],
    ["paid, in a group that is not full yet", { status: "WAIT_CONFIRM", ...paid }, "trade_TradePaid", "paid"],
    ["to be shipped", { status: "WAIT_SELLER_SEND_GOODS", ...paid }, "trade_TradeBuyerPay", "paid"],
    [
      "to be paid on delivery",
      { status: "WAIT_SELLER_SEND_GOODS", pay_type_str: "CODPAY" },
      "trade_TradeBuyerPay",
      "closed",
    ],
    ["done", { status: "TRADE_SUCCESS" }, "trade_TradeSuccess", "paid"],
    ["a deposit paid", { status: "WAIT_BUYER_PAY", ...paid }, "trade_TradePaid", "partially_paid"],
    ["in no state that is known", { status: "LEVITATING" }, "trade_TradeCreate", "closed"],
    ["timed out", { status: "TRADE_CLOSED", close_type: 1 }, "trade_TradeClose", "closed"],
    ["called off by the buyer", { status: "TRADE_CLOSED", close_type: 4 }, "trade_TradeClose", "cancelled"],
    ["paid by transfer outside", { status: "TRADE_CLOSED", close_type: 13 }, "trade_TradeClose", "closed"],
    ["refunded", { status: "TRADE_CLOSED", close_type: 2, ...paid }, "trade_TradeClose", "paid"],
  ])("%s", (_, info, type, status) => expect(ofInfo(info, type).status).toBe(status));

  test("by a way of paying that is any word", () => {
    expect(ofInfo({ pay_type_str: "constructor" }).order.paymentMethod).toBe("constructor");
    expect(ofInfo({ pay_type_str: "WEIXIN_DAIXIAO" }).order.paymentMethod).toBe("weixin_daixiao");
  });

  const bare = (type: string, msg: object, over: object = {}) =>
    orderOf(
      youzanMessage({ tid: "E1", update_time: "2026-11-21 10:15:30", ...msg }, { type, status: "", id: "E1", ...over }),
    );
  test("of a message that tells little", () => {
    expect(bare("trade_TradeClose", { close_type: 1, close_reason: "NONE" })).toMatchObject({
      externalId: "E1",
      status: "closed",
      at: Date.parse("2026-11-21T02:15:30Z"),
      order: {},
      buyer: null,
    });
    expect(bare("trade_TradeClose", { close_type: 2 })).toMatchObject({ status: "paid", refunded: "all" });
    expect(bare("trade_TradeSellerShip", {})).toMatchObject({ type: "order.shipped", status: "closed" });
    expect(bare("trade_TradeSuccess", {}).status).toBe("paid");
    expect(bare("TRADE_ORDER_STATE", {}, { status: "TRADE_CLOSED" }).status).toBe("closed");
  });
});

describe("refunds", () => {
  const refund = (type: string, over: object) =>
    read(
      youzanMessage(
        { tid: "E1", refund_id: "r-1", refunded_fee: "12.50", refund_type: "REFUND_AND_RETURN", ...over },
        { type, id: "E1", status: "" },
      ),
    );
  test("tell their own sum, once money went back", () => {
    const told = { kind: "order", externalId: "E1", status: "paid", refunded: 1_250 };
    expect(refund("trade_refund_RefundSuccess", {})).toMatchObject(told);
    expect(refund("youzan_trade_RefundSuccess", {})).toMatchObject(told);
    expect(refund("trade_refund_RefundSellerAgree", { refund_type: "REFUND_ONLY" })).toMatchObject(told);
  });
  test("that are asked for, or wait for goods, tell nothing", () => {
    expect(refund("trade_refund_BuyerCreated", {}).kind).toBe("ignored");
    expect(refund("trade_refund_RefundSellerAgree", {}).kind).toBe("ignored");
    expect(refund("trade_refund_SysRefund", { refunded_fee: "0.00" }).kind).toBe("ignored");
  });
});

describe("the buyer", () => {
  const buyerOf = (buyer_info: object, address_info: object = {}) =>
    orderOf(youzanMessage(youzanOrder({}, { buyer_info, address_info }))).buyer;

  test("is not whom it is shipped to, where the phones differ", () => {
    const address = { receiver_name: "李雷", receiver_tel: "13900139000" };
    expect(buyerOf({ buyer_phone: "13800138000", buyer_id: 1, fans_nickname: "小芳" }, address)).toMatchObject({
      name: "小芳",
      phone: "+8613800138000",
    });
  });

  test("whose phone and name are encrypted is reached by a gateway of the shop's alone", () => {
    const secret = "$JvPSpxhJcFg0$bgl2Zp1rK0bJ8w==$1$";
    const buyer = buyerOf(
      { buyer_phone: secret, yz_open_id: "hLrKlEZo1" },
      { receiver_name: secret, receiver_tel: secret },
    );
    expect(buyer).toEqual({
      id: "hLrKlEZo1",
      name: null,
      phone: null,
      phoneProblem: "invalid",
      im: { youzan: "hLrKlEZo1" },
    });
  });
});

describe("what is no business of reminders", () => {
  test.each(["ITEM_INFO", "SCRM_CUSTOMER_EVENT", "POINTS", "trade_TradeMemoModified"])("%s is ignored", (type) =>
    expect(read(youzanMessage({}, { type }))).toMatchObject({ kind: "ignored", type }),
  );
  test("Youzan's heartbeat is ignored", () => {
    expect(read(youzanMessage(youzanOrder(), { test: true })).kind).toBe("ignored");
  });
});

test("a message that is sent again is the same event, whatever its count", () => {
  const message = youzanMessage(youzanOrder(), { msg_id: "m-1" });
  const [first, again] = [read(message), read({ ...message, sendCount: 3, sign: "x" })];
  expect([again.eventId, again.bodyHash]).toEqual([first.eventId, first.bodyHash]);
  expect(read({ ...message, version: 1_795_227_299 }).eventId).not.toBe(first.eventId);
});

describe("what can't be used is kept aside, with the place", () => {
  const info = (over: object) => youzanMessage(youzanOrder({ ...over }), { id: null });
  test.each<[string, object, string]>([
    ["/id", info({ tid: "" }), "required"],
    ["/version", youzanMessage(youzanOrder({ update_time: "" }), { version: null }), "required"],
    ["/msg/full_order_info/order_info/created", info({ created: "yesterday" }), "required"],
    ["/msg/full_order_info/pay_info/payment", youzanMessage(youzanOrder({}, { pay_info: {} })), "amount"],
    [
      "/msg/full_order_info/buyer_info",
      youzanMessage(youzanOrder({}, { buyer_info: {}, address_info: {} })),
      "unreachable",
    ],
    ["/type", youzanMessage(youzanOrder(), { type: null }), "required"],
  ])("%s", (pointer, message, code) => {
    const body = Buffer.from(JSON.stringify(message));
    const { "event-type": _, ...headers } = youzanHeaders(SECRET, body);
    expect(answer(message, headers)).toMatchObject({ event: { kind: "unusable", problem: { pointer, code } } });
  });
});

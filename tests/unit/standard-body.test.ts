import { describe, expect, it } from "vitest";
import { isZeroAmount, type OrderEvent } from "#src/domain/event.ts";
import { instant } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import type { Reading } from "#src/shops/adapter.ts";
import { parseJson } from "#src/shops/json.ts";
import { readStandardBody } from "#src/shops/standard.ts";
import { type Change, standardBody } from "#tests/support/standard-body.ts";

const now = instant(Date.parse("2026-11-21T02:16:00Z"));

const readText = (text: string): Reading => {
  const raw = Buffer.from(text);
  const json = parseJson(raw);
  if (!json.ok) return json;
  return readStandardBody(json.value, { eventId: "evt_1", raw, country: "CN", currency: "CNY" as CurrencyCode, now });
};
const read = (change: Change = {}): Reading => readText(JSON.stringify(standardBody(change)));
const order = (change: Change, envelope: Change = {}) => read({ ...envelope, data: { order: change } });
const buyer = (change: Change, envelope: Change = {}) => read({ ...envelope, data: { buyer: change } });

const orderEvent = (reading: Reading): OrderEvent => {
  if (!reading.ok || reading.event.kind !== "order") throw new Error(`no order event: ${JSON.stringify(reading)}`);
  return reading.event;
};
const refusals = (reading: Reading): string[] => {
  if (reading.ok) return [];
  expect(reading.status).toBe(422);
  return reading.errors.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe("a full order", () => {
  it("comes through with everything it says", () => {
    expect(orderEvent(read())).toMatchObject({
      kind: "order",
      type: "order.created",
      eventId: "evt_1",
      at: Date.parse("2026-11-21T02:15:00Z"),
      externalId: "20261121-0017",
      version: 1,
      status: "unpaid",
      refunded: 0,
      order: {
        placedAt: Date.parse("2026-11-21T02:14:58Z"),
        closesAt: Date.parse("2026-11-22T02:14:58Z"),
        paidAt: null,
        amount: 19_900,
        currency: "CNY",
        payUrl: "https://shop.example/pay/20261121-0017",
        items: [{ sku: "A1", title: "毛衣", quantity: 1, price: 19_900 }],
        paymentError: { code: "insufficient_funds", message: "余额不足" },
        flags: [],
        shipsAt: null,
      },
      buyer: {
        id: "b-88",
        phone: "+8613800138000",
        email: null,
        im: { wecom: "w-1" },
        timezone: "Asia/Shanghai",
        grade: "B",
        paidOrders: 3,
        consent: { sms: { given: true, at: Date.parse("2026-11-01T00:00:00Z"), source: "checkout" } },
      },
      conversation: [{ from: "buyer", text: "能便宜点吗" }],
    });
  });

  it("needs no more than id, time, amount, currency and one way to the buyer", () => {
    const bare = { id: "1", placed_at: "2026-11-21T10:14:58+08:00", amount: "1", currency: "CNY" };
    const body = (reach: object) =>
      readText(
        JSON.stringify({
          type: "order.created",
          timestamp: "2026-11-21T02:15:00Z",
          data: { order: bare, buyer: reach },
        }),
      );
    for (const reach of [{ phone: "13800138000" }, { email: "a@b.example" }, { im: { wecom: "w" } }]) {
      const event = orderEvent(body(reach));
      expect(Object.keys(event.order).sort()).toEqual(["amount", "currency", "placedAt"]);
      expect(event).toMatchObject({ version: 0, status: "unpaid", refunded: null, conversation: [] });
    }
    expect(refusals(body({ id: "b-1" }))).toEqual(["/data/buyer required"]);
    expect(refusals(body({ im: {} }))).toEqual(["/data/buyer required"]);
  });

  it("passes over keys it doesn't know", () => {
    expect(read({ extra: 1, data: { order: { extra: { a: 1 } }, buyer: { extra: [] } } }).ok).toBe(true);
    expect(buyer({ consent: { pigeon: 5 } }).ok).toBe(true);
  });

  it("keeps ids as they are, and numbers digit for digit", () => {
    for (const id of ["a:b", "20261121", "../../x", "e\u0301", "é", "x".repeat(128)]) {
      expect(orderEvent(order({ id })).externalId).toBe(id);
    }
    const text = JSON.stringify(standardBody()).replace('"20261121-0017","version"', '9007199254740993,"version"');
    expect(orderEvent(readText(text)).externalId).toBe("9007199254740993");
  });

  it("keeps hostile text as data", () => {
    const note = "{{ x }} <Say>hi</Say> \u202e =cmd|' /C calc'!A0 \u0007";
    expect(orderEvent(order({ note })).order.note).toBe(note);
    expect(orderEvent(order({ note: "\ud800" })).order.note).toBe("\ufffd");
  });
});

describe("status", () => {
  it.each([
    ["order.created", undefined, "unpaid", null],
    ["order.updated", undefined, null, null],
    ["order.updated", "unpaid", "unpaid", null],
    ["order.updated", "partially_paid", "partially_paid", null],
    ["order.paid", undefined, "paid", null],
    ["order.paid", null, "paid", null],
    ["order.cancelled", undefined, "cancelled", null],
    ["order.closed", undefined, "closed", null],
    ["order.refunded", undefined, "paid", "all"],
    ["order.updated", "refunded", "paid", "all"],
    ["order.shipped", undefined, null, null],
    ["order.delivered", undefined, null, null],
    ["order.created", "paid", "paid", null],
    ["order.paid", "cancelled", "cancelled", null],
  ])("of %s with %s is %s, refunded %s", (type, status, expected, refunded) => {
    const event = orderEvent(read({ type, data: { order: { status, refunded: undefined } } }));
    expect([event.status, event.refunded]).toEqual([expected, refunded]);
  });

  it("takes the sum of a refund where one is given", () => {
    expect(orderEvent(order({ status: undefined, refunded: "50.00" }, { type: "order.refunded" })).refunded).toBe(
      5_000,
    );
  });

  it("asks for nothing but the id where the order isn't unpaid", () => {
    for (const type of [
      "order.paid",
      "order.cancelled",
      "order.closed",
      "order.refunded",
      "order.shipped",
      "order.updated",
    ]) {
      const body = { type, timestamp: "2026-11-21T02:15:00Z", data: { order: { id: "1" } } };
      expect(orderEvent(readText(JSON.stringify(body)))).toMatchObject({ externalId: "1", order: {}, buyer: null });
    }
    expect(refusals(readText('{"type":"order.paid","timestamp":"2026-11-21T02:15:00Z","data":{"order":{}}}'))).toEqual([
      "/data/order/id required",
    ]);
  });

  it("takes a paid event whose buyer has a bad phone and nothing else", () => {
    const reading = read({
      type: "order.paid",
      data: { order: { status: "paid" }, buyer: { phone: "110", im: null } },
    });
    expect(orderEvent(reading).status).toBe("paid");
  });
});

describe("what is refused", () => {
  it.each<[string, Change, string]>([
    ["no id", { id: undefined }, "/data/order/id required"],
    ["an empty id", { id: "" }, "/data/order/id id"],
    ["an id of 129 characters", { id: "x".repeat(129) }, "/data/order/id id"],
    ["an id of 300 characters", { id: "x".repeat(300) }, "/data/order/id id"],
    ["a control character in an id", { id: "a\nb" }, "/data/order/id id"],
    ["half a surrogate pair in an id", { id: "a\ud800" }, "/data/order/id id"],
    ["an id that is a list", { id: ["1"] }, "/data/order/id type"],
    ["a fraction for a version", { version: 1.5 }, "/data/order/version type"],
    ["a negative version", { version: -1 }, "/data/order/version too_small"],
    ["an unknown status", { status: "lost" }, "/data/order/status not_allowed"],
    ["no placed_at", { placed_at: undefined }, "/data/order/placed_at required"],
    ["a time without offset", { placed_at: "2026-11-21T10:14:58" }, "/data/order/placed_at time"],
    ["30 February", { placed_at: "2026-02-30T10:14:58Z" }, "/data/order/placed_at time"],
    ["the year 9999", { closes_at: "9999-01-01T00:00:00Z" }, "/data/order/closes_at time"],
    ["a time that is a number", { placed_at: 1_763_690_100 }, "/data/order/placed_at type"],
    ["placed_at over 24 h ahead", { placed_at: "2026-11-22T02:16:01Z" }, "/data/order/placed_at too_far_ahead"],
    ["no amount", { amount: undefined }, "/data/order/amount required"],
    ["an amount of null", { amount: null }, "/data/order/amount required"],
    ["an amount that is a number", { amount: 199 }, "/data/order/amount type"],
    ["a negative amount", { amount: "-1.00" }, "/data/order/amount not_decimal"],
    ["an exponent", { amount: "1e3" }, "/data/order/amount not_decimal"],
    ["three decimals of CNY", { amount: "1.001" }, "/data/order/amount too_many_decimals"],
    ["decimals of JPY", { currency: "JPY", items: [], refunded: "0" }, "/data/order/amount too_many_decimals"],
    ["an amount past counting", { amount: "99999999999999999" }, "/data/order/amount too_large"],
    ["no currency", { currency: undefined }, "/data/order/currency required"],
    ["an unknown currency", { currency: "XYZ" }, "/data/order/currency currency"],
    ["a negative refund", { refunded: "-1" }, "/data/order/refunded not_decimal"],
    ["a javascript: link", { pay_url: "javascript:alert(1)" }, "/data/order/pay_url url"],
    ["a data: link", { pay_url: "data:text/html,x" }, "/data/order/pay_url url"],
    ["a link that breaks a header", { pay_url: "https://a.example/\r\nx: y" }, "/data/order/pay_url url"],
    ["a link with a password", { pay_url: "https://bank.example@evil.example/" }, "/data/order/pay_url url"],
    ["a bad price", { items: [{ title: "x", price: "x" }] }, "/data/order/items/0/price not_decimal"],
    ["201 items", { items: Array.from({ length: 201 }, () => ({ title: "x" })) }, "/data/order/items too_large"],
    ["a title of 501 characters", { items: [{ title: "x".repeat(501) }] }, "/data/order/items/0/title too_large"],
    ["a note of 4001 characters", { note: "x".repeat(4_001) }, "/data/order/note too_large"],
    ["a quantity of 1e400", { items: [{ title: "x", quantity: "HUGE" }] }, "/data/order/items/0/quantity type"],
  ])("%s", (_, change, refusal) => {
    const text = JSON.stringify(standardBody({ data: { order: change } })).replace('"HUGE"', "1e400");
    expect(refusals(readText(text))).toEqual([refusal]);
  });

  it.each<[string, Change, string]>([
    ["a bad phone and no other way", { phone: "110", im: null }, "/data/buyer/phone phone"],
    ["a bad e-mail", { email: "a@b.example\r\nBcc: c@d.example" }, "/data/buyer/email email"],
    ["two e-mail addresses", { email: "a@b.example,c@d.example" }, "/data/buyer/email email"],
    ["an e-mail over 254", { email: `${"a".repeat(60)}@${"b.".repeat(100)}example` }, "/data/buyer/email email"],
    ["a zone that isn't", { timezone: "Mars/Olympus" }, "/data/buyer/timezone timezone"],
    ["an offset for a zone", { timezone: "+08:00" }, "/data/buyer/timezone timezone"],
    ["a country that isn't", { country: "XX" }, "/data/buyer/country country"],
    ["three letters for a country", { country: "CHN" }, "/data/buyer/country country"],
    ["a locale that isn't", { locale: "not a locale" }, "/data/buyer/locale locale"],
    ["an unknown grade", { grade: "G" }, "/data/buyer/grade not_allowed"],
    [
      "a consent without a source",
      { consent: { sms: { source: undefined } } },
      "/data/buyer/consent/sms/source required",
    ],
    [
      "a consent of tomorrow's tomorrow",
      { consent: { sms: { at: "2026-11-23T00:00:00Z" } } },
      "/data/buyer/consent/sms/at too_far_ahead",
    ],
    ["an account that is a number", { im: { "secret name": 5 } }, "/data/buyer/im type"],
    ["a buyer's id of 129 characters", { id: "x".repeat(129) }, "/data/buyer/id id"],
  ])("%s", (_, change, refusal) => expect(refusals(buyer(change))).toEqual([refusal]));

  it.each<[string, unknown, string]>([
    ["a list", [], " type"],
    ["a text", "x", " type"],
    ["null", null, " type"],
    ["no type", { timestamp: "2026-11-21T02:15:00Z" }, "/type required"],
    ["no data", { type: "order.paid", timestamp: "2026-11-21T02:15:00Z" }, "/data required"],
    ["no timestamp", { type: "order.paid", data: { order: { id: "1" } } }, "/timestamp required"],
    [
      "an event of the day after tomorrow",
      { type: "order.paid", timestamp: "2026-11-23T02:15:00Z", data: { order: { id: "1" } } },
      "/timestamp too_far_ahead",
    ],
    [
      "too long a talk",
      {
        ...standardBody(),
        data: {
          order: { id: "1" },
          conversation: Array.from({ length: 201 }, () => ({ from: "shop", at: "2026-11-21T02:15:00Z", text: "" })),
        },
        type: "order.paid",
      },
      "/data/conversation too_large",
    ],
  ])("%s", (_, body, refusal) => expect(refusals(readText(JSON.stringify(body)))).toEqual([refusal]));

  it("names every fault, and no value", () => {
    const reading = read({
      data: {
        order: { amount: "SECRET1", placed_at: "SECRET2" },
        buyer: { email: "SECRET3", timezone: "SECRET4", phone: "SECRET5" },
      },
    });
    expect(refusals(reading)).toHaveLength(3);
    expect(JSON.stringify(reading)).not.toContain("SECRET");
    expect(JSON.stringify(order({ amount: "SECRET1", pay_url: null }))).not.toContain("SECRET");
  });
});

describe("the buyer", () => {
  it("is taken with a bad phone where there is another way, and without the phone", () => {
    const event = orderEvent(buyer({ phone: "+86110", email: "a@b.example" }));
    expect(event.buyer).toMatchObject({ phone: null, phoneProblem: "invalid", email: "a@b.example" });
    expect(orderEvent(read()).buyer).not.toHaveProperty("phoneProblem");
  });

  it("has phones read in their own country, else the shop's", () => {
    expect(orderEvent(buyer({ phone: "１３８-0013-8000", country: null })).buyer?.phone).toBe("+8613800138000");
    expect(orderEvent(buyer({ phone: "(202) 555-0123", country: "US" })).buyer?.phone).toBe("+12025550123");
  });

  it("has blank texts for none and languages in their own form", () => {
    const event = orderEvent(
      buyer({ id: "", email: " ", timezone: "", country: "", locale: "zh_cn", im: { wecom: "w", line: " " } }),
    );
    expect(event.buyer).toMatchObject({
      id: null,
      email: null,
      timezone: null,
      country: null,
      locale: "zh-CN",
      im: { wecom: "w" },
    });
  });
});

describe("other types", () => {
  const timestamp = "2026-11-21T02:15:00Z";
  const body = (type: string, data: object) => readText(JSON.stringify({ type, timestamp, data }));
  const said = { from: "buyer", at: timestamp, text: "hi" };

  it("reads a type it doesn't know as ignored, whatever it holds", () => {
    for (const type of ["order.lost", "__proto__", "constructor"]) {
      expect(body(type, { order: 5 })).toMatchObject({
        ok: true,
        event: { kind: "ignored", type, raw: new Uint8Array() },
      });
    }
    expect(readText('{"type":"ping"}')).toMatchObject({ ok: true, event: { kind: "ignored", at: now } });
  });

  it.each(["buyer.opted_out", "buyer.opted_in", "buyer.erased"])("needs id, phone or e-mail for %s", (type) => {
    for (const one of [{ id: "b" }, { phone: "13800138000" }, { email: "a@b.example" }]) {
      expect(body(type, { buyer: one })).toMatchObject({ ok: true, event: { kind: "buyer", type } });
    }
    expect(refusals(body(type, { buyer: { name: "x", im: { wecom: "w" } } }))).toEqual(["/data/buyer required"]);
    expect(refusals(body(type, { buyer: { phone: "110" } }))).toEqual(["/data/buyer/phone phone"]);
    expect(refusals(body(type, {}))).toEqual(["/data/buyer required"]);
  });

  it("reads messages of an order or a buyer, as a list or one", () => {
    const whose = { order: { id: "1" } };
    expect(body("conversation.message", { ...whose, conversation: [said] })).toMatchObject({
      ok: true,
      event: { kind: "conversation", externalId: "1", conversation: [{ from: "buyer", text: "hi" }] },
    });
    expect(body("conversation.message", { buyer: { id: "b" }, message: said })).toMatchObject({
      ok: true,
      event: { externalId: null, buyer: { id: "b" }, conversation: [{ text: "hi" }] },
    });
    expect(refusals(body("conversation.message", { message: said }))).toEqual(["/data/buyer required"]);
    expect(refusals(body("conversation.message", whose))).toEqual(["/data/conversation required"]);
  });

  it("tells an order that asks for no money", () => {
    expect(isZeroAmount(orderEvent(order({ amount: "0.00" })))).toBe(true);
    expect(isZeroAmount(orderEvent(read()))).toBe(false);
  });
});

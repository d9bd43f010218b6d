import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { shopCoupons } from "#src/channels/shop-coupons.ts";
import { instant } from "#src/domain/instant.ts";
import { verify } from "#src/domain/standard-webhooks.ts";
import { correctReason } from "#src/journey/correct-reason.ts";
import { insertSecret } from "#src/store/secrets.ts";
import { inShops } from "#src/store/transaction.ts";
import { type CouponShop, reply, startCouponShop } from "#tests/support/coupon-shop.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";

const SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const YES = { given: true, at: "2026-03-01T00:00:00Z", source: "checkout" };
const PLACED = "2026-03-10T10:00:00+08:00";

let database: TestDatabase;
let shop: CouponShop;
let journey: Journey;

const policy = (over: object = {}, coupons: object = {}) => ({
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "sms" }, { channel: "im", after: "1h" }],
  caps: { person: { count: 20 } },
  coupons: { on: true, url: shop.url, max_amount: "20.00", ...coupons },
  ...over,
});

const priced = (id: string, over: { order?: object; buyer?: object; said?: string } = {}) => {
  const { said = "太贵了，能便宜点吗", ...rest } = over;
  const body = created(id, PLACED, {
    ...rest,
    buyer: { consent: { sms: YES, im: YES, call: YES }, ...rest.buyer },
  }) as { data: object };
  return { ...body, data: { ...body.data, conversation: [{ from: "buyer", at: PLACED, text: said }] } };
};

/** Sends the text message, then the other. */
const first = async () => {
  journey.moveTo("2026-03-10T10:45:00+08:00");
  await journey.run();
};
const second = async () => {
  journey.moveTo("2026-03-10T11:45:00+08:00");
  await journey.run();
};
const sms = () => journey.channels.sms.sent;
const im = () => journey.channels.im.sent;
const coupons = () =>
  journey.rows<{ state: string; code: Uint8Array | null; named: number; amount: number | null }>(
    "SELECT state, code, cardinality(named_in) AS named, amount FROM coupons ORDER BY order_id",
  );
const why = async () =>
  (
    await journey.rows<{ what: string; reason: string | null }>(
      "SELECT what, reason FROM decisions WHERE what IN ('coupon', 'no_coupon') ORDER BY id",
    )
  ).map(({ what, reason }) => (what === "coupon" ? "given" : reason));

beforeAll(async () => {
  shop = await startCouponShop(SECRET);
});
afterAll(() => shop.close());

beforeEach(async () => {
  shop.answer = null;
  shop.asked.length = 0;
  shop.given.clear();
  database = await testDatabase();
  journey = await openJourney(database.url, { now: "2026-03-10T10:01:00+08:00" });
  await journey.putPolicy(policy());
  await inShops(journey.ctx.db, { shops: [journey.shop.id] }, (tx) =>
    insertSecret(tx, journey.ctx.vault, journey.shop.id, SECRET),
  );
  allow([new URL(shop.url).host]);
});
afterEach(async () => {
  await journey.close();
  await database.drop();
});

function allow(hosts: readonly string[]): void {
  Object.assign(journey.ctx, { coupons: shopCoupons(hosts, () => performance.now()) });
}

describe("an order whose price holds the buyer back", () => {
  test("gets a code of the shop's, asked for by a signed call that names the order", async () => {
    await journey.receive(priced("o-1", { buyer: { id: "b-88" } }));
    await first();
    const [message] = sms();
    expect(message?.text).toContain("SPRING-1");
    expect(message?.text).toContain("¥20.00");
    const [question] = shop.asked;
    expect(question).toMatchObject({ id: message?.contactId, isSigned: true });
    expect(question?.data).toEqual({
      contact_id: message?.contactId,
      shop: "atelier",
      order: "o-1",
      buyer: "b-88",
      channel: "sms",
      amount: "199.00",
      currency: "CNY",
      max_amount: "20.00",
    });
    expect(await why()).toEqual(["given"]);
  });

  test("keeps it, sealed, for the next channel: the shop is asked once", async () => {
    await journey.receive(priced("o-1"));
    await first();
    await second();
    expect(im()[0]?.text).toContain("SPRING-1");
    expect(shop.asked).toHaveLength(1);
    const [row] = await coupons();
    expect(row).toMatchObject({ state: "given", named: 2, amount: 2_000 });
    expect(Buffer.from(row?.code ?? []).toString("latin1")).not.toContain("SPRING");
    const [{ n } = { n: 0 }] = await journey.rows<{ n: number }>(
      "SELECT count(*)::int AS n FROM decisions WHERE inputs::text LIKE '%SPRING%'",
    );
    expect(n).toBe(0);
  });

  test("is told when the code runs out, by the buyer's clock", async () => {
    shop.answer = (response) =>
      reply(response, 200, { code: "AB-12", amount: "15.00", expires_at: "2026-03-12T15:59:00Z" });
    await journey.receive(priced("o-1"));
    await first();
    expect(sms()[0]?.text).toContain("2026年3月12日 23:59");
  });

  test("asks with every secret that holds during a rotation", async () => {
    const next = `whsec_${Buffer.alloc(32, 4).toString("base64")}`;
    await inShops(journey.ctx.db, { shops: [journey.shop.id] }, (tx) =>
      insertSecret(tx, journey.ctx.vault, journey.shop.id, next),
    );
    await journey.receive(priced("o-1"));
    await first();
    const [question] = shop.asked;
    if (!question) throw new Error("nothing was asked");
    const message = { id: question.id, timestamp: question.timestamp, body: question.raw };
    for (const secret of [SECRET, next]) {
      expect(verify([secret], message, question.signatures, instant(Date.now()))).toBe(true);
    }
    expect(
      verify([`whsec_${Buffer.alloc(32, 1).toString("base64")}`], message, question.signatures, instant(Date.now())),
    ).toBe(false);
  });

  test("among others of one message: the code is for it, and the message says so", async () => {
    const buyer = { id: "b-1", phone: "+8613900001111" };
    await journey.receive(priced("o-1", { buyer, said: "好的" }));
    await journey.receive(priced("o-2", { buyer, said: "好的" }));
    await correctReason(journey.ctx, {
      shopId: journey.shop.id,
      externalId: "o-2",
      code: "price",
      by: "k",
      expected: null,
    });
    await first();
    expect(sms()).toHaveLength(1);
    expect(shop.asked.map(({ data }) => data.order)).toEqual(["o-2"]);
    expect(sms()[0]?.text).toContain("订单o-2有一张¥20.00的优惠券");
  });

  test("by staff's word counts, and theirs goes before what was inferred", async () => {
    await journey.receive(priced("o-1", { said: "我再看看" }));
    await journey.receive(priced("o-2"));
    const correct = { shopId: journey.shop.id, by: "k", expected: null };
    await correctReason(journey.ctx, { ...correct, externalId: "o-1", code: "price" });
    await correctReason(journey.ctx, { ...correct, externalId: "o-2", code: "service" });
    await first();
    expect(shop.asked.map(({ data }) => data.order)).toEqual(["o-1"]);
    expect(sms().filter(({ text }) => text.includes("SPRING"))).toHaveLength(1);
  });
});

describe("nobody is asked", () => {
  const nothingAsked = async () => {
    await first();
    await second();
    expect(shop.asked).toEqual([]);
    expect([...sms(), ...im()].filter(({ text }) => /SPRING|优惠/.test(text))).toEqual([]);
  };

  test.each(["忘了付款", "客服一直不理人，态度很差", "赠品太少了", "好的"])("for another reason: %s", async (said) => {
    await journey.receive(priced("o-1", { said }));
    await nothingAsked();
    expect(sms()).toHaveLength(1);
    expect(await why()).toEqual([]);
  });

  test("where the policy does not say so", async () => {
    await journey.putPolicy(policy({}, { on: false }));
    await journey.receive(priced("o-1"));
    await nothingAsked();
    expect(sms()).toHaveLength(1);
  });

  test("for a buyer who is held out, who said no, or who paid", async () => {
    for (const id of ["o-1", "o-2", "o-3"]) await journey.receive(priced(id));
    await journey.rows("UPDATE orders SET arm = 'held_out' WHERE external_id = 'o-1'");
    await journey.receive({
      type: "buyer.opted_out",
      timestamp: "2026-03-10T02:20:00Z",
      data: { buyer: { id: "b-o-2" } },
    });
    await journey.receive(about("order.paid", "o-3", "2026-03-10T02:30:00Z"));
    await nothingAsked();
    expect(sms()).toEqual([]);
  });

  test("while nothing is sent", async () => {
    await journey.putPolicy(policy({ live: false }));
    await journey.receive(priced("o-1"));
    await nothingAsked();
    expect(sms()).toEqual([]);
  });

  test("where the buyer did not agree to messages on the channel, unless the policy says that is not required", async () => {
    await journey.receive(priced("o-1", { buyer: { consent: { im: YES } } }));
    await first();
    expect(shop.asked).toEqual([]);
    expect(sms()).toHaveLength(1);
    expect(await why()).toEqual(["no_consent"]);
    await journey.putPolicy(policy({}, { consent: "not_required" }));
    await journey.receive(priced("o-2", { buyer: { consent: {} } }));
    await first();
    expect(shop.asked.map(({ data }) => data.order)).toEqual(["o-2"]);
  });

  test("for an order in another currency than the shop's, or where the share leaves nothing", async () => {
    await journey.receive(priced("o-1", { order: { currency: "USD" } }));
    await journey.receive(priced("o-2", { order: { amount: "0.04" } }));
    await nothingAsked();
    expect(sms()).toHaveLength(2);
    expect((await why()).sort()).toEqual(["other_currency", "other_currency", "too_small", "too_small"]);
  });

  test("at an address that is neither public nor listed, whatever the policy of that time allowed", async () => {
    allow([]);
    const before = shop.connections;
    await journey.receive(priced("o-1"));
    await first();
    expect(sms()).toHaveLength(1);
    await journey.putPolicy(policy({}, { url: shop.url.replace("http:", "https:") }));
    await second();
    expect(im()).toHaveLength(1);
    await journey.putPolicy(policy({}, { url: `https://localhost:${new URL(shop.url).port}/` }));
    await journey.receive(priced("o-2"));
    await second();
    expect(sms()).toHaveLength(2);
    expect(shop.connections).toBe(before);
    expect(await why()).toEqual(["no_answer", "no_answer", "no_answer"]);
  });
});

/** Answers that leave the question open: the next channel asks again, under the same id. */
const OPEN: readonly [string, (response: ServerResponse) => void][] = [
  ["an error", (response) => reply(response, 500, "oops")],
  [
    "a redirect to another address",
    (response) => void response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
  ],
  ["that it does not know our signature", (response) => reply(response, 401, {})],
  ["that it is asked too much", (response) => reply(response, 429, {})],
  ["a cut connection", (response) => void response.destroy()],
  [
    "half a body",
    (response) => void response.writeHead(200, { "content-length": "50" }).write('{"code"', () => response.destroy()),
  ],
  ["a huge body", (response) => reply(response, 200, { code: "SPRING-9", amount: "5.00", more: "x".repeat(100_000) })],
  [
    "a compressed body without a word",
    (response) => void response.writeHead(200, { "content-length": "999999999" }).end(),
  ],
];
/** Answers that settle it: the shop is not asked about this order again. */
const CLOSED: readonly [string, "declined" | "bad_answer", (response: ServerResponse) => void][] = [
  ["nothing", "declined", (response) => void response.writeHead(204).end()],
  ["that there is none", "declined", (response) => reply(response, 409, {})],
  ["no JSON", "bad_answer", (response) => reply(response, 200, "<html>")],
  ["more than allowed", "bad_answer", (response) => reply(response, 200, { code: "SPRING-9", amount: "20.01" })],
  [
    "another currency",
    "bad_answer",
    (response) => reply(response, 200, { code: "SPRING-9", amount: "5.00", currency: "USD" }),
  ],
  ["a link for a code", "bad_answer", (response) => reply(response, 200, { code: "evil.example", amount: "5.00" })],
  [
    "a condition",
    "bad_answer",
    (response) => reply(response, 200, { code: "SPRING-9", amount: "5.00", min_spend: "300" }),
  ],
];

describe("a message goes without a code where the shop answers", () => {
  test.each(OPEN)("%s; the next one asks again under the same id", async (_, answer) => {
    shop.answer = answer;
    await journey.receive(priced("o-1"));
    await first();
    expect(sms()).toHaveLength(1);
    expect(sms()[0]?.text).toContain("价格上有想法");
    expect(await why()).toEqual(["no_answer"]);
    shop.answer = null;
    await second();
    expect(im()[0]?.text).toContain("SPRING-");
    expect(new Set(shop.asked.map(({ id }) => id))).toEqual(new Set([sms()[0]?.contactId]));
    expect(shop.asked).toHaveLength(2);
  });

  test.each(CLOSED)("%s; it is not asked about this order again", async (_, reason, answer) => {
    shop.answer = answer;
    await journey.receive(priced("o-1"));
    await first();
    shop.answer = null;
    await second();
    expect(sms()[0]?.text).toContain("价格上有想法");
    expect(im()[0]?.text).not.toContain("SPRING");
    expect(shop.asked).toHaveLength(1);
    expect(await why()).toEqual([reason, "declined"]);
    expect(await coupons()).toMatchObject([{ state: "refused", code: null, named: 0 }]);
  });

  test("too slowly, head or body: the message is not kept waiting", async () => {
    const held: ServerResponse[] = [];
    shop.answer = (response) => {
      held.push(response);
      if (held.length === 1) response.writeHead(200).write('{"code":');
    };
    await journey.receive(priced("o-1"));
    await journey.receive(priced("o-2"));
    await first();
    expect(sms()).toHaveLength(2);
    expect(await why()).toEqual(["no_answer", "no_answer"]);
    const states = await journey.rows<{ state: string }>("SELECT DISTINCT state FROM contacts");
    expect(states).toEqual([{ state: "accepted" }]);
    for (const response of held) response.destroy();
  });

  test("with a code that another order has", async () => {
    shop.answer = (response) => reply(response, 200, { code: "SAME", amount: "5.00" });
    await journey.receive(priced("o-1"));
    await journey.receive(priced("o-2"));
    await journey.receive(priced("o-3"));
    await first();
    expect(sms()).toHaveLength(3);
    expect(sms().filter(({ text }) => text.includes("SAME"))).toHaveLength(1);
    expect((await why()).sort()).toEqual(["given", "used_code", "used_code"]);
    expect((await coupons()).map(({ state }) => state).sort()).toEqual(["given", "refused", "refused"]);
  });

  test("nothing, three times in a row: it is left alone for a while", async () => {
    shop.answer = (response) => void response.destroy();
    for (const id of ["o-1", "o-2", "o-3"]) {
      await journey.receive(priced(id));
      await first();
    }
    shop.answer = null;
    await journey.receive(priced("o-4"));
    await first();
    expect(sms()).toHaveLength(4);
    expect(shop.asked).toHaveLength(3);
    expect(await why()).toEqual(Array(4).fill("no_answer"));
  });
});

describe("one order has one code", () => {
  test("though the answer was lost: the shop knows the question by its id", async () => {
    let code = "";
    shop.answer = (response, { id }) => {
      code = `FOR-${id.slice(0, 8)}`;
      response.destroy();
    };
    await journey.receive(priced("o-1"));
    await first();
    shop.answer = (response, { id }) => reply(response, 200, { code: `FOR-${id.slice(0, 8)}`, amount: "5.00" });
    await second();
    expect(im()[0]?.text).toContain(code);
  });

  test("though somebody else is asking for it at this moment: who comes second goes without", async () => {
    await journey.putPolicy(policy({ steps: [{ channel: "sms" }, { channel: "im" }] }));
    await journey.receive(priced("o-1"));
    journey.moveTo("2026-03-10T10:45:00+08:00");
    await journey.rows(
      `INSERT INTO coupons (order_id, shop_id, key, state, asking_until)
       SELECT id, shop_id, '${randomUUID()}', 'open', clock_timestamp() + interval '9 seconds' FROM orders`,
    );
    await journey.run();
    expect([...sms(), ...im()].filter(({ text }) => text.includes("SPRING"))).toEqual([]);
    expect(shop.asked).toEqual([]);
    expect(await why()).toEqual(["being_asked", "being_asked"]);
    expect(await coupons()).toMatchObject([{ state: "open" }]);
  });

  test("though its message was not sent: the next attempt names the same one", async () => {
    let tries = 0;
    journey.channels.sms.answer = ({ contactId }) => {
      tries += 1;
      return tries === 1
        ? { kind: "not_sent", code: "throttled", retryAfterMs: 0 }
        : { kind: "accepted", providerId: `p-${contactId}` };
    };
    await journey.putPolicy(policy({ steps: [{ channel: "sms" }] }));
    await journey.receive(priced("o-1"));
    await first();
    journey.moveTo("2026-03-10T10:55:00+08:00");
    await journey.run();
    await journey.run();
    expect(tries).toBe(2);
    expect(sms().map(({ text }) => text.includes("SPRING-1"))).toEqual([true, true]);
    expect(shop.asked).toHaveLength(1);
    expect(await coupons()).toMatchObject([{ named: 1 }]);
  });

  test("that is not told once it has expired, and no new one is asked for", async () => {
    shop.answer = (response) =>
      reply(response, 200, { code: "SHORT", amount: "5.00", expires_at: "2026-03-10T12:00:00+08:00" });
    await journey.receive(priced("o-1"));
    await first();
    expect(sms()[0]?.text).toContain("SHORT");
    await second();
    expect(im()[0]?.text).not.toContain("SHORT");
    expect(shop.asked).toHaveLength(1);
    expect(await why()).toEqual(["given", "expired"]);
  });

  test("that is forgotten with the buyer", async () => {
    await journey.receive(priced("o-1"));
    await first();
    await journey.receive({
      type: "buyer.erased",
      timestamp: "2026-03-10T02:50:00Z",
      data: { buyer: { id: "b-o-1" } },
    });
    expect(await coupons()).toMatchObject([{ state: "given", code: null, amount: 2_000 }]);
  });
});

test("another shop sees none of it", async () => {
  await journey.receive(priced("o-1"));
  await first();
  const seen = await inShops(
    journey.ctx.db,
    { shops: [] },
    async (tx) => (await tx.execute("SELECT 1 FROM coupons")).rows,
  );
  expect(seen).toEqual([]);
});

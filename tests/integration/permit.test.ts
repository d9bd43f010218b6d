import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { instant } from "#src/domain/instant.ts";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { sweepExpiredClaims } from "#src/journey/sweep-claims.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";

let database: TestDatabase;
let journey: Journey;
let shops = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  shops += 1;
  journey = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `shop-${shops}` });
  return async () => await journey.close();
});

interface ReminderRow {
  order: string;
  channel: string;
  state: string;
  reason: string | null;
  due_at: number;
}

const reminders = async (): Promise<ReminderRow[]> =>
  await journey.rows<ReminderRow>(
    `SELECT o.external_id AS "order", r.channel, r.state, r.reason, r.due_at FROM reminders r JOIN orders o ON o.id = r.order_id
     WHERE r.shop_id = ${journey.shop.id} ORDER BY o.external_id, r.step`,
  );
const states = async (): Promise<string[]> =>
  (await reminders()).map(
    ({ order, channel, state, reason }) => `${order} ${channel} ${state}${reason ? ` ${reason}` : ""}`,
  );

describe("the journey of one order", () => {
  it("is planned on arrival, sent once a step, and done", async () => {
    expect(await journey.receive(created("a", "2026-03-10T10:00:00+08:00"))).toEqual({
      kind: "answered",
      order: "a",
      outcome: "applied",
    });
    expect(await states()).toEqual(["a call planned", "a im planned", "a sms planned"]);
    for (const { due_at } of await reminders()) {
      journey.moveTo(instant(due_at));
      await journey.run();
      await journey.run();
    }
    expect(await states()).toEqual(["a call done", "a im done", "a sms done"]);
    const { call, im, sms } = journey.channels;
    expect([call.sent.length, im.sent.length, sms.sent.length]).toEqual([1, 1, 1]);
    expect(sms.sent[0]).toMatchObject({ shop: journey.shop.slug, locale: "zh-CN", orders: [{ id: "a" }] });
    expect(sms.sent[0]?.text).toContain("199");
    expect(sms.sent[0]?.orders[0]?.payUrl).toMatch(/^https:\/\/pay\.example\/r\/\S{8,}$/);
  });

  it("stops in the transaction of the payment", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    await journey.receive(about("order.paid", "a", "2026-03-10T03:00:00Z"));
    expect(await states()).toEqual(["a call cancelled paid", "a im cancelled paid", "a sms cancelled paid"]);
    journey.moveTo("2026-03-10T09:00:00Z");
    await journey.run();
    expect(journey.channels.call.sent).toEqual([]);
  });

  it("ends in the same state whichever event came first", async () => {
    await journey.receive(about("order.paid", "a", "2026-03-10T03:00:00Z"));
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    expect(await states()).toEqual(["a call cancelled paid", "a im cancelled paid", "a sms cancelled paid"]);
  });

  it("does not begin a request for what was paid after the claim", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    journey.moveTo("2026-03-10T08:59:00Z");
    journey.atFailpoint("after_claim", () => journey.receive(about("order.paid", "a", "2026-03-10T08:59:00Z")));
    await journey.run();
    await journey.run();
    expect(journey.channels.call.sent).toEqual([]);
    expect(await states()).toEqual(["a call cancelled paid", "a im cancelled paid", "a sms cancelled paid"]);
    const attempts = await journey.rows(`SELECT state, code FROM attempts WHERE shop_id = ${journey.shop.id}`);
    expect(attempts).toEqual([{ state: "not_sent", code: "ended" }]);
  });

  it("leaves out of a merged message what was paid after the claim, and sends the rest", async () => {
    const buyer = { id: "b", phone: "+8613800138000" };
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00", { buyer }));
    await journey.receive(created("b", "2026-03-10T10:00:00+08:00", { buyer }));
    await journey.putPolicy({ paid_other: "remind" });
    journey.moveTo("2026-03-10T08:59:00Z");
    journey.atFailpoint("after_claim", () => journey.receive(about("order.paid", "a", "2026-03-10T08:59:00Z")));
    await journey.run();
    await journey.run();
    expect(journey.channels.call.sent.map(({ orders }) => orders.map(({ id }) => id))).toEqual([["b"]]);
  });

  it("does not begin a request for a buyer who said no after the claim", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    journey.moveTo("2026-03-10T08:59:00Z");
    const no = { type: "buyer.opted_out", timestamp: "2026-03-10T08:59:00Z", data: { buyer: { id: "b-a" } } };
    journey.atFailpoint("after_claim", () => journey.receive(no));
    await journey.run();
    await journey.run();
    expect(journey.channels.call.sent).toEqual([]);
    expect((await states())[0]).toMatch(/^a call (skipped|cancelled) suppressed$/);
  });

  it("does not send what was paid after it was queued", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    journey.moveTo("2026-03-10T08:59:00Z");
    await dispatchDue(journey.ctx);
    expect(journey.jobs.length).toBeGreaterThan(0);
    await journey.receive(about("order.paid", "a", "2026-03-10T08:59:30Z"));
    await journey.runJobs();
    expect(journey.channels.call.sent).toEqual([]);
  });

  it("is credited to the last contact before the payment, within its window", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    const [call] = await reminders();
    journey.moveTo(instant(call?.due_at ?? 0));
    await journey.run();
    journey.moveTo("2026-03-10T09:30:00Z");
    await journey.receive(about("order.paid", "a", "2026-03-10T09:30:00Z", { paid_at: "2026-03-10T09:29:00Z" }));
    const verdicts = await journey.rows<{ recovered: boolean; channel: string; net_amount: number }>(
      `SELECT recovered, channel, net_amount FROM conversions WHERE shop_id = ${journey.shop.id}`,
    );
    expect(verdicts).toEqual([{ recovered: true, channel: "call", net_amount: 19900 }]);
    await journey.receive(about("order.refunded", "a", "2026-03-10T10:30:00Z", { refunded: "50.00" }));
    const after = await journey.rows(`SELECT net_amount FROM conversions WHERE shop_id = ${journey.shop.id}`);
    expect(after).toEqual([{ net_amount: 14900 }]);
  });
});

describe("the send permit", () => {
  const immediate = {
    slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
    min_delay: "0m",
    steps: [{ channel: "sms" }],
  };

  it("holds though a reminder comes back from the dead", async () => {
    await journey.putPolicy(immediate);
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    await journey.run();
    expect(journey.channels.sms.sent.length).toBe(1);
    await journey.rows(`UPDATE reminders SET state = 'planned', contact_id = NULL WHERE shop_id = ${journey.shop.id}`);
    await journey.run();
    expect(journey.channels.sms.sent.length).toBe(1);
    expect(await states()).toEqual(["a sms done"]);
  });

  it("sends one message for all orders of a buyer", async () => {
    await journey.putPolicy(immediate);
    const buyer = { id: "same", phone: "+8613800138000", im: { wecom: "same" } };
    for (const id of ["a", "b", "c"]) await journey.receive(created(id, "2026-03-10T09:59:00+08:00", { buyer }));
    await journey.run();
    expect(journey.channels.sms.sent.map(({ orders }) => orders.map(({ id }) => id))).toEqual([["a", "b", "c"]]);
    expect(await states()).toEqual(["a sms done", "b sms done", "c sms done"]);
  });

  it("tries again what provably sent nothing, without what was paid meanwhile", async () => {
    await journey.putPolicy({ ...immediate, paid_other: "remind" });
    const buyer = { id: "same", phone: "+8613800138000" };
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00", { buyer }));
    await journey.receive(created("b", "2026-03-10T09:59:00+08:00", { buyer }));
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 60_000 });
    await journey.run();
    expect(await states()).toEqual(["a sms planned", "b sms planned"]);
    await journey.receive(about("order.paid", "b", "2026-03-10T02:00:30Z"));
    journey.channels.sms.answer = () => ({ kind: "accepted", providerId: "x" });
    journey.moveTo("2026-03-10T02:00:59Z");
    await journey.run();
    expect(journey.channels.sms.sent.length).toBe(1);
    journey.moveTo("2026-03-10T02:01:00Z");
    await journey.run();
    expect(journey.channels.sms.sent.map(({ orders }) => orders.map(({ id }) => id))).toEqual([["a", "b"], ["a"]]);
    const [first, second] = journey.channels.sms.sent;
    expect(second?.contactId).toBe(first?.contactId);
    expect(await states()).toEqual(["a sms done", "b sms cancelled paid"]);
  });

  it("never sends an unknown outcome again", async () => {
    await journey.putPolicy(immediate);
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    journey.channels.sms.answer = () => ({ kind: "unknown", code: "time_out" });
    await journey.run();
    journey.moveTo("2026-03-10T03:00:00Z");
    await journey.run();
    expect(journey.channels.sms.sent.length).toBe(1);
    expect(await states()).toEqual(["a sms done"]);
  });

  it("calls a claim without an outcome unknown, and leaves it at that", async () => {
    await journey.putPolicy(immediate);
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    const hung = Promise.withResolvers<never>();
    journey.channels.sms.answer = () => hung.promise;
    void journey.run();
    await expect.poll(async () => await states()).toEqual(["a sms claimed"]);
    expect(await sweepExpiredClaims(journey.ctx)).toBe(0);
    await journey.rows(
      `UPDATE contacts SET lease_until = now() - interval '1 second' WHERE shop_id = ${journey.shop.id}`,
    );
    expect(await sweepExpiredClaims(journey.ctx)).toBe(1);
    expect(await states()).toEqual(["a sms done"]);
    expect(await journey.rows(`SELECT state FROM contacts WHERE shop_id = ${journey.shop.id}`)).toEqual([
      { state: "unknown" },
    ]);
  });

  it("keeps to the person's cap across orders, and to the shop's exactly", async () => {
    await journey.putPolicy({ ...immediate, merge: false, caps: { person: { count: 2, per: "7d" } } });
    const buyer = { id: "same", phone: "+8613800138000" };
    for (const id of ["a", "b", "c"]) await journey.receive(created(id, "2026-03-10T09:59:00+08:00", { buyer }));
    await journey.run();
    expect(await states()).toEqual(["a sms done", "b sms done", "c sms skipped cap"]);

    await journey.putPolicy({ ...immediate, caps: { shop: { count: 4, per: "1h" } } });
    for (const id of ["e", "f", "g", "h"]) await journey.receive(created(id, "2026-03-10T09:59:00+08:00"));
    await journey.run();
    expect(journey.channels.sms.sent.length).toBe(4);
    expect((await states()).filter((line) => line.endsWith("planned")).length).toBe(2);
    expect(await journey.rows(`SELECT reason FROM sending_pauses WHERE shop_id = ${journey.shop.id}`)).toEqual([
      { reason: "cap" },
    ]);
  });

  it("asks nobody who said no, in any words, on any channel", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    await journey.receive({
      type: "conversation.message",
      timestamp: "2026-03-10T02:30:00Z",
      data: {
        order: { id: "a" },
        buyer: { id: "b-a" },
        conversation: [{ from: "buyer", at: "2026-03-10T02:30:00Z", text: "别再打了" }],
      },
    });
    expect(await states()).toEqual([
      "a call skipped suppressed",
      "a im skipped suppressed",
      "a sms skipped suppressed",
    ]);
  });

  it("skips an order where the buyer paid another one since", async () => {
    await journey.putPolicy(immediate);
    const buyer = { id: "same", phone: "+8613800138000" };
    await journey.receive(created("a", "2026-03-10T09:00:00+08:00", { buyer }));
    await journey.receive(created("b", "2026-03-10T09:30:00+08:00", { buyer }));
    await journey.receive(about("order.paid", "b", "2026-03-10T01:59:00Z"));
    await journey.run();
    expect(await states()).toEqual(["a sms skipped paid_other", "b sms cancelled paid"]);
  });

  it("waits for contact hours, and gives up what they end", async () => {
    await journey.putPolicy({
      slots: [{ orders: "00:00-24:00", remind: { day: 0, between: "09:00-20:00" } }],
      min_delay: "0m",
      steps: [{ channel: "sms" }],
    });
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    journey.moveTo("2026-03-10T12:30:00Z");
    await journey.run();
    expect(journey.channels.sms.sent).toEqual([]);
    expect(await states()).toEqual(["a sms expired too_late"]);
  });

  it("sends nothing for a shop in shadow", async () => {
    await journey.putPolicy({ ...immediate, live: false });
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    await journey.run();
    expect(await states()).toEqual(["a sms skipped shadow"]);
    expect(journey.channels.sms.sent).toEqual([]);
  });
});

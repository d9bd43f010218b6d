import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { completePolicy } from "#src/domain/policy.ts";
import { changeSending } from "#src/journey/change-sending.ts";
import { publishPolicy } from "#src/journey/publish-policy.ts";
import { hideTestAddresses } from "#src/journey/test-addresses.ts";
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

const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
  paid_other: "remind",
};
const SAME = { id: "same", phone: "+8613800138000" };
const states = async () =>
  (
    await journey.rows<{ line: string }>(
      `SELECT o.external_id || ' ' || r.state || coalesce(' ' || r.reason, '') AS line
       FROM reminders r JOIN orders o ON o.id = r.order_id WHERE r.shop_id = ${journey.shop.id} ORDER BY 1`,
    )
  ).map(({ line }) => line);
const named = () => journey.channels.sms.sent.map(({ orders }) => orders.map(({ id }) => id));

describe("the runaway guard", () => {
  const capped = { ...AT_ONCE, caps: { shop: { count: 2, per: "1h" } } };

  it("pauses the shop, tells of it, and lets nothing out until somebody resumes it", async () => {
    await journey.putPolicy(capped);
    for (const id of ["a", "b", "c", "d"]) await journey.receive(created(id, "2026-03-10T10:00:00+08:00"));
    await journey.run();
    expect(named()).toEqual([["a"], ["b"]]);
    expect(await states()).toEqual(["a done", "b done", "c planned", "d planned"]);
    const audit = await journey.rows(
      `SELECT actor, action, detail->>'reason' AS reason FROM audit_log WHERE shop_id = ${journey.shop.id}`,
    );
    expect(audit).toContainEqual({ actor: "cuifu", action: "sending.pause", reason: "cap" });
    const told = await journey.rows("SELECT kind, shop_id, detail->>'advice' AS advice FROM alerts");
    expect(told).toEqual([
      { kind: "shop.capped", shop_id: journey.shop.id, advice: expect.stringContaining("resume its sending") },
    ]);
    // An hour later there is room again, but nobody has looked yet.
    journey.moveTo("2026-03-10T03:00:00Z");
    await journey.run();
    expect(named().length).toBe(2);
    await changeSending(journey.ctx, { shopId: journey.shop.id, channel: null, paused: false, by: "test" });
    await journey.run();
    expect(named()).toEqual([["a"], ["b"], ["c"], ["d"]]);
  });

  it("takes in orders and payments while it holds", async () => {
    await journey.putPolicy(capped);
    for (const id of ["a", "b", "c"]) await journey.receive(created(id, "2026-03-10T10:00:00+08:00"));
    await journey.run();
    await journey.receive(about("order.paid", "c", "2026-03-10T02:10:00Z"));
    expect(await states()).toEqual(["a done", "b done", "c cancelled paid"]);
  });

  it("ends what could not go out in time as paused", async () => {
    await journey.putPolicy(capped);
    for (const id of ["a", "b", "c"]) await journey.receive(created(id, "2026-03-10T10:00:00+08:00"));
    await journey.run();
    journey.moveTo("2026-03-10T04:30:00Z");
    await journey.run();
    expect(await states()).toEqual(["a done", "b done", "c expired paused"]);
  });
});

describe("one message for several orders, tried again", () => {
  /** Three orders of one buyer, whose message provably did not go out. */
  async function throttled(): Promise<void> {
    await journey.putPolicy(AT_ONCE);
    for (const id of ["a", "b", "c"]) {
      await journey.receive(created(id, "2026-03-10T09:59:00+08:00", { buyer: SAME }));
    }
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 60_000 });
    await journey.run();
    expect(await states()).toEqual(["a planned", "b planned", "c planned"]);
    journey.channels.sms.answer = () => ({ kind: "accepted", providerId: "x" });
    journey.moveTo("2026-03-10T02:01:00Z");
  }

  it("leaves out the first of them, paid since: the rest go on in the same contact", async () => {
    await throttled();
    await journey.receive(about("order.paid", "a", "2026-03-10T02:00:30Z"));
    await journey.run();
    expect(named()).toEqual([
      ["a", "b", "c"],
      ["b", "c"],
    ]);
    expect(await states()).toEqual(["a cancelled paid", "b done", "c done"]);
    expect(journey.channels.sms.sent[1]?.contactId).toBe(journey.channels.sms.sent[0]?.contactId);
  });

  it("leaves out what was cancelled or closed", async () => {
    await throttled();
    await journey.receive(about("order.cancelled", "b", "2026-03-10T02:00:30Z"));
    await journey.receive(about("order.closed", "c", "2026-03-10T02:00:30Z"));
    await journey.run();
    expect(named()).toEqual([["a", "b", "c"], ["a"]]);
    expect(await states()).toEqual(["a done", "b cancelled cancelled", "c cancelled closed"]);
  });

  it("leaves out what the policy leaves out since the order changed", async () => {
    await throttled();
    await journey.receive(about("order.updated", "b", "2026-03-10T02:00:30Z", { payment_method: "cod" }));
    await journey.run();
    expect(named()).toEqual([
      ["a", "b", "c"],
      ["a", "c"],
    ]);
    expect(await states()).toEqual(["a done", "b skipped filtered", "c done"]);
  });

  it("names the new amount", async () => {
    await throttled();
    await journey.receive(about("order.updated", "b", "2026-03-10T02:00:30Z", { amount: "88.00", currency: "CNY" }));
    await journey.run();
    expect(journey.channels.sms.sent[1]?.orders.map(({ id, amount }) => [id, amount.amount])).toEqual([
      ["a", 19900],
      ["b", 8800],
      ["c", 19900],
    ]);
  });

  it("is not sent once all are paid", async () => {
    await throttled();
    for (const id of ["a", "b", "c"]) await journey.receive(about("order.paid", id, "2026-03-10T02:00:30Z"));
    await journey.run();
    expect(named()).toEqual([["a", "b", "c"]]);
    expect(await states()).toEqual(["a cancelled paid", "b cancelled paid", "c cancelled paid"]);
  });

  it("takes in no order that came between", async () => {
    await throttled();
    await journey.receive(created("d", "2026-03-10T10:00:40+08:00", { buyer: SAME }));
    await journey.run();
    expect(named()[1]).toEqual(["a", "b", "c"]);
    expect((await states()).at(-1)).toMatch(/^d (done|planned)$/);
  });

  it("is not sent to a buyer who said no between", async () => {
    await throttled();
    await journey.receive({
      type: "buyer.opted_out",
      timestamp: "2026-03-10T02:00:30Z",
      data: { buyer: { id: "same" } },
    });
    await journey.run();
    expect(named().length).toBe(1);
    expect(await states()).toEqual(["a skipped suppressed", "b skipped suppressed", "c skipped suppressed"]);
  });
});

describe("while a policy is not live", () => {
  const SHADOW = { ...AT_ONCE, live: false, held_out: 0 };
  const publish = async (addresses: readonly string[]) => {
    const completed = completePolicy({ ...SHADOW, test_addresses: addresses });
    if (!completed.ok) throw new Error(JSON.stringify(completed.errors));
    const document = hideTestAddresses(journey.ctx, completed.document);
    await publishPolicy(journey.ctx, { shopId: journey.shop.id, document, by: "test", expected: null });
    return document;
  };

  it("only the shop's own test addresses are contacted, by phone or by e-mail", async () => {
    await publish(["+8613800138000", "QA@shop.example"]);
    const at = "2026-03-10T09:59:00+08:00";
    await journey.receive(created("a", at, { buyer: { phone: "+8613800138000" } }));
    await journey.receive(created("b", at, { buyer: { phone: "+8613800138001" } }));
    await journey.receive(created("c", at, { buyer: { phone: "+8613800138002", email: "qa@shop.example" } }));
    await journey.run();
    expect(named().flat().sort()).toEqual(["a", "c"]);
    expect(await states()).toEqual(["a done", "b skipped shadow", "c done"]);
  });

  it("the addresses are not to be read in the policy, and stay when it is put again as it is shown", async () => {
    const shown = await publish(["+8613800138000"]);
    expect(JSON.stringify(shown)).not.toContain("138");
    expect(await publish(shown.test_addresses ?? [])).toEqual(shown);
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00", { buyer: { phone: "+8613800138000" } }));
    await journey.run();
    expect(await states()).toEqual(["a done"]);
  });

  it.each([["13800138000"], ["nobody"], ["hidden:abc"]])("%s is no test address", (address) => {
    const completed = completePolicy({ test_addresses: [address] });
    expect(completed.ok ? [] : completed.errors.map(({ pointer }) => pointer)).toEqual(["/test_addresses/0"]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { createReplanner } from "#src/journey/replan-orders.ts";
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

interface Line {
  order: string;
  channel: string;
  state: string;
  reason: string | null;
  due: string | null;
  version: number;
}

const lines = async (): Promise<Line[]> =>
  await journey.rows<Line>(
    `SELECT o.external_id AS "order", r.channel, r.state, r.reason, r.policy_version AS version,
       to_char(r.due_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24') AS due
     FROM reminders r JOIN orders o ON o.id = r.order_id
     WHERE r.shop_id = ${journey.shop.id} ORDER BY o.external_id, r.step, r.id`,
  );
const states = async () =>
  (await lines()).map(({ order, channel, state, reason }) => [order, channel, state, reason ?? ""].join(" ").trim());

const EVENING = {
  slots: [{ orders: "00:00-24:00", remind: { day: 0, between: "18:00-20:00" } }],
  steps: [{ channel: "sms" }],
};

describe("a published policy", () => {
  it("plans anew what is planned, drops the channels it drops, and says so", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    await journey.putPolicy(EVENING);
    const replan = createReplanner(journey.ctx);
    expect(await replan()).toBe(1);
    expect(await states()).toEqual(["a call cancelled replanned", "a sms planned", "a im cancelled replanned"]);
    const sms = (await lines()).find(({ channel }) => channel === "sms");
    expect(sms?.due).toMatch(/^03-10 1[89]$/);
    expect((await lines()).map(({ version }) => version)).toEqual([2, 2, 2]);
    const told = await journey.rows<{ what: string; policy_version: number }>(
      `SELECT what, policy_version FROM decisions WHERE shop_id = ${journey.shop.id} ORDER BY id DESC LIMIT 1`,
    );
    expect(told).toEqual([{ what: "replanned", policy_version: 2 }]);
    expect(await replan()).toBe(0);
  });

  it("leaves alone what is claimed, done or ended, and counts on from there", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    await journey.receive(created("b", "2026-03-10T10:00:00+08:00"));
    await journey.receive(about("order.paid", "b", "2026-03-10T03:00:00Z"));
    journey.moveTo("2026-03-10T08:59:00Z");
    await journey.run();
    const before = (await lines()).filter(({ state }) => state !== "planned");
    await journey.putPolicy({
      steps: [{ channel: "call" }, { channel: "sms", after: "4h" }, { channel: "im", next_slot: true }],
    });
    await createReplanner(journey.ctx)();
    const after = await lines();
    expect(
      after.filter(({ order, channel }) => before.some((one) => one.order === order && one.channel === channel)),
    ).toEqual(before);
    expect((await states()).filter((line) => line.startsWith("b"))).toEqual([
      "b call cancelled paid",
      "b im cancelled paid",
      "b sms cancelled paid",
    ]);
    expect(await states()).toContain("a call done");
  });

  it("plans from now on what would have passed under it", async () => {
    await journey.receive(created("a", "2026-03-10T07:00:00+08:00"));
    journey.moveTo("2026-03-10T05:00:00Z");
    await journey.putPolicy({
      slots: [
        { orders: "00:00-12:00", remind: { day: 0, between: "09:00-11:00" } },
        { orders: "12:00-24:00", remind: { day: 1, between: "09:00-11:00" } },
      ],
      steps: [{ channel: "sms" }],
    });
    await createReplanner(journey.ctx)();
    const sms = (await lines()).find(({ channel }) => channel === "sms");
    expect([sms?.state, sms?.due]).toEqual(["planned", expect.stringMatching(/^03-11 (09|10)$/)]);
  });

  it("takes a reminder back out of the queue; its job then does nothing", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    journey.moveTo("2026-03-10T08:59:00Z");
    await dispatchDue(journey.ctx);
    await journey.putPolicy({ ...EVENING, steps: [{ channel: "call" }] });
    await createReplanner(journey.ctx)();
    expect((await states())[0]).toBe("a call planned");
    await journey.runJobs();
    expect(journey.channels.call.sent).toEqual([]);
  });

  it("keeps the time of the next try where nothing was sent", async () => {
    await journey.putPolicy({
      slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
      min_delay: "0m",
      steps: [{ channel: "sms" }],
    });
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 60_000 });
    await journey.run();
    const due = async () => await journey.rows(`SELECT due_at FROM reminders WHERE shop_id = ${journey.shop.id}`);
    const before = await due();
    await journey.putPolicy({
      slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
      min_delay: "0m",
      steps: [{ channel: "sms" }],
      merge: false,
    });
    await createReplanner(journey.ctx)();
    expect(await due()).toEqual(before);
  });

  it("is carried through in batches by any process, and goes on after one died half way", async () => {
    const many = Array.from({ length: 450 }, (_, at) => ({ body: created(`o${at}`, "2026-03-10T10:00:00+08:00") }));
    await journey.receiveAll(many);
    await journey.putPolicy(EVENING);
    let commits = 0;
    const dying = createReplanner({
      ...journey.ctx,
      failpoint: async (name) => {
        if (name !== "before_replan_commit") return;
        commits += 1;
        // One look at each of the shops before, then the second batch of this one.
        if (commits === shops + 1) throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
      },
    });
    await dying().catch(() => undefined);
    const left = async () =>
      (await lines()).filter(({ state, version }) => state === "planned" && version === 1).length;
    expect(await left()).toBe(250 * 3);
    const [one, other] = [createReplanner(journey.ctx), createReplanner(journey.ctx)];
    await Promise.all([one(), other()]);
    await one();
    expect(await left()).toBe(0);
    expect(new Set((await lines()).map(({ channel, state }) => `${channel} ${state}`))).toEqual(
      new Set(["sms planned", "call cancelled", "im cancelled"]),
    );
  });

  it("passes over an order that can't be planned, and reaches those after it", async () => {
    for (const id of ["a", "b", "c"])
      await journey.receive(created(id, `2026-03-10T10:00:0${id.charCodeAt(0) - 97}+08:00`));
    await journey.rows(
      `UPDATE orders SET registers = '\\x00' WHERE shop_id = ${journey.shop.id} AND external_id = 'b'`,
    );
    await journey.putPolicy(EVENING);
    const replan = createReplanner(journey.ctx);
    for (let looks = 0; looks < 12; looks += 1) await replan();
    expect(
      (await lines()).filter(({ channel }) => channel === "sms").map(({ order, version }) => [order, version]),
    ).toEqual([
      ["a", 2],
      ["b", 1],
      ["c", 2],
    ]);
  });

  it("is noted where it changes no plan, so that the order is not looked at again", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    const before = await lines();
    await journey.putPolicy({ thank_you: true });
    const replan = createReplanner(journey.ctx);
    expect([await replan(), await replan()]).toEqual([1, 0]);
    expect(await lines()).toEqual(before.map((line) => ({ ...line, version: 2 })));
    const told = await journey.rows(`SELECT what FROM decisions WHERE shop_id = ${journey.shop.id}`);
    expect(told).toEqual([{ what: "planned" }]);
  });

  it("that was a mistake can be taken back: what it dropped or left out is planned as before", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    await journey.receive(created("b", "2026-03-10T10:00:00+08:00", { buyer: { grade: "F" } }));
    const before = await lines();
    await journey.putPolicy({ steps: [{ channel: "call" }], who: { grades: ["A"] } });
    const replan = createReplanner(journey.ctx);
    await replan();
    expect(await states()).toEqual([
      "a call skipped grade",
      "a im cancelled replanned",
      "a sms cancelled replanned",
      "b call skipped grade",
      "b im skipped grade",
      "b sms skipped grade",
    ]);
    await journey.putPolicy({});
    await replan();
    expect(await lines()).toEqual(before.map((line) => ({ ...line, version: 3 })));
    await journey.putPolicy({ who: { grades: ["C", "F"] } });
    expect([await replan(), await replan()]).toEqual([2, 0]);
    expect(new Set((await lines()).map(({ state }) => state))).toEqual(new Set(["planned"]));
  });

  it("does not look again at what was left out and is too old for it", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00", { buyer: { grade: "F" } }));
    journey.moveTo("2026-03-12T02:00:01Z");
    await journey.putPolicy({ who: { grades: ["C", "F"] } });
    expect(await createReplanner(journey.ctx)()).toBe(0);
  });

  it("never plans for a buyer who said no meanwhile", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
    await journey.putPolicy(EVENING);
    await journey.receive({
      type: "buyer.opted_out",
      timestamp: "2026-03-10T02:30:00Z",
      data: { buyer: { id: "b-a" } },
    });
    await createReplanner(journey.ctx)();
    expect((await lines()).filter(({ state }) => state === "planned" || state === "queued")).toEqual([]);
    expect(await states()).toContain("a sms skipped suppressed");
  });
});

describe("a buyer who changes", () => {
  const SAME = { id: "same", phone: "+8613800138000", im: { wecom: "same" } };

  it("by an event on another order has all open orders planned anew, in that transaction", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00", { buyer: SAME }));
    await journey.receive(created("b", "2026-03-10T10:00:00+08:00", { buyer: { ...SAME, grade: "F" } }));
    expect(new Set((await lines()).map(({ state, reason }) => `${state} ${reason}`))).toEqual(
      new Set(["skipped grade"]),
    );
    await journey.receive(created("c", "2026-03-10T10:01:00+08:00", { buyer: { ...SAME, grade: "A" } }));
    expect(new Set((await lines()).map(({ state }) => state))).toEqual(new Set(["planned"]));
  });

  it("moves with their time zone", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00", { buyer: SAME }));
    const [before] = await lines();
    const moved = { ...SAME, timezone: "America/New_York" };
    await journey.receive(created("b", "2026-03-10T10:01:00+08:00", { buyer: moved }));
    const [after] = await lines();
    expect(after?.due).not.toBe(before?.due);
  });

  it("is left alone where nothing of it matters to a plan", async () => {
    await journey.receive(created("a", "2026-03-10T10:00:00+08:00", { buyer: SAME }));
    const count = async () =>
      await journey.rows(`SELECT count(*)::int AS n FROM decisions WHERE shop_id = ${journey.shop.id}`);
    await journey.receive(created("b", "2026-03-10T10:01:00+08:00", { buyer: { ...SAME, name: "王方" } }));
    expect(await count()).toEqual([{ n: 2 }]);
  });
});

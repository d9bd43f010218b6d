import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { created, type Journey, openJourney } from "#tests/support/journey.ts";
import { play, setting, told } from "#tests/support/simulation.ts";

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

const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "call" }],
  caps: { calls_per_hour: 2 },
};
const ids = ["a", "b", "c", "d", "e"];
const states = async () =>
  (
    await journey.rows<{ line: string }>(
      `SELECT o.external_id || ' ' || r.state || coalesce(' ' || r.reason, '') AS line
       FROM reminders r JOIN orders o ON o.id = r.order_id WHERE r.shop_id = ${journey.shop.id} ORDER BY 1`,
    )
  ).map(({ line }) => line);

describe("calls beyond what the shop's people take on in an hour", () => {
  it("wait until there is room, and end where their time is over", async () => {
    await journey.putPolicy(POLICY);
    for (const id of ids) await journey.receive(created(id, "2026-03-10T10:00:00+08:00"));
    await journey.run();
    expect(await states()).toEqual(["a done", "b done", "c planned", "d planned", "e planned"]);
    journey.moveTo("2026-03-10T02:59:59Z");
    await journey.run();
    expect(journey.channels.call.sent.length).toBe(2);
    journey.moveTo("2026-03-10T03:00:00Z");
    await journey.run();
    expect(await states()).toEqual(["a done", "b done", "c done", "d done", "e planned"]);
    journey.moveTo("2026-03-10T04:00:00Z");
    await journey.run();
    expect(await states()).toEqual(["a done", "b done", "c done", "d done", "e expired too_late"]);
    expect(journey.channels.call.sent.length).toBe(4);
  });

  it("are told of, and other channels go on", async () => {
    await journey.putPolicy({ ...POLICY, steps: [{ channel: "call" }, { channel: "sms" }] });
    for (const id of ids) await journey.receive(created(id, "2026-03-10T10:00:00+08:00"));
    await journey.run();
    expect(journey.channels.sms.sent.length).toBe(5);
    const told = await journey.rows(
      `SELECT DISTINCT what, reason FROM decisions WHERE shop_id = ${journey.shop.id} AND what = 'waiting'`,
    );
    expect(told).toEqual([{ what: "waiting", reason: "capacity" }]);
  });

  it("are as many in a simulation", () => {
    const data = ids.map((id) => ({
      order: { id, placed_at: "2026-03-10T10:00:00+08:00", amount: "199.00", currency: "CNY" },
      buyer: { id: `b-${id}`, phone: `+861380000000${ids.indexOf(id)}`, country: "CN" },
    }));
    expect(told(play(data, setting(POLICY)))).toEqual([
      "a call planned",
      "b call planned",
      "c call planned",
      "d call planned",
      "e call skipped too_late",
    ]);
  });
});

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createCallDesk } from "#src/journey/call-desk.ts";
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
  await restart();
  return async () => await journey.close();
});

async function restart(): Promise<void> {
  shops += 1;
  journey = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `shop-${shops}` });
  await journey.putPolicy({
    slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
    min_delay: "0m",
    steps: [{ channel: "sms" }],
  });
}

const PLACED = "2026-03-10T09:59:00+08:00";
const says = (text: string, data: object): object => ({
  type: "conversation.message",
  timestamp: "2026-03-10T01:59:30Z",
  data: { conversation: [{ from: "buyer", at: "2026-03-10T01:59:30Z", text }], ...data },
});
const word = (type: string, timestamp: string, buyer: object): object => ({ type, timestamp, data: { buyer } });
const states = async (): Promise<string[]> =>
  (
    await journey.rows<{ line: string }>(
      `SELECT o.external_id || ' ' || r.state || coalesce(' ' || r.reason, '') AS line
       FROM reminders r JOIN orders o ON o.id = r.order_id WHERE r.shop_id = ${journey.shop.id} ORDER BY 1`,
    )
  ).map(({ line }) => line);

/** Plays events in both orders, each in a shop of its own; both must end in `expected`. */
async function eitherWay(first: object, second: object, expected: string[]): Promise<void> {
  for (const events of [
    [first, second],
    [second, first],
  ]) {
    await restart();
    for (const body of events) await journey.receive(body);
    await journey.run();
    expect(await states()).toEqual(expected);
    expect(journey.channels.sms.sent).toEqual([]);
  }
}

it("heeds a STOP that names only the order, also before anybody knew the order", async () => {
  await eitherWay(created("a", PLACED), says("退订", { order: { id: "a" } }), ["a skipped suppressed"]);
});

it("heeds words it is not sure of", async () => {
  await eitherWay(created("a", PLACED), says("别催了", { order: { id: "a" } }), ["a skipped suppressed"]);
  const reasons = await journey.rows(
    `SELECT DISTINCT reason FROM suppressions WHERE group_id = ${journey.shop.groupId}`,
  );
  expect(reasons.length).toBe(1);
});

it("keeps an address that joins a buyer under the buyer's no", async () => {
  const guest = created("guest", PLACED, { buyer: { id: null, phone: "+8613900000002", im: null } });
  await journey.receive(word("buyer.opted_out", "2026-03-10T01:00:00Z", { id: "u", phone: "+8613900000001" }));
  await journey.receive(created("u", PLACED, { buyer: { id: "u", phone: "+8613900000002", im: null } }));
  await journey.receive(guest);
  expect(await states()).toEqual(["guest skipped suppressed", "u skipped suppressed"]);
});

it("lifts a shop's opt-out by a later opt-in, under any of the addresses, and plans again", async () => {
  const buyer = { id: "u", phone: "+8613900000003", im: null };
  await journey.receive(created("a", PLACED, { buyer }));
  await journey.receive(word("buyer.opted_out", "2026-03-10T01:00:00Z", { phone: buyer.phone }));
  expect(await states()).toEqual(["a skipped suppressed"]);
  await journey.receive(word("buyer.opted_in", "2026-03-10T01:30:00Z", { phone: buyer.phone }));
  expect(await states()).toEqual(["a planned"]);
  await journey.receive(word("buyer.opted_out", "2026-03-10T01:10:00Z", { id: "u" }));
  expect(await states()).toEqual(["a planned"]);
});

it("never lifts a buyer's own STOP by a shop's opt-in", async () => {
  await journey.receive(created("a", PLACED, { buyer: { id: "u" } }));
  await journey.receive(says("退订", { buyer: { id: "u" } }));
  await journey.receive(word("buyer.opted_in", "2026-03-10T01:59:59Z", { id: "u" }));
  expect(await states()).toEqual(["a skipped suppressed"]);
});

it("comes to one end from created, opted out and paid in any order", async () => {
  const events = [
    created("a", PLACED, { buyer: { id: "u" } }),
    word("buyer.opted_out", "2026-03-10T01:30:00Z", { id: "u" }),
    about("order.paid", "a", "2026-03-10T01:59:59Z"),
  ];
  for (const sequence of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    await restart();
    for (const at of sequence) await journey.receive(events[at] ?? {});
    const [line] = await journey.rows(
      `SELECT r.state, r.reason, r.due_at IS NULL AS undated, o.eligible FROM reminders r JOIN orders o ON o.id = r.order_id
       WHERE r.shop_id = ${journey.shop.id}`,
    );
    expect(line).toEqual({ state: "cancelled", reason: "paid", undated: false, eligible: true });
  }
});

it("holds out all orders of a buyer or none, whatever address came first", async () => {
  await journey.putPolicy({ held_out: 0.5 });
  for (let at = 0; at < 30; at++) {
    const phone = `+86139000${String(10_000 + at)}`;
    await journey.receive(created(`a${at}`, PLACED, { buyer: { id: `u${at}`, phone, im: null } }));
    await journey.receive(
      created(`b${at}`, PLACED, {
        buyer: { id: `u${at}`, phone: `+86137000${String(10_000 + at)}`, im: { wecom: `w${at}` } },
      }),
    );
  }
  const arms = await journey.rows<{ arms: number }>(
    `SELECT count(DISTINCT arm) AS arms FROM orders WHERE shop_id = ${journey.shop.id} GROUP BY buyer_id`,
  );
  expect(arms.length).toBe(30);
  expect(arms.every(({ arms: n }) => n === 1)).toBe(true);
});

it("counts a person's cap over all the buyers they are known as", async () => {
  await journey.putPolicy({
    slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
    min_delay: "0m",
    steps: [{ channel: "sms" }],
    caps: { person: { count: 1, per: "7d" } },
  });
  for (const id of ["a", "b", "c"]) {
    await journey.receive(created(id, PLACED, { buyer: { id, phone: "+8613900000009", im: null } }));
  }
  await journey.run();
  // Other tests' shops live in the same database.
  expect(journey.channels.sms.sent.filter(({ shop }) => shop === journey.shop.slug).length).toBe(1);
});

it("erases a buyer everywhere, and goes on leaving them alone", async () => {
  await journey.receive(
    created("a", PLACED, { order: { note: "请放门口" }, buyer: { id: "u", phone: "+8613900000031" } }),
  );
  await journey.receive(says("明天再付", { order: { id: "a" }, buyer: { id: "u" } }));
  await journey.receive(
    word("buyer.erased", "2026-03-10T01:59:50Z", { id: "u", phone: "+8613900000031", name: "王芳" }),
  );
  expect(await states()).toEqual(["a skipped suppressed"]);
  const held = await journey.rows(
    `SELECT (SELECT max(length(raw)) FROM events WHERE shop_id = ${journey.shop.id} AND external_id = 'a') AS raw,
            (SELECT count(*) FROM messages WHERE shop_id = ${journey.shop.id}) AS messages`,
  );
  expect(held).toEqual([{ raw: null, messages: 0 }]);
  await journey.receive(word("buyer.opted_in", "2026-03-10T01:59:55Z", { phone: "+8613900000031" }));
  await journey.receive(created("b", PLACED, { buyer: { id: "v", phone: "+8613900000031", im: null } }));
  // Nothing is known of the erased buyer any more, and whoever comes with their phone is left alone.
  expect(await states()).toEqual(["a skipped no_address", "b skipped suppressed"]);
});

it("takes a call that nobody has made yet off the list when the buyer says no", async () => {
  await journey.putPolicy({
    slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
    min_delay: "0m",
    hours: { call: "09:00-20:00" },
    steps: [{ channel: "call" }],
  });
  journey.channels.call.answer = async (request) => {
    await createCallDesk(journey.ctx).openTask(request);
    return { kind: "accepted", providerId: request.contactId };
  };
  await journey.receive(created("a", PLACED, { buyer: { id: "u" } }));
  await journey.run();
  const task = async () => await journey.rows(`SELECT state FROM call_tasks WHERE shop_id = ${journey.shop.id}`);
  expect(await task()).toEqual([{ state: "open" }]);
  await journey.receive(says("退订", { order: { id: "a" } }));
  expect(await task()).toEqual([{ state: "cancelled" }]);
});

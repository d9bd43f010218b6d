import { hash } from "node:crypto";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { receiveOrders } from "#src/journey/receive-orders.ts";
import { inShops } from "#src/store/transaction.ts";
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

const outcomes = (answers: readonly PromiseSettledResult<unknown>[]) =>
  answers.map((answer) => (answer.status === "fulfilled" ? answer.value : answer.reason));

it("takes the same event a hundred times at once as one", async () => {
  const body = created("a", "2026-03-10T10:00:00+08:00");
  const answers = await Promise.all(Array.from({ length: 100 }, () => journey.receive(body, "evt-1")));
  const counts = Object.groupBy(answers, (answer) => (answer.kind === "answered" ? answer.outcome : answer.kind));
  expect(counts.applied?.length).toBe(1);
  expect(counts.duplicate?.length).toBe(99);
  expect(await journey.rows(`SELECT count(*) AS n FROM orders WHERE shop_id = ${journey.shop.id}`)).toEqual([{ n: 1 }]);
  expect(await journey.rows(`SELECT count(*) AS n FROM reminders WHERE shop_id = ${journey.shop.id}`)).toEqual([
    { n: 3 },
  ]);
});

it("answers each event of a batch apart: applied, duplicate, conflict, stale", async () => {
  const one = created("a", "2026-03-10T10:00:00+08:00");
  const other = created("a", "2026-03-10T10:00:00+08:00", { order: { amount: "1.00" } });
  const older = created("a", "2026-03-10T10:00:00+08:00", { timestamp: "2026-03-10T01:00:00Z" });
  const answers = await journey.receiveAll([
    { body: one, eventId: "1" },
    { body: one, eventId: "1" },
    { body: other, eventId: "1" },
    { body: older, eventId: "0" },
  ]);
  expect(outcomes(answers)).toEqual([
    { kind: "answered", order: "a", outcome: "applied" },
    { kind: "answered", order: "a", outcome: "duplicate" },
    { kind: "conflict" },
    { kind: "answered", order: "a", outcome: "stale" },
  ]);
  expect(await journey.receive(other, "1")).toEqual({ kind: "conflict" });
});

it("never lets a poison event fail its neighbours", async () => {
  const { vault } = journey.ctx;
  const poisoned = {
    ...vault,
    seal: (...args: Parameters<typeof vault.seal>) => {
      if (args[1].row === "poison") throw new Error("poison");
      return vault.seal(...args);
    },
  };
  const good = (id: string) => ({ body: created(id, "2026-03-10T10:00:00+08:00"), eventId: id });
  const events = [good("a"), good("b"), good("poison"), good("c")];
  const inbound = journey.parseAll(events);
  const answers = await receiveOrders({ ...journey.ctx, vault: poisoned }, inbound);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
});

/** Everything an order ends as, but for when it was written. */
async function endState(id: string): Promise<unknown> {
  const [order] = await journey.rows<object>(
    `SELECT id, status, was_unpaid, placed_at, closes_at, paid_at, amount, currency, refunded, flags, items, eligible, planned
     FROM orders WHERE shop_id = ${journey.shop.id} AND external_id = '${id}'`,
  );
  if (!order || !("id" in order)) return null;
  const reminders = await journey.rows(
    `SELECT channel, state, reason, due_at, not_after, rule FROM reminders WHERE order_id = ${order.id} ORDER BY step`,
  );
  const verdict = await journey.rows(
    `SELECT recovered, amount, net_amount FROM conversions WHERE order_id = ${order.id}`,
  );
  return { ...order, id: undefined, reminders, verdict };
}

it("comes to one end state from any order, repetition and batching of the same events", async () => {
  const placed = "2026-03-10T09:00:00+08:00";
  const story = (id: string) => [
    created(id, placed),
    created(id, placed, {
      type: "order.updated",
      timestamp: "2026-03-10T01:20:00Z",
      order: { version: 2, amount: "150.00", status: "unpaid", closes_at: "2026-03-11T12:00:00+08:00" },
    }),
    about("order.cancelled", id, "2026-03-10T01:30:00Z"),
    about("order.paid", id, "2026-03-10T01:40:00Z", { paid_at: "2026-03-10T01:39:00Z" }),
    about("order.refunded", id, "2026-03-10T01:50:00Z", { refunded: "20.00" }),
  ];
  // Planned times are spread by the order's id, so every run plays under the same one, in a shop of its own.
  let expected: unknown = null;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
      fc.array(fc.nat(4), { maxLength: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (sequence, repeats, size) => {
        run += 1;
        await journey.close();
        journey = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `any-order-${run}` });
        const events = story("a");
        const played = [...sequence, ...repeats].flatMap((at) => {
          const body = events[at];
          return body ? [{ body, eventId: `evt-${hash("sha256", JSON.stringify(body)).slice(0, 8)}` }] : [];
        });
        for (let at = 0; at < played.length; at += size) await journey.receiveAll(played.slice(at, at + size));
        const state = { ...Object(await endState("a")), reminders: undefined };
        const lines = await journey.rows(
          `SELECT channel, state, reason FROM reminders WHERE shop_id = ${journey.shop.id} ORDER BY step`,
        );
        expected ??= { state, lines };
        expect({ state, lines }).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
  expect(expected).toMatchObject({
    state: { status: "paid", amount: 15000, refunded: 2000 },
    lines: [{ reason: "paid" }, { reason: "paid" }, { reason: "paid" }],
  });
});

it("sees nothing of another shop, even without a WHERE", async () => {
  await journey.receive(created("a", "2026-03-10T10:00:00+08:00"));
  const other = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `other-${shops}` });
  try {
    const tables = ["orders", "buyers", "events", "reminders", "decisions", "people"];
    const counts = await inShops(
      other.database.db,
      { shops: [other.shop.id], groups: [other.shop.groupId] },
      async (tx) => {
        const found: unknown[] = [];
        for (const table of tables) {
          found.push((await tx.execute(sql.raw(`SELECT count(*)::int AS n FROM ${table}`))).rows[0]?.n);
        }
        return found;
      },
    );
    expect(counts).toEqual(tables.map(() => 0));
  } finally {
    await other.close();
  }
});

it("keeps no name, phone, message or raw body in the clear", async () => {
  await journey.receive({
    ...created("a", "2026-03-10T10:00:00+08:00", { order: { note: "请放门口谢谢" } }),
  });
  const tables = ["orders", "buyers", "events", "messages", "people", "suppressions", "decisions"];
  for (const table of tables) {
    const rows = await journey.rows<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
    for (const { row } of rows) {
      const bytes = [
        row,
        ...(row.match(/\\\\x[0-9a-f]+/g) ?? []).map((hex) => Buffer.from(hex.slice(3), "hex").toString()),
      ];
      for (const text of bytes) expect(text).not.toMatch(/王芳|\+86138|请放门口|wx-a/);
    }
  }
});

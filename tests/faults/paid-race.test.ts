import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { instant, toIso } from "#src/domain/instant.ts";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { zoneAtNoon } from "#tests/support/faults/orders.ts";
import { createRandom } from "#tests/support/faults/random.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";

const random = createRandom();
const ORDERS = 2_560;
const WAVE = 128;
/** Milliseconds: payments and claims of a wave begin within so many, and payments come over twice as many at most. */
const SPREAD = 250;
const policy = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
  hours: { default: "09:00-20:00" },
  caps: { shop: { count: 1_000_000, per: "1h" } },
};
let database: TestDatabase;
/** Two processes' worth of workers on one shop; the first also takes events in. */
let journey: Journey;
let other: Journey;
/** When each payment was acknowledged, in milliseconds since the epoch. */
const acknowledged = new Map<string, number>();

beforeAll(async () => {
  database = await testDatabase();
  const at = toIso(instant(Date.now()));
  journey = await openJourney(database.url, { now: at, policy });
  other = await openJourney(database.url, { now: at, policy });
});
afterAll(async () => {
  await journey.close();
  await other.close();
  await database.drop();
});

const now = (): string => toIso(instant(Date.now()));
const moveToNow = (): void => {
  for (const one of [journey, other]) one.moveTo(instant(Date.now()));
};

/** Takes payments in, in batches of any size, each some time after the last. */
async function pay(orders: readonly string[]): Promise<void> {
  const inFlight: Promise<void>[] = [];
  await sleep(random.whole(0, SPREAD));
  for (let at = 0; at < orders.length; ) {
    const batch = orders.slice(at, at + random.whole(1, 12));
    at += batch.length;
    inFlight.push(take(batch));
    await sleep(random.whole(0, (2 * SPREAD * batch.length) / WAVE));
  }
  await Promise.all(inFlight);
}

async function take(orders: readonly string[]): Promise<void> {
  moveToNow();
  const answers = await journey.receiveAll(orders.map((order) => ({ body: about("order.paid", order, now()) })));
  const at = Date.now();
  expect(answers.filter(({ status }) => status === "rejected")).toEqual([]);
  for (const order of orders) acknowledged.set(order, at);
}

it("never sends for an order whose payment was acknowledged before its claim began", async () => {
  const buyer = { timezone: zoneAtNoon() };
  for (let wave = 0; wave < ORDERS / WAVE; wave++) {
    const orders = Array.from({ length: WAVE }, (_, at) => `${wave}-${at}`);
    moveToNow();
    await journey.receiveAll(orders.map((order) => ({ body: created(order, now(), { buyer }) })));
    moveToNow();
    await dispatchDue(journey.ctx);
    other.jobs.push(...journey.jobs.splice(0, journey.jobs.length / 2));
    const runLater = async (one: Journey) => {
      await sleep(random.whole(0, SPREAD));
      await one.runJobs();
    };
    await Promise.all([pay(orders), runLater(journey), runLater(other)]);
  }
  // What was paid between a claim and its request is dispatched once more, and ends there.
  moveToNow();
  await journey.run();

  const claims = await journey.rows<{ order: string; begun: number }>(
    `SELECT o.external_id AS "order", a.started_at AS begun
     FROM attempts a JOIN contact_orders p ON p.contact_id = a.contact_id JOIN orders o ON o.id = p.order_id`,
  );
  const begun = new Map(claims.map((claim) => [claim.order, claim.begun]));
  const sent = [journey, other].flatMap(({ channels }) => channels.sms.sent);
  const sentOrders = sent.flatMap(({ orders }) => orders.map(({ id }) => id));
  console.info(`paid race: FAULT_SEED=${random.seed} ${ORDERS} orders, ${sentOrders.length} sent`);
  // A payment's moment is rounded down, so a whole millisecond is left between.
  const late = sentOrders.filter((order) => (begun.get(order) ?? Infinity) > (acknowledged.get(order) ?? 0) + 1);
  expect(late).toEqual([]);
  expect(new Set(sentOrders).size).toBe(sentOrders.length);
  expect([journey, other].map(({ counts }) => counts.sentAfterPaid)).toEqual([undefined, undefined]);
  // Both came first often enough for this to be a race.
  expect(sentOrders.length).toBeGreaterThan(ORDERS / 50);
  expect(sentOrders.length).toBeLessThan(ORDERS - ORDERS / 50);
  const states = await journey.rows(`SELECT state, reason, count(*)::int AS n FROM reminders GROUP BY 1, 2 ORDER BY 1`);
  expect(states).toEqual([
    { state: "cancelled", reason: "paid", n: ORDERS - sentOrders.length },
    { state: "done", reason: null, n: sentOrders.length },
  ]);
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import type { Child } from "#tests/support/faults/children.ts";
import { someOrders } from "#tests/support/faults/orders.ts";
import { createRandom } from "#tests/support/faults/random.ts";
import { reportRun } from "#tests/support/faults/report.ts";
import { type FaultSite, openSite } from "#tests/support/faults/site.ts";
import { until } from "#tests/support/faults/until.ts";

const random = createRandom();
let database: TestDatabase;
let site: FaultSite;
let kills = 0;

beforeAll(async () => {
  database = await testDatabase();
  site = await openSite(database.url);
  await Promise.all([site.start("api"), site.start("scheduler")]);
});
afterAll(async () => {
  await reportRun("killed workers", site, { seed: random.seed, kills });
  await site.close();
  await database.drop();
});

const send = async (prefix: string, count: number) =>
  await Promise.all(someOrders(random, prefix, count).map((event) => site.shop.send(event)));

const untilKilled = async (worker: Child): Promise<void> => {
  await worker.untilKilled();
  kills += 1;
};

const requests = (): number => site.provider.ledger().length;

/** Another worker takes over; when all is quiet nothing is wrong. @returns how many contacts are unknown by now. */
async function takeOver(): Promise<number> {
  const other = await site.start("worker");
  await site.settle();
  await other.kill();
  expect(await site.complaints()).toEqual([]);
  return await site.facts.unknown();
}

/** Contacts about the orders with this prefix. */
const contacted = async (prefix: string) =>
  await site.facts.query<{ id: string; state: string }>(
    `SELECT DISTINCT c.id, c.state FROM contacts c JOIN contact_orders p ON p.contact_id = c.id
     JOIN orders o ON o.id = p.order_id WHERE o.external_id LIKE '${prefix}-%'`,
  );

/** The provider reports: what was unknown and is in its ledger is known now, and nothing is sent again. */
async function expectSettledByReport(prefix: string): Promise<void> {
  const sent = new Set(site.provider.ledger().map(({ contact_id }) => contact_id));
  const unknown = (await contacted(prefix)).filter(({ id, state }) => state === "unknown" && sent.has(id));
  expect(unknown.length).toBeGreaterThan(0);
  await site.provider.report("delivered");
  const states = new Map((await contacted(prefix)).map(({ id, state }) => [id, state]));
  expect(unknown.filter(({ id }) => states.get(id) !== "delivered")).toEqual([]);
  const requestsBefore = requests();
  await takeOver();
  expect(requests()).toBe(requestsBefore);
}

describe("a worker that is killed", () => {
  it("before its claim is committed has sent nothing; another sends once", async () => {
    const worker = await site.start("worker", "before_claim_commit:kill");
    await send("commit", 40);
    await untilKilled(worker);
    expect(requests()).toBe(0);
    expect(await contacted("commit")).toEqual([]);
    expect(await takeOver()).toBe(0);
    expect(requests()).toBeGreaterThan(0);
  });

  it("again and again over one job leaves it to the next", async () => {
    const before = requests();
    for (let at = 0; at < 3; at++) {
      const worker = await site.start("worker", "before_claim_commit:kill");
      if (at === 0) await send("poison", 20);
      await until("another worker killed over it", 30, async () => {
        await site.facts.forgetQueued();
        return !worker.isRunning();
      });
      await untilKilled(worker);
      await site.facts.jobs.stall();
    }
    expect(requests()).toBe(before);
    expect(await takeOver()).toBe(0);
    expect(requests()).toBeGreaterThan(before);
  });

  it("after its claim has sent nothing, and nobody sends it: unknown", async () => {
    const before = requests();
    const unknown = await site.facts.unknown();
    const worker = await site.start("worker", "after_claim:kill");
    await send("claimed", 40);
    await untilKilled(worker);
    expect(requests()).toBe(before);
    const claimed = await contacted("claimed");
    expect(claimed.length).toBeGreaterThan(0);
    expect(claimed.filter(({ state }) => state !== "claimed")).toEqual([]);
    expect(await takeOver()).toBe(unknown + claimed.length);
  });

  it("while the provider holds its request leaves one request, unknown until the provider tells", async () => {
    const before = requests();
    await site.provider.behave("hang");
    const worker = await site.start("worker");
    await send("hang", 40);
    await until("requests in the provider's hands", 20, () => requests() > before + random.whole(0, 20));
    await worker.kill();
    kills += 1;
    await site.provider.behave("accept");
    await takeOver();
    await expectSettledByReport("hang");
  });

  it("with an answer that it read but did not write down leaves one request, and the provider's report settles it", async () => {
    const before = requests();
    const worker = await site.start("worker", "before_record:kill");
    await send("record", 40);
    await untilKilled(worker);
    expect(requests()).toBeGreaterThan(before);
    await takeOver();
    await expectSettledByReport("record");
  });
});

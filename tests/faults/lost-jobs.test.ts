import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { someOrders } from "#tests/support/faults/orders.ts";
import { createRandom } from "#tests/support/faults/random.ts";
import { reportRun } from "#tests/support/faults/report.ts";
import { type FaultSite, openSite } from "#tests/support/faults/site.ts";
import { until } from "#tests/support/faults/until.ts";

const random = createRandom();
let database: TestDatabase;
let site: FaultSite;
let faults = 0;

beforeAll(async () => {
  database = await testDatabase();
  // Near its cap, so that claims take turns as they do with the default policy.
  site = await openSite(database.url, { shopCap: 5_000 });
  await Promise.all([site.start("api"), site.start("scheduler")]);
});
afterAll(async () => {
  await reportRun("lost jobs and frozen workers", site, { seed: random.seed, kills: faults });
  await site.close();
  await database.drop();
});

/** Milliseconds: three times as long as a job stays with a worker that is silent. */
const THREE_LOCKS = 31_000;

const requests = (): number => site.provider.ledger().length;
const send = async (prefix: string, count: number) =>
  await Promise.all(someOrders(random, prefix, count).map((event) => site.shop.send(event)));
const inState = async (state: string): Promise<number> =>
  (await site.facts.query(`SELECT 1 FROM reminders WHERE state = '${state}'`)).length;

describe("a queue that is emptied", () => {
  it("loses and repeats nothing: what was queued is enqueued again", async () => {
    await send("wiped", 80);
    await until("everything queued", 20, async () => (await inState("planned")) === 0);
    await until("its jobs enqueued", 20, async () => (await site.facts.openWork()) > 160);
    expect(await site.facts.jobs.wipe()).toBeGreaterThan(0);
    const worker = await site.start("worker");
    await site.facts.forgetQueued();
    await site.settle();
    for (let at = 0; at < 6; at++) {
      await Promise.all([send(`again${at}`, 15), sleep(random.whole(0, 300)).then(site.facts.jobs.wipe)]);
      faults += 1;
    }
    await site.settle();
    await worker.kill();
    expect(await site.complaints()).toEqual([]);
    expect(await site.facts.unknown()).toBe(0);
  });
});

describe("a worker that is frozen", () => {
  it("between its claim and its request for longer than the permit holds sends nothing when it goes on", async () => {
    const before = requests();
    const worker = await site.start("worker", "before_send:freeze");
    await send("frozen", 30);
    await worker.untilFrozen();
    const frozen = performance.now();
    faults += 1;
    expect(requests()).toBe(before);
    expect(await inState("claimed")).toBeGreaterThan(0);
    await site.facts.letTimePass();
    const swept = await until("its claims swept", 20, async () => {
      const unknown = await site.facts.query<{ id: string }>("SELECT id FROM contacts WHERE state = 'unknown'");
      return unknown.length > 0 && unknown.map(({ id }) => id);
    });
    // Real time, which cannot be moved from outside: its permits hold for 10 s, its jobs are its own for 10 s.
    await sleep(Math.max(0, THREE_LOCKS - (performance.now() - frozen)));
    worker.thaw();
    await send("after", 5);
    await site.settle();
    expect(await worker.terminate()).toBe(0);
    expect(await site.complaints()).toEqual([]);
    expect(site.provider.ledger().filter(({ contact_id }) => swept.includes(contact_id))).toEqual([]);
    expect(await site.facts.unknown()).toBeGreaterThanOrEqual(swept.length);
  });

  it("before its claim is committed loses it, once its connections are cut, to another that sends", async () => {
    const worker = await site.start("worker", "before_claim_commit:freeze");
    const before = requests();
    await send("cut", 30);
    await worker.untilFrozen();
    faults += 1;
    await site.facts.cutConnections();
    const other = await site.start("worker");
    await site.settle();
    const sent = requests();
    expect(sent).toBeGreaterThan(before);
    await other.kill();
    worker.thaw();
    await send("goes-on", 5);
    await site.settle();
    expect(await worker.terminate()).toBe(0);
    const twice = site.provider
      .ledger()
      .slice(sent)
      .flatMap(({ orders }) => orders)
      .filter((order) => order.startsWith("cut-"));
    expect(twice).toEqual([]);
    expect(await site.complaints()).toEqual([]);
  });
});

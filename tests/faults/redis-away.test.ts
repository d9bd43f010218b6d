import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import type { Child } from "#tests/support/faults/children.ts";
import { someOrders } from "#tests/support/faults/orders.ts";
import { createRandom } from "#tests/support/faults/random.ts";
import { reportRun } from "#tests/support/faults/report.ts";
import { type FaultSite, openSite } from "#tests/support/faults/site.ts";
import { until } from "#tests/support/faults/until.ts";
import { type TestRedis, testRedis } from "#tests/support/redis.ts";

const random = createRandom();
let database: TestDatabase;
let redis: TestRedis;
let site: FaultSite;
let api: Child;
let scheduler: Child;
let faults = 0;

beforeAll(async () => {
  [database, redis] = await Promise.all([testDatabase(), testRedis()]);
  site = await openSite(database.url, { redis });
  [api, scheduler] = await Promise.all([site.start("api"), site.start("scheduler"), site.start("worker")]);
});
afterEach(async () => {
  expect(await site.complaints()).toEqual([]);
  expect(await site.facts.unknown()).toBe(0);
});
afterAll(async () => {
  await reportRun("Redis away", site, { seed: random.seed, kills: faults });
  await site.close();
  await Promise.all([redis.close(), database.drop()]);
});

const send = async (prefix: string, count: number) =>
  await Promise.all(someOrders(random, prefix, count).map((event) => site.shop.send(event)));
const readiness = async ({ url }: Child): Promise<number> => (await fetch(`${url}/readyz`)).status;
const refusals = (): number => [...site.shop.refusals.values()].reduce((sum, times) => sum + times, 0);

/** Orders come in while Redis is gone, and are answered as ever. */
async function sendUnhindered(prefix: string, count: number): Promise<void> {
  const before = refusals();
  const start = performance.now();
  await send(prefix, count);
  expect(refusals()).toBe(before);
  expect(performance.now() - start).toBeLessThan(10_000);
}

/** What was queued when Redis lost it counts as lost after 30 s; here at once. */
async function recover(): Promise<void> {
  await site.facts.forgetQueued();
  await site.settle();
}

describe("a Redis that keeps the queue", () => {
  it("killed while work waits and while more comes in: all is sent once, and orders are taken in meanwhile", async () => {
    for (let at = 0; at < 3; at++) {
      const sending = send(`killed${at}`, 30);
      await sleep(random.whole(0, 400));
      await redis.kill();
      faults += 1;
      await sending;
      await sendUnhindered(`meanwhile${at}`, 10);
      if (at === 0) {
        await until("the scheduler says so", 10, async () => (await readiness(scheduler)) === 503);
        expect(await readiness(api)).toBe(200);
        expect(await (await fetch(`${api.url}/metrics`)).text()).toContain('cuifu_reminders{state="planned"}');
      }
      await redis.start();
    }
    await recover();
    await until("the scheduler is ready", 10, async () => (await readiness(scheduler)) === 200);
  });

  it("emptied while jobs are under way", async () => {
    const sending = send("flushed", 60);
    for (let at = 0; at < 5; at++) {
      await sleep(random.whole(0, 200));
      await redis.client.flushall();
      faults += 1;
    }
    await sending;
    await recover();
  });

  it("out of memory at enqueue", async () => {
    await redis.client.config("SET", "maxmemory", "1");
    faults += 1;
    await sendUnhindered("full", 30);
    await sleep(1_000);
    await redis.client.config("SET", "maxmemory", "0");
    await recover();
  });

  it("that answers nothing, though its connections stand", async () => {
    redis.freeze();
    faults += 1;
    await sendUnhindered("frozen", 30);
    await until("the scheduler says so", 20, async () => (await readiness(scheduler)) === 503);
    redis.thaw();
    await recover();
  });

  it("away lets a worker end in order, and start", async () => {
    const worker = await site.start("worker");
    await redis.kill();
    faults += 1;
    const early = await site.start("worker");
    expect(await worker.terminate()).toBe(0);
    await redis.start();
    await send("late", 20);
    await recover();
    expect(early.isRunning()).toBe(true);
  });
});

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import type { Child } from "#tests/support/faults/children.ts";
import { orderPaid, someOrders } from "#tests/support/faults/orders.ts";
import { createRandom } from "#tests/support/faults/random.ts";
import { reportRun } from "#tests/support/faults/report.ts";
import type { ShopEvent } from "#tests/support/faults/shop-client.ts";
import { type FaultSite, openSite } from "#tests/support/faults/site.ts";
import { until } from "#tests/support/faults/until.ts";

type Role = Parameters<FaultSite["start"]>[0];

const random = createRandom();
const WAVE = 25;
const KILLS = 8;
let database: TestDatabase;
let site: FaultSite;
let running: { role: Role; child: Child }[] = [];
let kills = 0;

/** The last three are the workers. */
const ROLES = ["api", "scheduler", "scheduler", "worker", "worker", "worker"] as const;
const start = async (role: Role, failpoint?: string) => ({ role, child: await site.start(role, failpoint) });

beforeAll(async () => {
  database = await testDatabase();
  site = await openSite(database.url);
  running = await Promise.all(ROLES.map((role) => start(role)));
});
afterAll(async () => {
  await reportRun("many processes", site, { seed: random.seed, kills });
  await site.close();
  await database.drop();
});

/** Sends orders in waves; some events come twice under one id, some orders are paid at once, some a little later. */
async function sendWaves(prefix: string, waves: number): Promise<void> {
  const unpaid: string[] = [];
  for (let wave = 0; wave < waves; wave++) {
    const orders = someOrders(random, `${prefix}${wave}`, WAVE).map((event, at) => ({
      ...event,
      id: `${prefix}${wave}-${at}`,
    }));
    const later = unpaid.splice(0, random.whole(0, unpaid.length)).map(orderPaid);
    const events: ShopEvent[] = [...orders, ...orders.filter(() => random.percent(20)), ...later];
    for (const { order } of orders) {
      if (random.percent(15)) events.push(orderPaid(order));
      else if (random.percent(25)) unpaid.push(order);
    }
    await Promise.all(events.map((event) => site.shop.send(event)));
  }
}

describe("two schedulers and three workers on one database", () => {
  it("send each reminder once", async () => {
    await sendWaves("calm", 8);
    await site.settle();
    expect(await site.complaints()).toEqual([]);
    expect(await site.facts.unknown()).toBe(0);
    expect(running.filter(({ child }) => !child.isRunning())).toEqual([]);
  });

  it("still do, killed at any moment while events keep coming", async () => {
    let ended = false;
    const sending = sendWaves("killed", 10).finally(() => {
      ended = true;
    });
    for (let at = 0; at < KILLS || !ended; at++) {
      // Mostly a worker, and while it is at work.
      const before = site.provider.ledger().length;
      await until("a request", 20, () => ended || site.provider.ledger().length > before);
      await sleep(random.whole(0, 100));
      const victim = random.percent(70) ? random.whole(3, 5) : random.whole(0, 2);
      const { role, child } = running[victim] ?? { role: "worker" as const };
      await child?.kill();
      kills += 1;
      running[victim] = await start(role);
    }
    await sending;
    await site.settle();
    expect(await site.complaints()).toEqual([]);
  });

  it("lose nothing with a scheduler killed between marking reminders as queued and enqueueing them", async () => {
    for (const { role, child } of running) if (role === "scheduler") await child.kill();
    const { child } = await start("scheduler", "before_enqueue:kill");
    const sending = sendWaves("enqueue", 1);
    await child.untilKilled();
    kills += 1;
    await sending;
    await start("scheduler");
    await site.settle();
    expect(await site.complaints()).toEqual([]);
  });
});

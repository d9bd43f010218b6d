import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { startEmbedded } from "#src/embedded/start.ts";
import { migrate } from "#src/store/migrate.ts";
import { testDatabase } from "#tests/support/database.ts";
import type { Child } from "#tests/support/faults/children.ts";
import { orderPaid, someOrders } from "#tests/support/faults/orders.ts";
import { createRandom } from "#tests/support/faults/random.ts";
import { reportRun } from "#tests/support/faults/report.ts";
import { type FaultSite, openSite } from "#tests/support/faults/site.ts";

const random = createRandom();
const ROLES = ["api", "scheduler", "worker", "worker"] as const;

/** Sends orders, some of which are paid, in waves until `faults` have all happened. */
async function sendThrough(site: FaultSite, faults: Promise<void>): Promise<void> {
  let over = false;
  const ended = faults.finally(() => {
    over = true;
  });
  for (let wave = 0; !over; wave++) {
    const orders = someOrders(random, `away${wave}`, 12);
    await Promise.all(orders.map((event) => site.shop.send(event)));
    const paid = orders.filter(() => random.percent(25)).map(({ order }) => orderPaid(order));
    await Promise.all(paid.map((event) => site.shop.send(event)));
  }
  await ended;
}

/** None of them ended because its database was away. */
const expectAlive = (children: readonly Child[]): void =>
  expect(children.filter((child) => !child.isRunning()).map((child) => child.log())).toEqual([]);

describe("the database", () => {
  it("whose connections are all cut again and again: nothing is doubled, nothing acknowledged is lost", async () => {
    const database = await testDatabase();
    const site = await openSite(database.url);
    let cuts = 0;
    onTestFinished(async () => {
      await reportRun("connections cut", site, { seed: random.seed, kills: cuts });
      await site.close();
      await database.drop();
    });
    const children = await Promise.all(ROLES.map((role) => site.start(role)));
    const cutting = async (): Promise<void> => {
      for (let at = 0; at < 12; at++) {
        await sleep(random.whole(100, 900));
        cuts += await site.facts.cutConnections();
      }
    };
    await sendThrough(site, cutting());
    await site.settle();
    expect(cuts).toBeGreaterThan(12);
    expect(await site.complaints()).toEqual([]);
    expectAlive(children);
  });

  it("whose server is killed comes back by itself, with everything that was acknowledged", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "cuifu-faults-"));
    const server = await startEmbedded(folder);
    await migrate(server.url);
    const site = await openSite(server.url, { dataDir: folder });
    // The server's own default must not decide whether what is acknowledged is durable.
    await site.facts.query("ALTER SYSTEM SET synchronous_commit = off");
    await site.facts.query("ALTER SYSTEM SET wal_writer_delay = '10s'");
    await site.facts.query("SELECT pg_reload_conf()");
    let kills = 0;
    onTestFinished(async () => {
      await reportRun("database server killed", site, { seed: random.seed, kills });
      await site.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });
    const children = await Promise.all(ROLES.map((role) => site.start(role)));
    const killing = async (): Promise<void> => {
      for (let at = 0; at < 3; at++) {
        await sleep(random.whole(500, 1_500));
        const pid = Number.parseInt(await readFile(path.join(folder, "postgres", "postmaster.pid"), "utf8"), 10);
        process.kill(pid, "SIGKILL");
        kills += 1;
        await site.facts.summary();
      }
    };
    await sendThrough(site, killing());
    await site.settle();
    expect(await site.complaints()).toEqual([]);
    expectAlive(children);
    expect([...site.shop.refusals.keys()].filter((status) => status !== 503)).toEqual([]);
  });
});

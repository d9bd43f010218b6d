import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { MarkKeeper } from "#src/domain/high-water.ts";
import { changeSending } from "#src/journey/change-sending.ts";
import { createRestoreGuard } from "#src/journey/guard-restore.ts";
import { resumeAfterRestore } from "#src/journey/resume-after-restore.ts";
import { redisMarkKeeper } from "#src/queue/redis-mark.ts";
import { parseRedisAddress } from "#src/redis-address.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { created, type Journey, openJourney } from "#tests/support/journey.ts";
import { testRedis } from "#tests/support/redis.ts";

const NOW = "2026-03-10T02:00:00Z";
const PLACED = "2026-03-10T09:59:00+08:00";
const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
  held_out: 0,
};

function keptInMemory(): MarkKeeper & { kept: string | null } {
  return {
    kept: null,
    async read() {
      return this.kept;
    },
    async write(text) {
      this.kept = text;
    },
  };
}

/** Another database with what stands in this one now, as a backup has it. */
async function backUp(url: string): Promise<TestDatabase> {
  const name = new URL(url).pathname.slice(1);
  const copy = new URL(url);
  copy.pathname = `${name}_backup`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: inject("databaseServer") });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`CREATE DATABASE ${name}_backup TEMPLATE ${name}`);
  return { url: copy.href, drop: () => run(`DROP DATABASE ${name}_backup WITH (FORCE)`) };
}

const open = (url: string) => openJourney(url, { now: NOW, slug: "restored", policy: AT_ONCE });
const sentTo = ({ channels }: Journey): string[] =>
  channels.sms.sent.flatMap(({ orders }: { orders: readonly { id: string }[] }) => orders.map(({ id }) => id));
const states = async (journey: Journey) =>
  Object.fromEntries(
    (
      await journey.rows<{ id: string; state: string }>(
        "SELECT o.external_id AS id, concat_ws(' ', r.state, r.reason) AS state FROM reminders r JOIN orders o ON o.id = r.order_id",
      )
    ).map(({ id, state }) => [id, state]),
  );

describe("a database that was restored from an older backup", () => {
  let database: TestDatabase;
  let backup: TestDatabase;
  let restored: Journey;
  const keeper = keptInMemory();

  beforeAll(async () => {
    database = await testDatabase();
    const before = await open(database.url);
    await before.receive(created("forgotten", PLACED));
    await createRestoreGuard(before.ctx, keeper).look();
    await before.close();
    backup = await backUp(database.url);
    // Goes on after the backup was taken: the buyer is reminded.
    const after = await open(database.url);
    const guard = createRestoreGuard(after.ctx, keeper);
    await guard.ensure();
    await after.run();
    expect(sentTo(after)).toEqual(["forgotten"]);
    await guard.look();
    expect((await after.rows("SELECT 1 FROM sending_pauses")).length).toBe(0);
    await after.close();
    restored = await open(backup.url);
  });
  afterAll(async () => {
    await restored.close();
    await Promise.all([backup.drop(), database.drop()]);
  });

  it("pauses all sending before anything is sent again, though it was paused before", async () => {
    await changeSending(restored.ctx, { shopId: null, channel: null, paused: true, by: "staff" });
    const guard = createRestoreGuard(restored.ctx, keeper);
    const kept = keeper.kept;
    await guard.ensure();
    await guard.look();
    expect(await restored.rows("SELECT shop_id, channel, reason FROM sending_pauses")).toEqual([
      { shop_id: null, channel: null, reason: "restored" },
    ]);
    await restored.run();
    expect(sentTo(restored)).toEqual([]);
    expect(keeper.kept).toBe(kept);
  });

  it("is not resumed like any other pause", async () => {
    const change = { shopId: null, channel: null, paused: false, by: "staff" };
    await expect(changeSending(restored.ctx, change)).rejects.toThrow(/cuifu resume --after-restore/);
  });

  it("resumes after the restore without those who may have been reminded; who orders later is", async () => {
    expect(await resumeAfterRestore(restored.ctx, keeper, "command line")).toBe(1);
    expect(await resumeAfterRestore(restored.ctx, keeper, "command line")).toBe(0);
    await restored.receive(created("later", PLACED));
    await createRestoreGuard(restored.ctx, keeper).look();
    await restored.run();
    expect(sentTo(restored)).toEqual(["later"]);
    expect(await states(restored)).toEqual({ forgotten: "cancelled stopped", later: "done" });
    expect(await restored.rows("SELECT 1 FROM sending_pauses")).toEqual([]);
  });
});

describe("where the mark can't be told", () => {
  it("nothing is sent by a process until it can", async () => {
    const database = await testDatabase();
    const journey = await open(database.url);
    let away = true;
    const keeper = keptInMemory();
    const read = keeper.read.bind(keeper);
    keeper.read = async () => {
      if (away) throw new Error("away");
      return await read();
    };
    const guard = createRestoreGuard(journey.ctx, keeper);
    await expect(guard.ensure()).rejects.toThrow("away");
    away = false;
    await guard.ensure();
    expect(keeper.kept).toContain('"decision":');
    await journey.close();
    await database.drop();
  });

  it("in Redis: it is kept there, and asked for in vain while Redis is away", async () => {
    const redis = await testRedis();
    const address = parseRedisAddress(redis.url);
    if (address === null) throw new Error("no address");
    const keeper = redisMarkKeeper(address);
    expect(await keeper.read()).toBeNull();
    await keeper.write("mark");
    expect(await keeper.read()).toBe("mark");
    await redis.kill();
    await expect(keeper.read()).rejects.toThrow();
    keeper.close();
    await redis.close();
  });
});

import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PersonId } from "#src/domain/brand.ts";
import { CHANNELS, type Channel, type ChannelName } from "#src/domain/channel.ts";
import { instant } from "#src/domain/instant.ts";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { buyersOfPeople } from "#src/store/buyers.ts";
import type { Tx } from "#src/store/connect.ts";
import { claimDue, countQueued, expireOverdue, longQueued, skipUnsendable } from "#src/store/due-reminders.ts";
import { countUnderWay, nextDueAt } from "#src/store/open-work.ts";
import { readOpenStanding } from "#src/store/standing.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { created, type Journey, openJourney } from "#tests/support/journey.ts";

let database: TestDatabase;
let journey: Journey;
let shops = 0;

const NOW = "2026-03-10T02:00:00Z";
const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "im" }, { channel: "sms", after: "0m" }],
};

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  shops += 1;
  journey = await openJourney(database.url, { now: NOW, slug: `dispatch-${shops}`, policy: AT_ONCE });
  return async () => {
    await journey.rows("UPDATE reminders SET state = 'done'");
    await journey.close();
  };
});

const states = async (): Promise<string[]> =>
  (
    await journey.rows<{ line: string }>(
      `SELECT concat_ws(' ', channel, state, reason) AS line FROM reminders r
       WHERE shop_id = ${journey.shop.id} AND EXISTS (SELECT FROM orders o WHERE o.id = order_id AND external_id = 'a')
       ORDER BY channel`,
    )
  ).map(({ line }) => line);

describe("dispatch", () => {
  it("queues what is due on one channel though the queue of another is full", async () => {
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    await journey.rows(`
      WITH made AS (
        INSERT INTO orders (shop_id, external_id, status, was_unpaid, refunded, registers, first_seen_at, updated_at)
        SELECT ${journey.shop.id}, 'full-' || n, 'unpaid', true, 0, '', now(), now() FROM generate_series(1, 2000) AS n
        RETURNING id)
      INSERT INTO reminders (shop_id, order_id, purpose, channel, step, state, due_at, not_after, policy_version,
        queued_at, updated_at)
      SELECT ${journey.shop.id}, id, 'payment_reminder', 'sms', 0, 'queued', '${NOW}', '2026-03-11T00:00:00Z', 1,
        clock_timestamp(), now() FROM made`);
    await dispatchDue(journey.ctx);
    expect(await states()).toEqual(["im queued", "sms planned"]);
  });

  it("ends what is due on a channel that is off, queued already or not", async () => {
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    await dispatchDue(journey.ctx);
    expect(await states()).toEqual(["im queued", "sms queued"]);
    await journey.rows(`UPDATE reminders SET state = 'planned' WHERE channel = 'im' AND shop_id = ${journey.shop.id}`);
    const channels = new Map<ChannelName, Channel>([...journey.ctx.channels].filter(([name]) => name === "call"));
    await dispatchDue({ ...journey.ctx, channels });
    expect(await states()).toEqual(["im skipped filtered", "sms skipped filtered"]);
    const told = await journey.rows(
      `SELECT what, reason FROM decisions WHERE shop_id = ${journey.shop.id} AND what = 'ended'`,
    );
    expect(told).toEqual(Array(2).fill({ what: "ended", reason: "filtered" }));
  });

  it("leaves what is paused, by shop or by channel, and ends it as paused when its time is over", async () => {
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    await journey.rows(`INSERT INTO sending_pauses (shop_id, channel, reason) VALUES (${journey.shop.id}, 'sms', 'x')`);
    await dispatchDue(journey.ctx);
    expect(await states()).toEqual(["im queued", "sms planned"]);
    journey.moveTo("2026-03-10T12:30:00Z");
    await dispatchDue(journey.ctx);
    expect(await states()).toEqual(["im expired too_late", "sms expired paused"]);
  });
});

describe("what is looked for every moment", () => {
  const now = instant(Date.parse(NOW));
  const looks: [string, string, (tx: Tx) => Promise<unknown>][] = [
    ["the buyers behind an address", "buyer_people", (tx) => buyersOfPeople(tx, [1 as PersonId])],
    ["the buyers behind an address", "buyers", (tx) => buyersOfPeople(tx, [1 as PersonId])],
    [
      "what is due",
      "reminders",
      (tx) => claimDue(tx, { channel: "sms", shops: [journey.shop.id], now, limit: 10, batch: "batch" }),
    ],
    ["what is overdue", "reminders", (tx) => expireOverdue(tx, now, 10)],
    ["what can't be sent", "reminders", (tx) => skipUnsendable(tx, [...CHANNELS], now, 10)],
    ["what was lost", "reminders", (tx) => longQueued(tx, 30, 10)],
    ["the depth of the queues", "reminders", countQueued],
    ["what is under way", "reminders", countUnderWay],
    ["the next due time", "reminders", nextDueAt],
    ["the gauges", "reminders", readOpenStanding],
    ["the gauges", "contacts", readOpenStanding],
  ];

  it.each(looks)("is found without reading the whole table: %s, in %s", async (_what, table, look) => {
    await journey.read(async (tx) => {
      await fill(tx);
      await tx.execute(sql`SET LOCAL enable_seqscan = off`);
      const before = await rowsRead(tx, table);
      await look(tx);
      expect((await rowsRead(tx, table)) - before).toBeLessThan(FILLED / 2);
    });
  });
});

const FILLED = 300;

/** Rows that nobody looks for. */
async function fill(tx: Tx): Promise<void> {
  const shop = journey.shop.id;
  await tx.execute(sql`
    INSERT INTO buyers (id, shop_id, identity_hash, profile, people, updated_at)
    SELECT gen_random_uuid(), ${shop}, n::text::bytea, '', '{}', now() FROM generate_series(1, ${FILLED}::int) AS n`);
  await tx.execute(sql`
    INSERT INTO contacts (id, shop_id, buyer_id, channel, purpose, provider, state, claimed_at, lease_until, state_at)
    SELECT gen_random_uuid(), ${shop}, gen_random_uuid(), 'sms', 'payment_reminder', 'x', 'accepted', now(), now(), now()
    FROM generate_series(1, ${FILLED}::int)`);
  await tx.execute(sql`
    WITH made AS (
      INSERT INTO orders (shop_id, external_id, status, was_unpaid, refunded, registers, first_seen_at, updated_at)
      SELECT ${shop}, 'done-' || n, 'unpaid', true, 0, '', now(), now() FROM generate_series(1, ${FILLED}::int) AS n
      RETURNING id)
    INSERT INTO reminders (shop_id, order_id, purpose, channel, step, state, due_at, not_after, policy_version, updated_at)
    SELECT ${shop}, id, 'payment_reminder', 'sms', 0, 'done', ${NOW}::timestamptz, ${NOW}::timestamptz, 1, now()
    FROM made`);
}

/** Rows of a table that this transaction has read so far. */
async function rowsRead(tx: Tx, table: string): Promise<number> {
  const counted = await tx.execute<{ n: number }>(sql`
    SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS n FROM pg_stat_xact_user_tables WHERE relname = ${table}`);
  return counted.rows[0]?.n ?? 0;
}

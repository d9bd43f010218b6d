import { afterAll, beforeAll, expect, test } from "vitest";
import { instant, toIso } from "#src/domain/instant.ts";
import { attributeAgain } from "#src/journey/attribute-again.ts";
import { refreshShop } from "#src/journey/refresh-stats.ts";
import { readRecovery } from "#src/store/recovery-stats.ts";
import { findShop } from "#src/store/shops.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";

const PLACED = Date.parse("2026-03-10T10:00:00+08:00");
const policy = (window: string) => ({
  slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }],
  steps: [{ channel: "sms" }],
  attribution: { window: { sms: window } },
});

let database: TestDatabase;
let journey: Journey;

beforeAll(async () => {
  database = await testDatabase();
  journey = await openJourney(database.url, { now: toIso(instant(PLACED)), policy: policy("12h") });
});
afterAll(async () => {
  await journey.close();
  await database.drop();
});

const at = (minutes: number): string => toIso(instant(PLACED + minutes * 60_000));
const moveTo = (minutes: number) => journey.moveTo(instant(PLACED + minutes * 60_000));
const paid = async (id: string, minutes: number) =>
  void (await journey.receive(about("order.paid", id, at(minutes), { paid_at: at(minutes) })));

const verdicts = async () =>
  Object.fromEntries(
    (
      await journey.rows<{ id: string; verdict: string }>(
        `SELECT external_id AS id, CASE WHEN recovered THEN 'recovered' ELSE 'paid' END || ' ' || net_amount AS verdict
         FROM conversions v JOIN orders o ON o.id = v.order_id`,
      )
    ).map(({ id, verdict }) => [id, verdict]),
  );

async function recovered(): Promise<number> {
  while ((await refreshShop(journey.ctx, journey.shop.id)) > 0);
  const { id, slug, currency } = journey.shop;
  const rows = await journey.read((tx) =>
    readRecovery(tx, { shop: { id, slug }, from: "2026-03-10", to: "2026-03-10", currency, by: "outcome" }),
  );
  return rows.reduce((sum, row) => sum + row.recovered, 0);
}

test("what was paid when decides, not what was heard when; a part is no payment; nobody contacted, nothing won", async () => {
  for (const id of ["soon", "late", "part", "early"]) await journey.receive(created(id, at(0)));
  await journey.receive(created("alone", at(0), { order: { payment_method: "cod" } }));
  moveTo(60);
  await journey.run();
  moveTo(5 * 60);
  await paid("soon", 5 * 60);
  await paid("alone", 5 * 60);
  await journey.receive(about("order.updated", "part", at(5 * 60), { status: "partially_paid" }));
  // Heard of a day late: paid within the window, and paid before the message.
  moveTo(30 * 60);
  await paid("late", 6 * 60);
  await paid("early", 10);
  expect(await verdicts()).toEqual({
    soon: "recovered 19900",
    late: "recovered 19900",
    early: "paid 19900",
    alone: "paid 19900",
  });
  await paid("part", 7 * 60);
  expect(await verdicts()).toMatchObject({ part: "recovered 19900" });
  expect(await recovered()).toBe(3);
});

test("a policy's new windows leave past verdicts alone, refunds and all, until somebody asks", async () => {
  await journey.putPolicy(policy("1h"));
  const shop = await findShop(journey.database.db, journey.shop.slug);
  if (!shop) throw new Error("no shop");
  await journey.receive(about("order.refunded", "soon", at(31 * 60), { refunded: "50.00" }));
  expect(await verdicts()).toMatchObject({ soon: "recovered 14900", late: "recovered 19900" });

  const day = { start: instant(PLACED - 3_600_000), end: instant(PLACED + 3_600_000) };
  const before = { start: instant(PLACED - 7_200_000), end: instant(PLACED - 3_600_000) };
  expect(await attributeAgain(journey.ctx, { shop, placed: before, by: "test" })).toBe(0);
  expect(await recovered()).toBe(3);
  expect(await attributeAgain(journey.ctx, { shop, placed: day, by: "test" })).toBe(5);
  expect(await verdicts()).toMatchObject({ soon: "paid 14900", late: "paid 19900", alone: "paid 19900" });
  expect(await recovered()).toBe(0);
  expect(await journey.rows("SELECT actor FROM audit_log WHERE action = 'stats.attribute'")).toHaveLength(2);
  expect(await journey.rows("SELECT DISTINCT rule_version FROM conversions")).toEqual([{ rule_version: 1 }]);
});

/** The harness itself is tested: where the permit is broken on purpose, it has to say so. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { someOrders } from "#tests/support/faults/orders.ts";
import { createRandom } from "#tests/support/faults/random.ts";
import { type FaultSite, openSite } from "#tests/support/faults/site.ts";

const random = createRandom();
let database: TestDatabase;
let site: FaultSite;

beforeEach(async () => {
  database = await testDatabase();
  site = await openSite(database.url);
  await site.start("all");
});
afterEach(async () => {
  await site.close();
  await database.drop();
});

const send = async (count: number) =>
  await Promise.all(someOrders(random, "m", count).map((event) => site.shop.send(event)));

/** Brings reminders that are done back, as a fault in the state machine would. */
const resurrect = (contact: "contact_id = NULL" | "contact_id = contact_id") =>
  site.facts.query(`UPDATE reminders SET state = 'planned', ${contact} WHERE state = 'done' AND channel = 'sms'`);

it("keeps quiet while the permits hold, though reminders come back from the dead", async () => {
  await send(10);
  await site.settle();
  await resurrect("contact_id = NULL");
  await site.settle();
  const doubts = await site.complaints();
  expect(doubts.filter((doubt) => doubt.includes("times"))).toEqual([]);
});

it("goes red without the permit's unique constraint", async () => {
  await send(10);
  await site.settle();
  expect(await site.complaints()).toEqual([]);
  await site.facts.query("ALTER TABLE contact_orders DROP CONSTRAINT contact_orders_permit");
  await resurrect("contact_id = NULL");
  await site.settle();
  expect(await site.complaints()).toContainEqual(expect.stringMatching(/^order m-\d+ on sms was sent 2 times$/));
});

it("goes red where an unknown contact is sent again", async () => {
  await site.provider.behave("fail");
  await send(10);
  await site.settle();
  expect(await site.facts.unknown()).toBeGreaterThan(0);
  expect(await site.complaints()).toEqual([]);
  await site.provider.behave("accept");
  await site.facts.query("UPDATE contacts SET state = 'not_sent' WHERE state = 'unknown' AND channel = 'sms'");
  await resurrect("contact_id = contact_id");
  await site.settle();
  const doubts = await site.complaints();
  expect(doubts).toContainEqual(expect.stringMatching(/^order m-\d+ on sms was sent 2 times$/));
  expect(doubts).toContainEqual(expect.stringContaining("attempts that may have been taken"));
});

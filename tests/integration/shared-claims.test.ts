import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { created, type Journey, openJourney } from "#tests/support/journey.ts";

const PLACED = "2026-03-10T10:00:00+08:00";
const policy = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
};
let database: TestDatabase;
let journey: Journey;
let shops = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  shops += 1;
  journey = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `shop-${shops}`, policy });
  return async () => await journey.close();
});

it("sends once what two jobs ask for at the same moment", async () => {
  for (let at = 0; at < 10; at++) await journey.receive(created(`o${at}`, PLACED));
  await dispatchDue(journey.ctx);
  const again = journey.jobs.map((job) => ({ ...job, reminders: job.reminders.toReversed() }));
  journey.jobs.push(...again, ...again);
  await Promise.all([1, 2, 3].map(() => journey.runJobs()));
  expect(journey.channels.sms.sent.map(({ orders }) => orders[0]?.id).sort()).toEqual(
    Array.from({ length: 10 }, (_, at) => `o${at}`),
  );
});

it("sends a contact's second attempt though the job names only the later of its orders", async () => {
  const { sms } = journey.channels;
  await journey.receive(created("a", PLACED, { buyer: { id: "b", phone: "+8613800138000" } }));
  await journey.receive(created("b", PLACED, { buyer: { id: "b", phone: "+8613800138000" } }));
  sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 1_000 });
  await journey.run();
  expect(sms.sent.map(({ orders }) => orders.length)).toEqual([2]);
  sms.answer = ({ contactId }) => ({ kind: "accepted", providerId: contactId });
  journey.moveTo("2026-03-10T02:05:00Z");
  await dispatchDue(journey.ctx);
  const [job] = journey.jobs.splice(0);
  if (!job) throw new Error("no job");
  journey.jobs.push({ ...job, reminders: job.reminders.toSorted((x, y) => x - y).slice(-1) });
  await journey.runJobs();
  expect(sms.sent.map(({ orders }) => orders.length)).toEqual([2, 2]);
});

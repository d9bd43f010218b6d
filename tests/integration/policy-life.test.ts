import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import { instant } from "#src/domain/instant.ts";
import { createShop } from "#src/journey/create-shop.ts";
import { recordReceipt } from "#src/journey/record-receipt.ts";
import { createReplanner } from "#src/journey/replan-orders.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";

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
  journey = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `life-${shops}` });
  return async () => await journey.close();
});

/** Nobody waits for a time of day that hangs on a hash. */
const AT_TWO = { slots: [{ orders: "00:00-24:00", remind: { day: 0, between: "14:00-14:02" } }] };
const PLACED = "2026-03-10T09:00:00+08:00";
const SAME = { id: "same", phone: "+8613800138000", im: { wecom: "wx-same" } };
const states = async (of: Journey = journey) =>
  (
    await of.rows<{ line: string }>(
      `SELECT o.external_id || ' ' || r.channel || ' ' || r.state || coalesce(' ' || r.reason, '') AS line
       FROM reminders r JOIN orders o ON o.id = r.order_id WHERE r.shop_id = ${of.shop.id} ORDER BY o.id, r.step`,
    )
  ).map(({ line }) => line);

describe("orders that are told of in one message", () => {
  const steps = [{ channel: "sms" }, { channel: "im", after: "2h" }];
  const merged = async (paidOther: string) => {
    await journey.putPolicy({ ...AT_TWO, steps, paid_other: paidOther });
    for (const id of ["a", "b"]) await journey.receive(created(id, PLACED, { buyer: SAME }));
    journey.moveTo("2026-03-10T06:01:59.999Z");
    await journey.run();
    const named = journey.channels.sms.sent.map(({ orders }) => orders.map(({ id }) => id).sort());
    expect(named).toContainEqual(["a", "b"]);
  };

  it("the rest of the others is skipped at once when one is paid", async () => {
    await merged("skip");
    await journey.receive(about("order.paid", "a", "2026-03-10T06:30:00Z"));
    expect(await states()).toEqual(["a sms done", "a im cancelled paid", "b sms done", "b im skipped paid_other"]);
  });

  it("or goes on, where the policy says so", async () => {
    await merged("remind");
    await journey.receive(about("order.paid", "a", "2026-03-10T06:30:00Z"));
    expect(await states()).toEqual(["a sms done", "a im cancelled paid", "b sms done", "b im planned"]);
    journey.moveTo("2026-03-10T08:01:59.999Z");
    await journey.run();
    expect((await states()).at(-1)).toBe("b im done");
  });

  it("and is taken up again where a later policy says so", async () => {
    await merged("skip");
    await journey.receive(about("order.paid", "a", "2026-03-10T06:30:00Z"));
    await journey.putPolicy({ ...AT_TWO, steps, paid_other: "remind" });
    await createReplanner(journey.ctx)();
    expect((await states()).at(-1)).toBe("b im planned");
    await journey.putPolicy({ ...AT_TWO, steps, paid_other: "skip" });
    await createReplanner(journey.ctx)();
    expect((await states()).at(-1)).toBe("b im skipped paid_other");
  });

  it("a part payment stops its own order alone", async () => {
    await merged("skip");
    await journey.receive(about("order.updated", "a", "2026-03-10T06:30:00Z", { status: "partially_paid" }));
    expect(await states()).toEqual(["a sms done", "a im skipped filtered", "b sms done", "b im planned"]);
  });
});

describe("another order of the buyer that is paid", () => {
  const skipped = ["a call skipped paid_other", "a im skipped paid_other", "a sms skipped paid_other"];

  it("makes this one moot, whichever event comes first", async () => {
    const first = created("a", PLACED, { buyer: SAME });
    const second = created("b", "2026-03-10T09:30:00+08:00", { buyer: SAME });
    const paid = about("order.paid", "b", "2026-03-10T02:00:00Z", { paid_at: "2026-03-10T02:00:00Z" });
    for (const [at, events] of [
      [first, second, paid],
      [second, paid, first],
      [second, first, paid],
    ].entries()) {
      const one = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: `moot-${at}` });
      for (const body of events) await one.receive(body);
      expect((await states(one)).filter((line) => line.startsWith("a"))).toEqual(skipped);
      await one.close();
    }
    const all = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: "moot-all" });
    await all.receiveAll([first, second, paid].map((body) => ({ body })));
    expect((await states(all)).filter((line) => line.startsWith("a"))).toEqual(skipped);
    await all.close();
  });

  it("does not, where it was paid before this one was placed", async () => {
    await journey.receive(created("b", PLACED, { buyer: SAME }));
    await journey.receive(about("order.paid", "b", "2026-03-10T01:30:00Z", { paid_at: "2026-03-10T01:30:00Z" }));
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00", { buyer: SAME }));
    expect((await states()).filter((line) => line.startsWith("a"))).toEqual([
      "a call planned",
      "a im planned",
      "a sms planned",
    ]);
  });
});

describe("a call two days after a written reminder (domain.md, R10)", () => {
  const R10 = { ...AT_TWO, steps: [{ channel: "sms" }, { channel: "call", after: "2d" }], max_age: "4d" };
  const written = async () => {
    await journey.putPolicy(R10);
    await journey.receive(created("a", PLACED));
    journey.moveTo("2026-03-10T06:01:59.999Z");
    await journey.run();
    expect(await states()).toEqual(["a sms done", "a call planned"]);
  };

  it("is made where nobody answered", async () => {
    await written();
    journey.moveTo("2026-03-12T05:59:00Z");
    await journey.run();
    expect(await states()).toEqual(["a sms done", "a call planned"]);
    journey.moveTo("2026-03-12T06:01:59.999Z");
    await journey.run();
    expect(await states()).toEqual(["a sms done", "a call done"]);
  });

  it("is not, where the buyer replied", async () => {
    await written();
    const [sent] = await journey.rows<{ id: ContactId }>(`SELECT id FROM contacts WHERE shop_id = ${journey.shop.id}`);
    if (!sent) throw new Error("nothing was sent");
    await recordReceipt(journey.ctx, {
      contactId: sent.id,
      state: "replied",
      at: instant(Date.parse("2026-03-11T02:00:00Z")),
      text: "好的",
    });
    expect(await states()).toEqual(["a sms done", "a call cancelled replied"]);
  });
});

it("a person's cap counts the contacts of all shops of a group", async () => {
  const policy = {
    slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
    min_delay: "0m",
    steps: [{ channel: "sms" }],
    caps: { person: { count: 1, per: "7d" } },
  };
  await journey.putPolicy(policy);
  const about = { name: "二店", timezone: "Asia/Shanghai", country: "CN", currency: "CNY" };
  await createShop(journey.ctx, { ...about, slug: "sister", groupOf: journey.shop.slug });
  await createShop(journey.ctx, { ...about, slug: "stranger" });
  const sister = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: "sister" });
  const stranger = await openJourney(database.url, { now: "2026-03-10T02:00:00Z", slug: "stranger" });
  for (const one of [journey, sister, stranger]) {
    await one.putPolicy(policy);
    await one.receive(created("a", "2026-03-10T10:00:00+08:00", { buyer: SAME }));
    await one.run();
  }
  expect(await states()).toEqual(["a sms done"]);
  expect(await states(sister)).toEqual(["a sms skipped cap"]);
  expect(await states(stranger)).toEqual(["a sms done"]);
  await sister.close();
  await stranger.close();
});

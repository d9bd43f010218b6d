import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import type { SendRequest, SendResult } from "#src/domain/channel.ts";
import { instant } from "#src/domain/instant.ts";
import { claimContacts } from "#src/journey/claim-contacts.ts";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { createCapWatch } from "#src/journey/guard-shop-caps.ts";
import { createRecorder } from "#src/journey/record-outcomes.ts";
import { type Receipt, recordReceipt } from "#src/journey/record-receipt.ts";
import { sweepExpiredClaims } from "#src/journey/sweep-claims.ts";
import { reclaimContacts } from "#src/store/contacts.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";

let database: TestDatabase;
let journey: Journey;
let shops = 0;

const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
};

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  shops += 1;
  const options = { now: "2026-03-10T02:00:00Z", slug: `outcomes-${shops}`, policy: AT_ONCE };
  journey = await openJourney(database.url, options);
  return async () => await journey.close();
});

const order = (id: string, over: Parameters<typeof created>[2] = {}) => created(id, "2026-03-10T09:59:00+08:00", over);
const ofShop = async <T>(columns: string, table: string): Promise<T[]> =>
  await journey.rows<T>(`SELECT ${columns} FROM ${table} WHERE shop_id = ${journey.shop.id}`);
const reminders = async () =>
  (await ofShop<{ state: string; reason: string | null }>("state, reason", "reminders")).map(({ state, reason }) =>
    reason === null ? state : `${state} ${reason}`,
  );
const verdicts = () => ofShop<object>("recovered, channel, net_amount", "conversions");
const tell = async (contactId: ContactId, state: Receipt["state"]) =>
  await recordReceipt(journey.ctx, {
    contactId,
    state,
    at: journey.ctx.clock.kind === "injected" ? journey.ctx.clock.now() : instant(0),
    text: null,
  });
const accepted = ({ contactId }: SendRequest): SendResult => ({ kind: "accepted", providerId: `p-${contactId}` });

interface ContactRow {
  id: string;
  template_id: string | null;
  template_version: number | null;
  sent_at: number | null;
  claimed_at: number;
}

describe("an outcome", () => {
  it("that a receipt was quicker than still tells the provider's id and the template", async () => {
    journey.channels.sms.answer = async (request) => {
      await tell(request.contactId, "delivered");
      return accepted(request);
    };
    await journey.receive(order("a"));
    await journey.run();
    const [contact] = await ofShop<ContactRow>("*", "contacts");
    expect(contact).toMatchObject({ state: "delivered", provider_id: `p-${contact?.id}` });
    expect(contact?.template_id).toEqual(expect.any(String));
    expect(contact?.template_version).toEqual(expect.any(Number));
    expect(contact?.sent_at).toBe(contact?.claimed_at);
    expect(await reminders()).toEqual(["done"]);
    expect(await ofShop("what, inputs ->> 'outcome' AS outcome", "decisions")).toContainEqual({
      what: "recorded",
      outcome: "delivered",
    });
  });

  it("dates the contact by its claim, not by when it was recorded", async () => {
    journey.channels.sms.answer = (request) => {
      journey.moveTo("2026-03-10T02:00:08Z");
      return accepted(request);
    };
    await journey.receive(order("a"));
    await journey.run();
    expect(await ofShop("sent_at", "contacts")).toEqual([{ sent_at: Date.parse("2026-03-10T02:00:00Z") }]);
  });

  it("counts for a payment that came between the request and the record", async () => {
    journey.channels.sms.answer = async (request) => {
      journey.moveTo("2026-03-10T02:00:05Z");
      await journey.receive(about("order.paid", "a", "2026-03-10T02:00:04Z"));
      return accepted(request);
    };
    await journey.receive(order("a"));
    await journey.run();
    expect(await verdicts()).toEqual([{ recovered: true, channel: "sms", net_amount: 19900 }]);
  });

  it("that is proven wrong keeps the reminder from another try", async () => {
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 60_000 });
    await journey.receive(order("a"));
    await journey.run();
    expect(await reminders()).toEqual(["planned"]);
    await tell(journey.channels.sms.sent[0]?.contactId as ContactId, "delivered");
    expect(await reminders()).toEqual(["done"]);
    const [contact] = await ofShop<{ state: string; sent_at: number }>("state, sent_at", "contacts");
    expect(contact).toEqual({ state: "delivered", sent_at: Date.parse("2026-03-10T02:00:00Z") });
  });

  it("of an earlier attempt, told again because its commit was not acknowledged, leaves the next one alone", async () => {
    const recorder = createRecorder(journey.ctx);
    const claim = async () => {
      await dispatchDue(journey.ctx);
      const { claims } = await claimContacts(journey.ctx, createCapWatch(journey.ctx), journey.channels.sms, {
        shops: [journey.shop.id],
        reminders: journey.jobs.splice(0).flatMap((job) => job.reminders),
      });
      const [first] = claims;
      if (!first) throw new Error("nothing to claim");
      return first;
    };
    await journey.receive(order("a"));
    const throttled: SendResult = { kind: "not_sent", code: "throttled", retryAfterMs: 1_000 };
    const outcome = { claim: await claim(), result: throttled, template: null, sender: journey.channels.sms };
    await recorder.add(outcome);
    journey.moveTo("2026-03-10T02:00:01Z");
    await claim();
    await recorder.add(outcome);
    expect(await ofShop("state", "contacts")).toEqual([{ state: "claimed" }]);
    expect(await reminders()).toEqual(["claimed"]);
  });

  it("that can't be recorded never fails its neighbours", async () => {
    const steps = Array.from({ length: 6 }, (_, at) => `n-${at}`);
    for (const id of steps) await journey.receive(order(id));
    journey.channels.sms.answer = ({ orders, contactId }) =>
      orders[0]?.id === "n-3" ? { kind: "accepted", providerId: "\0" } : { kind: "accepted", providerId: contactId };
    await journey.run().catch(() => undefined);
    expect((await reminders()).sort()).toEqual(["claimed", "done", "done", "done", "done", "done"]);
  });

  it("that asks for another try at once waits all the same, longer each time", async () => {
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 0 });
    await journey.receive(order("a"));
    const waits: number[] = [];
    let now = Date.parse("2026-03-10T02:00:00Z");
    for (let tries = 0; tries < 4; tries++) {
      journey.moveTo(instant(now));
      await journey.run();
      const [row] = await ofShop<{ due_at: number }>("due_at", "reminders");
      waits.push((row?.due_at ?? 0) - now);
      now = row?.due_at ?? 0;
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it("is counted once though its transaction had to be run again", async () => {
    journey.channels.sms.answer = () => ({ kind: "unknown", code: "time_out" });
    await journey.receive(order("a"));
    await journey.run();
    journey.channels.sms.answer = accepted;
    const contact = journey.channels.sms.sent[0]?.contactId as ContactId;
    // The first one finds out whose contact it is.
    failOnce(1);
    await tell(contact, "delivered");
    expect(journey.counts["contact.sms.delivered"]).toBe(1);
  });

  it("that nobody gave is counted once though its transaction had to be run again", async () => {
    const hung = Promise.withResolvers<SendResult>();
    journey.channels.sms.answer = () => hung.promise;
    await journey.receive(order("a"));
    const running = journey.run();
    await expect.poll(reminders).toEqual(["claimed"]);
    await journey.rows(`UPDATE contacts SET lease_until = now() - interval '1 s' WHERE shop_id = ${journey.shop.id}`);
    failOnce();
    expect(await sweepExpiredClaims(journey.ctx)).toBe(1);
    expect(journey.counts["contact.sms.unknown"]).toBe(1);
    hung.resolve({ kind: "unknown", code: "time_out" });
    await running;
  });
});

/** The next transaction, or one of those after it, ends in a deadlock when all its work is done. */
function failOnce(after = 0): void {
  const db = journey.ctx.db;
  const { transaction } = db;
  let left = after;
  db.transaction = async (work, config) => {
    if (left-- > 0) return (await transaction.call(db, work, config)) as never;
    db.transaction = transaction;
    return (await transaction.call(
      db,
      async (tx) => {
        const result = await work(tx);
        await tx.execute(sql`DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$`);
        return result;
      },
      config,
    )) as never;
  };
}

describe("a verdict", () => {
  it("is not changed by a refund, whatever the policy says since", async () => {
    await journey.receive(order("a"));
    await journey.run();
    journey.moveTo("2026-03-10T04:00:00Z");
    await journey.receive(about("order.paid", "a", "2026-03-10T04:00:00Z"));
    await journey.putPolicy({ ...AT_ONCE, attribution: { window: { sms: "1h" } } });
    await journey.receive(about("order.refunded", "a", "2026-03-10T05:00:00Z", { refunded: "50.00" }));
    expect(await verdicts()).toEqual([{ recovered: true, channel: "sms", net_amount: 14900 }]);
  });

  it("stays without credit where a refund comes after the window was widened, until a receipt proves it", async () => {
    await journey.putPolicy({ ...AT_ONCE, attribution: { window: { sms: "1h" } } });
    await journey.receive(order("a"));
    await journey.receive(order("b"));
    journey.channels.sms.answer = (request) =>
      request.orders[0]?.id === "b" ? { kind: "unknown", code: "time_out" } : accepted(request);
    await journey.run();
    await journey.putPolicy(AT_ONCE);
    journey.moveTo("2026-03-10T02:30:00Z");
    await journey.receive(about("order.paid", "b", "2026-03-10T02:30:00Z"));
    journey.moveTo("2026-03-10T04:00:00Z");
    await journey.receive(about("order.paid", "a", "2026-03-10T04:00:00Z"));
    expect((await verdicts()).length).toBe(2);
    await journey.receive(about("order.refunded", "b", "2026-03-10T05:00:00Z", { refunded: "50.00" }));
    expect(await verdicts()).toContainEqual({ recovered: false, channel: null, net_amount: 14900 });
    const late = journey.channels.sms.sent.find(({ orders }) => orders[0]?.id === "b");
    await tell(late?.contactId as ContactId, "delivered");
    expect(await verdicts()).toContainEqual({ recovered: true, channel: "sms", net_amount: 14900 });
  });
});

describe("a call for people to make", () => {
  const CALL = { ...AT_ONCE, steps: [{ channel: "call" }] };
  const ended: [string, () => Promise<unknown>][] = [
    ["was paid", () => journey.receive(about("order.paid", "a", "2026-03-10T02:00:00Z"))],
    [
      "was paid in part",
      () => journey.receive(about("order.updated", "a", "2026-03-10T02:00:00Z", { status: "partially_paid" })),
    ],
    [
      "has a buyer who said no",
      () =>
        journey.receive({ type: "buyer.opted_out", timestamp: "2026-03-10T02:00:00Z", data: { buyer: { id: "b-a" } } }),
    ],
    ["staff stopped", () => journey.rows(`UPDATE orders SET stopped_at = now() WHERE shop_id = ${journey.shop.id}`)],
  ];

  it.each(ended)("is cancelled where its order %s before the list took it", async (_what, end) => {
    await journey.putPolicy(CALL);
    Object.assign(journey.channels.call, { provider: "agent" });
    journey.channels.call.answer = async (request) => {
      await end();
      return accepted(request);
    };
    await journey.receive(order("a"));
    await journey.run();
    expect(await ofShop("state", "contacts")).toEqual([{ state: "cancelled" }]);
  });

  it("is cancelled where the payment of its order commits while the outcome is being recorded", async () => {
    await journey.putPolicy(CALL);
    Object.assign(journey.channels.call, { provider: "agent" });
    await journey.receive(order("a"));
    const release = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    let paying: Promise<unknown> = Promise.resolve();
    journey.channels.call.answer = async (request) => {
      // A payment that has locked its order, and commits after the outcome's transaction has begun.
      paying = journey.read(async (tx) => {
        await tx.execute(sql`UPDATE orders SET status = 'paid' WHERE shop_id = ${journey.shop.id}`);
        locked.resolve();
        await release.promise;
      });
      await locked.promise;
      return accepted(request);
    };
    const running = journey.run();
    await locked.promise;
    await expect.poll(waitsForLock).toBe(true);
    release.resolve();
    await Promise.all([running, paying]);
    expect(await ofShop("state", "contacts")).toEqual([{ state: "cancelled" }]);
  });
});

/** Whether any statement waits for a lock that another one holds. */
const waitsForLock = async (): Promise<boolean> =>
  (await journey.rows("SELECT 1 FROM pg_locks WHERE NOT granted")).length > 0;

it("a second attempt by another provider is that provider's", async () => {
  journey.channels.sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 60_000 });
  await journey.receive(order("a"));
  await journey.run();
  const contact = journey.channels.sms.sent[0]?.contactId as ContactId;
  await journey.read((tx) => reclaimContacts(tx, [contact], instant(Date.parse("2026-03-10T02:01:00Z")), "other"));
  expect(await ofShop("state, provider", "contacts")).toEqual([{ state: "claimed", provider: "other" }]);
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LookUpResult, SentContact } from "#src/domain/channel.ts";
import { type Instant, instant } from "#src/domain/instant.ts";
import { reconcileUnknown } from "#src/journey/reconcile-unknown.ts";
import { sweepExpiredClaims } from "#src/journey/sweep-claims.ts";
import { readOpenStanding } from "#src/store/standing.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";

const POLICY = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
};
const NOW = "2026-03-10T02:00:00Z";

let database: TestDatabase;
let journey: Journey;
let asked: SentContact[];
let answer: () => LookUpResult;
let shops = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  shops += 1;
  journey = await openJourney(database.url, { now: NOW, slug: `reconcile-${shops}`, policy: POLICY });
  // One shop at a time: what the tests before left behind is not asked about again.
  await journey.rows("DELETE FROM look_ups");
  asked = [];
  answer = () => ({ kind: "not_found" });
  journey.channels.sms.lookUp = async (contact) => {
    asked.push(contact);
    return answer();
  };
  return async () => await journey.close();
});

const found = (state: Extract<LookUpResult, { kind: "found" }>["state"], at = NOW): LookUpResult => ({
  kind: "found",
  state,
  providerId: "SM-1",
  at: instant(Date.parse(at)) as Instant,
});
const ofShop = async <T>(columns: string, table: string): Promise<T[]> =>
  await journey.rows<T>(`SELECT ${columns} FROM ${table} WHERE shop_id = ${journey.shop.id}`);
const contact = async () =>
  (await ofShop<{ state: string; provider_id: string | null }>("state, provider_id", "contacts"))[0];
const questions = () => ofShop<{ asked: number }>("asked", "look_ups");
/** As if `seconds` of real time had gone by. */
const later = (seconds: number) =>
  journey.rows(`UPDATE look_ups SET next_at = next_at - make_interval(secs => ${seconds})`);

async function sentUnknown(): Promise<void> {
  journey.channels.sms.answer = () => ({ kind: "unknown", code: "time_out" });
  await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
  await journey.run();
}

describe("a contact whose outcome nobody knows", () => {
  it("is asked about after a minute, and never sent again", async () => {
    await sentUnknown();
    await reconcileUnknown(journey.ctx);
    expect(asked).toEqual([]);
    await later(61);
    answer = () => found("delivered");
    await reconcileUnknown(journey.ctx);
    expect(asked).toMatchObject([{ providerId: null, to: journey.channels.sms.sent[0]?.to }]);
    expect(Math.abs((asked[0]?.startedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await contact()).toEqual({ state: "delivered", provider_id: "SM-1" });
    await later(10 * 86_400);
    await reconcileUnknown(journey.ctx);
    expect([asked.length, await questions()]).toEqual([1, []]);
    journey.moveTo("2026-03-11T02:00:00Z");
    await journey.run();
    expect(journey.channels.sms.sent).toHaveLength(1);
  });

  it("is asked about less and less often while nobody knows, and in the end no more", async () => {
    await sentUnknown();
    answer = () => ({ kind: "no_answer", code: "http_503" });
    for (const wait of [61, 61, 301, 1_801, 7_201, 21_601, 86_401]) {
      await later(wait - 10);
      expect(await reconcileUnknown(journey.ctx)).toBe(0);
      await later(10);
      expect(await reconcileUnknown(journey.ctx)).toBe(1);
    }
    expect(await questions()).toEqual([]);
    expect(await contact()).toMatchObject({ state: "unknown" });
    expect(asked).toHaveLength(7);
  });

  it("that is asked about by two processes at once is asked about once", async () => {
    await sentUnknown();
    await later(61);
    await Promise.all([reconcileUnknown(journey.ctx), reconcileUnknown(journey.ctx)]);
    expect(asked).toHaveLength(1);
  });

  it("that did not arrive because the buyer wants no messages suppresses the buyer", async () => {
    await sentUnknown();
    await later(61);
    answer = () => ({ ...found("failed"), code: "opted_out" });
    await reconcileUnknown(journey.ctx);
    expect(await contact()).toMatchObject({ state: "failed" });
    const kept = "SELECT reason, source FROM suppressions";
    expect(await journey.rows(kept)).toContainEqual({ reason: "opted_out", source: "provider" });
  });

  it("that was refused counts no longer against the buyer's cap", async () => {
    await sentUnknown();
    const times = () => journey.rows<{ n: number }>("SELECT sum(cardinality(contacted_at))::int AS n FROM people");
    const before = await times();
    await later(61);
    answer = () => found("rejected");
    await reconcileUnknown(journey.ctx);
    expect(await contact()).toMatchObject({ state: "rejected" });
    expect((await times())[0]?.n).toBeLessThan(before[0]?.n ?? 0);
    expect(await ofShop("sent_at", "contacts")).toEqual([{ sent_at: null }]);
  });

  it("that turns out to have gone out wins the order that was paid meanwhile", async () => {
    await sentUnknown();
    journey.moveTo("2026-03-10T02:10:00Z");
    await journey.receive(about("order.paid", "a", "2026-03-10T02:09:00Z"));
    expect(await ofShop("recovered", "conversions")).toEqual([{ recovered: false }]);
    await later(61);
    answer = () => found("accepted");
    await reconcileUnknown(journey.ctx);
    expect(await ofShop("recovered, channel", "conversions")).toEqual([{ recovered: true, channel: "sms" }]);
  });

  it("because its worker died is asked about as well", async () => {
    journey.channels.sms.answer = () => new Promise(() => undefined);
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    void journey.run();
    await expect.poll(() => contact()).toMatchObject({ state: "claimed" });
    await journey.rows(
      "UPDATE contacts SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'claimed'",
    );
    await sweepExpiredClaims(journey.ctx);
    expect(await questions()).toEqual([{ asked: 0 }]);
  });

  it("is counted, with how long it has been so", async () => {
    await sentUnknown();
    await journey.rows(
      "UPDATE contacts SET lease_until = clock_timestamp() - interval '90 seconds' WHERE state = 'unknown'",
    );
    const { unknownContacts, unknownAge } = await journey.read(readOpenStanding);
    expect(unknownContacts).toBeGreaterThan(0);
    expect(unknownAge).toBeGreaterThanOrEqual(90);
  });
});

describe("a contact that the provider took", () => {
  it("is asked about where no callback came, and not where one did", async () => {
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    await journey.run();
    await later(14 * 60);
    await reconcileUnknown(journey.ctx);
    expect(asked).toEqual([]);
    await later(61);
    answer = () => found("delivered");
    await reconcileUnknown(journey.ctx);
    expect(await contact()).toMatchObject({ state: "delivered", provider_id: expect.stringMatching(/^p-/) });
    expect(asked[0]).toMatchObject({ providerId: expect.stringMatching(/^p-/) });
  });

  it("never goes back, whatever the provider says", async () => {
    await journey.receive(created("a", "2026-03-10T09:59:00+08:00"));
    await journey.run();
    for (const state of ["delivered", "accepted", "rejected"] as const) {
      answer = () => found(state);
      await later(86_401);
      await reconcileUnknown(journey.ctx);
      expect(await contact()).toMatchObject({ state: "delivered" });
    }
  });

  it("of a provider that can't be asked is not noted", async () => {
    delete journey.channels.sms.lookUp;
    await sentUnknown();
    expect(await questions()).toEqual([]);
    expect(await reconcileUnknown(journey.ctx)).toBe(0);
  });
});

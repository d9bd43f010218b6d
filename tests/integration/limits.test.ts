import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ReminderId } from "#src/domain/brand.ts";
import type { SendRequest, SendResult } from "#src/domain/channel.ts";
import { dispatchDue } from "#src/journey/dispatch-due.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import {
  about,
  created,
  type Journey,
  openJourney,
  type RecordingChannel,
  recordingChannel,
} from "#tests/support/journey.ts";

const NOW = "2026-03-10T02:00:00Z";
const AT_ONCE = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
};
const KEY = new Uint8Array(32).fill(3);

let database: TestDatabase;
let journey: Journey;
let shops = 0;
const others: Journey[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => await database.drop());
beforeEach(async () => {
  journey = await openJourney(database.url, { now: NOW, slug: `limits-${++shops}`, policy: AT_ONCE, key: KEY });
  await journey.rows("DELETE FROM send_rates");
  // What the tests before left behind is not theirs to send.
  await journey.rows("UPDATE reminders SET state = 'done' WHERE state IN ('planned', 'queued')");
  return async () => {
    for (const one of [journey, ...others.splice(0)]) await one.close();
  };
});

/** Another process that works for the same shop. */
async function second(): Promise<Journey> {
  const other = await openJourney(database.url, { now: NOW, slug: journey.shop.slug, key: KEY });
  others.push(other);
  return other;
}
/** Gives the channel a second provider. */
function withFallback(own: Journey = journey): RecordingChannel {
  const fallback: RecordingChannel = Object.assign(recordingChannel("sms"), { provider: "spare" });
  Object.assign(own.channels.sms, { fallback });
  return fallback;
}
const unknown = (): SendResult => ({ kind: "unknown", code: "http_500" });
const refusedConnection = (): SendResult => ({ kind: "not_sent", code: "econnrefused", retryAfterMs: null });
const accepted = ({ contactId }: SendRequest): SendResult => ({ kind: "accepted", providerId: contactId });

async function place(count: number, prefix = "o"): Promise<void> {
  await journey.receiveAll(
    Array.from({ length: count }, (_, at) => ({ body: created(`${prefix}-${at}`, "2026-03-10T09:59:00+08:00") })),
  );
}
const states = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await journey.rows<{ state: string; n: number }>(
        `SELECT state || coalesce(' ' || reason, '') AS state, count(*)::int AS n FROM reminders WHERE shop_id = ${journey.shop.id} GROUP BY 1`,
      )
    ).map(({ state, n }) => [state, n]),
  );
const attempts = () =>
  journey.rows<{ provider: string; state: string }>(
    `SELECT provider, state FROM attempts WHERE shop_id = ${journey.shop.id} ORDER BY started_at`,
  );
const trouble = async () =>
  (await journey.rows<{ kind: string }>("SELECT kind FROM provider_troubles"))[0]?.kind ?? null;

/** The most requests within any second. */
function busiest(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
}

describe("a rate", () => {
  it("holds over all processes, with nothing lost and nobody asked twice", async () => {
    const times: number[] = [];
    const processes = [journey, await second(), await second()];
    for (const { channels } of processes) {
      Object.assign(channels.sms, { rate: { perSecond: 20 } });
      channels.sms.answer = (request) => {
        times.push(performance.now());
        return accepted(request);
      };
    }
    await place(40);
    await dispatchDue(journey.ctx);
    const ids = journey.jobs.splice(0).flatMap(({ reminders }) => reminders);
    processes.forEach((one, at) => {
      const reminders: ReminderId[] = ids.filter((_, n) => n % processes.length === at);
      one.jobs.push({ id: `j${at}`, channel: "sms", shops: [journey.shop.id], reminders });
    });
    await Promise.all(processes.map((one) => one.runJobs()));
    expect(await states()).toEqual({ done: 40 });
    expect(times).toHaveLength(40);
    // 20 a second and a tenth of that; the claim between the token and the send may add a few.
    expect(busiest(times)).toBeLessThanOrEqual(25);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(1_500);
  });

  it("takes tokens in batches, and gives back what the claim did not use", async () => {
    Object.assign(journey.channels.sms, { rate: { perSecond: 1_000 } });
    await place(30);
    for (let at = 0; at < 20; at++) await journey.receive(about("order.paid", `o-${at}`, NOW));
    await dispatchDue(journey.ctx);
    await journey.receive(about("order.paid", "o-20", NOW));
    await journey.runJobs();
    expect(journey.channels.sms.sent).toHaveLength(9);
    const [rate] = await journey.rows<{ ahead: number }>(
      "SELECT (bucket - extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ahead FROM send_rates",
    );
    expect(rate?.ahead).toBeLessThan(0);
  });

  it("where none is set costs no statement", async () => {
    await place(3);
    await journey.run();
    expect(await journey.rows("SELECT FROM send_rates")).toEqual([]);
    expect(journey.channels.sms.sent).toHaveLength(3);
  });
});

describe("a provider in trouble", () => {
  it("falls to one send at a time after five outcomes nobody knows, and goes on once it answers", async () => {
    let underWay = 0;
    let most = 0;
    journey.channels.sms.answer = async (request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return journey.channels.sms.sent.length <= 6 ? unknown() : accepted(request);
    };
    await place(5, "first");
    await journey.run();
    expect([await trouble(), most]).toEqual(["probing", 5]);
    most = 0;
    await place(10, "then");
    await journey.run();
    // The sixth is the one that was tried: unknown as well.
    expect([journey.channels.sms.sent.length, most, await trouble()]).toEqual([6, 1, "open"]);
    await journey.run();
    expect(journey.channels.sms.sent).toHaveLength(6);
    journey.moveTo("2026-03-10T02:00:11Z");
    await journey.run();
    expect([journey.channels.sms.sent.length, most, await trouble()]).toEqual([7, 1, null]);
    await journey.run();
    expect(await states()).toEqual({ done: 15 });
    expect(journey.channels.sms.sent).toHaveLength(15);
  });

  it("is known to be by every process, and tried by one of them alone", async () => {
    const other = await second();
    journey.channels.sms.answer = unknown;
    await place(5, "first");
    await journey.run();
    await place(2, "then");
    const ids = await journey.rows<{ id: number }>(
      `UPDATE reminders SET state = 'queued', queued_at = clock_timestamp(), job_id = 'x' WHERE state = 'planned' AND shop_id = ${journey.shop.id} RETURNING id`,
    );
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (const [at, one] of [journey, other].entries()) {
      one.channels.sms.answer = async (request) => {
        await held;
        return accepted(request);
      };
      const reminders = [Number(ids[at]?.id) as ReminderId];
      one.jobs.push({ id: `y${at}`, channel: "sms", shops: [journey.shop.id], reminders });
    }
    const runs = [journey.runJobs(), other.runJobs()];
    await expect.poll(states).toEqual({ done: 5, claimed: 1, planned: 1 });
    release();
    await Promise.all(runs);
    expect(await trouble()).toBeNull();
  });

  it("that can't be reached is left alone: its reminders wait, out of the queue, and those too late expire", async () => {
    journey.channels.sms.answer = refusedConnection;
    await place(5, "first");
    await journey.run();
    expect(await trouble()).toBe("open");
    await place(3, "then");
    await journey.run();
    expect([journey.channels.sms.sent.length, await states()]).toEqual([5, { planned: 8 }]);
    journey.moveTo("2026-03-10T05:00:00Z");
    await journey.run();
    expect(await states()).toEqual({ "expired too_late": 8 });
  });

  it("that asks to be left alone is, for every reminder and by every process", async () => {
    const other = await second();
    journey.channels.sms.answer = () => ({ kind: "not_sent", code: "throttled", retryAfterMs: 60_000 });
    await place(1, "first");
    await journey.run();
    await place(3, "then");
    for (const one of [journey, other]) await one.run();
    expect(journey.channels.sms.sent).toHaveLength(1);
    journey.channels.sms.answer = accepted;
    journey.moveTo("2026-03-10T02:01:01Z");
    await journey.run();
    expect(await states()).toEqual({ done: 4 });
    expect([journey.channels.sms.sent.length, other.channels.sms.sent.length]).toEqual([5, 0]);
  });

  it("is not where its refusals are of the buyers' addresses", async () => {
    journey.channels.sms.answer = () => ({ kind: "rejected", code: "http_422" });
    await place(12);
    await journey.run();
    expect([await states(), await trouble()]).toEqual([{ done: 12 }, null]);
  });
});

describe("a second provider", () => {
  it("is asked for the same contact where the first provably took nothing, after all checks again", async () => {
    const spare = withFallback();
    journey.channels.sms.answer = refusedConnection;
    await place(2);
    await journey.run();
    expect(spare.sent).toEqual([]);
    await journey.receive(about("order.paid", "o-0", NOW));
    journey.moveTo("2026-03-10T02:00:02Z");
    await journey.run();
    expect(spare.sent.map(({ orders }) => orders.map(({ id }) => id))).toEqual([["o-1"]]);
    expect(spare.sent[0]?.contactId).toBe(
      journey.channels.sms.sent.find(({ orders }) => orders[0]?.id === "o-1")?.contactId,
    );
    expect(await states()).toEqual({ done: 1, "cancelled paid": 1 });
    const [contact] = await journey.rows(
      `SELECT provider, state FROM contacts WHERE shop_id = ${journey.shop.id} AND state = 'accepted'`,
    );
    expect(contact).toEqual({ provider: "spare", state: "accepted" });
  });

  it("is asked where the first refused us, and the first is not asked again", async () => {
    const spare = withFallback();
    journey.channels.sms.answer = () => ({ kind: "rejected", code: "http_401", fault: "provider" });
    spare.answer = refusedConnection;
    await place(1);
    await journey.run();
    for (const at of ["2026-03-10T02:00:05Z", "2026-03-10T02:01:10Z", "2026-03-10T02:03:30Z"]) {
      journey.moveTo(at);
      await journey.run();
    }
    expect(journey.channels.sms.sent).toHaveLength(1);
    expect((await attempts()).map(({ provider, state }) => `${provider} ${state}`)).toEqual([
      "recording rejected",
      "spare not_sent",
      "spare not_sent",
      "spare not_sent",
    ]);
  });

  it.each<[string, SendResult]>([
    ["nobody knows what the first did", { kind: "unknown", code: "time_out" }],
    ["the first refused the address", { kind: "rejected", code: "http_422" }],
    ["the first took it", { kind: "accepted", providerId: "x" }],
  ])("is not asked where %s", async (_, result) => {
    const spare = withFallback();
    journey.channels.sms.answer = () => result;
    await place(1);
    await journey.run();
    journey.moveTo("2026-03-10T02:01:00Z");
    await journey.run();
    expect([await states(), spare.sent]).toEqual([{ done: 1 }, []]);
  });

  it("takes everything while the first is paused, but for the one that finds out how it is", async () => {
    const spare = withFallback();
    journey.channels.sms.answer = refusedConnection;
    await place(5, "first");
    await journey.run();
    expect(await trouble()).toBe("open");
    await place(4, "then");
    await journey.run();
    expect([journey.channels.sms.sent.length, spare.sent.length]).toEqual([5, 4]);
    journey.channels.sms.answer = accepted;
    journey.moveTo("2026-03-10T02:00:20Z");
    await place(4, "last");
    await journey.run();
    expect(journey.channels.sms.sent).toHaveLength(6);
    expect([await trouble(), spare.sent.length]).toEqual([null, 12]);
  });

  it("that refuses us as well ends it", async () => {
    const spare = withFallback();
    const refused = (): SendResult => ({ kind: "rejected", code: "http_403", fault: "provider" });
    journey.channels.sms.answer = refused;
    spare.answer = refused;
    await place(1);
    await journey.run();
    journey.moveTo("2026-03-10T02:00:05Z");
    await journey.run();
    expect(await states()).toEqual({ done: 1 });
    expect(await journey.rows(`SELECT state FROM contacts WHERE shop_id = ${journey.shop.id}`)).toEqual([
      { state: "rejected" },
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeSending } from "#src/journey/change-sending.ts";
import { watchTrouble } from "#src/journey/watch-trouble.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { documentedFetch } from "#tests/support/documented.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

interface Today {
  readonly at: string;
  readonly waiting: { readonly orders: number; readonly amount: string };
  readonly due: readonly { readonly hour: string; readonly channel: string; readonly reminders: number }[];
  readonly sent: readonly { readonly channel: string; readonly count: number }[];
  readonly recovered: object;
  readonly week: { readonly orders: number; readonly reminded: number; readonly recovered: number };
  readonly lift: object;
  readonly troubles: readonly {
    readonly kind: string;
    readonly severity: string;
    readonly since: string;
    readonly text: string;
    readonly detail: object;
  }[];
}

const STEPS = {
  slots: [{ orders: "00:00-24:00", remind: { after: "30m" } }],
  min_delay: "0m",
  caps: { person: { count: 50, per: "7d" } },
  steps: [{ channel: "sms" }, { channel: "im", after: "2h" }],
};

let database: TestDatabase;
let service: HttpService;
let shop: HttpShop;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  ({ shop } = service);
  await service.journey.putPolicy(STEPS);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const today = (locale = "en") => shop.get<Today>(`today?locale=${locale}`);
const kinds = async () => (await today()).troubles.map(({ kind }) => kind);

describe("today", () => {
  test("of a shop that nothing happened to", async () => {
    const lonely = await service.addShop("lonely");
    expect(await lonely.get<Today>("today")).toMatchObject({
      at: "2026-03-10T02:15:00.000Z",
      currency: "CNY",
      waiting: { orders: 0, amount: "0.00" },
      due: [],
      sent: [],
      recovered: { orders: 0, amount: "0.00", net_amount: "0.00" },
      week: { orders: 0, reminded: 0, recovered: 0, recovered_amount: "0.00", rate: 0 },
      troubles: [],
    });
  });

  test("tells what waits, what is due by the hour, what went out and what it brought", async () => {
    for (const id of ["t-1", "t-2", "t-3"]) await shop.post(created(id, "2026-03-10T10:00:00+08:00"));
    await shop.post(created("t-jpy", "2026-03-10T10:00:00+08:00", { order: { currency: "USD", amount: "5.00" } }));
    expect(await today()).toMatchObject({
      waiting: { orders: 4, amount: "597.00" },
      due: [
        { hour: "2026-03-10T02:00:00.000Z", channel: "sms", reminders: 4 },
        { hour: "2026-03-10T04:00:00.000Z", channel: "im", reminders: 4 },
      ],
      sent: [],
    });
    service.journey.moveTo("2026-03-10T02:40:00Z");
    await service.journey.run();
    await shop.post(about("order.paid", "t-1", "2026-03-10T02:50:00Z", { paid_at: "2026-03-10T02:50:00Z" }));
    await shop.post(about("order.refunded", "t-1", "2026-03-10T02:55:00Z", { refunded: "100.00" }));
    expect(await today()).toMatchObject({
      waiting: { orders: 3, amount: "398.00" },
      due: [{ hour: "2026-03-10T04:00:00.000Z", channel: "im", reminders: 3 }],
      sent: [{ channel: "sms", count: 4 }],
      recovered: { orders: 1, amount: "199.00", net_amount: "99.00" },
      week: { orders: 3, reminded: 3, recovered: 1, recovered_amount: "199.00" },
    });
    // Another day by the shop's clock.
    service.journey.moveTo("2026-03-10T16:01:00Z");
    expect(await today()).toMatchObject({ sent: [], recovered: { orders: 0 }, week: { recovered: 1 } });
    service.journey.moveTo("2026-03-10T02:40:00Z");
  });

  test("has the lift of the last thirty days, as the same statistics tell it", async () => {
    const { lift } = await today();
    expect(Object.keys(lift)).toEqual(Object.keys(await shop.get<object>("stats/lift")));
  });
});

describe("troubles", () => {
  test("sending that is paused, and a cap that is reached", async () => {
    expect(await kinds()).toEqual([]);
    const change = { shopId: service.journey.shop.id, channel: "im", by: "test" } as const;
    await changeSending(service.journey.ctx, { ...change, paused: true });
    const [trouble] = (await today()).troubles;
    expect(trouble).toMatchObject({
      kind: "sending_paused",
      severity: "warning",
      text: "Sending is paused (instant message).",
      detail: { every_shop: false, channel: "im" },
    });
    expect((await today("zh-CN")).troubles[0]?.text).toBe("已暂停发送（即时消息）。");
    await service.journey.rows("UPDATE sending_pauses SET reason = 'cap'");
    expect(await kinds()).toEqual(["cap_reached"]);
    await changeSending(service.journey.ctx, { ...change, paused: false });
    expect(await kinds()).toEqual([]);
  });

  test("a provider that can't be reached, and outcomes that nobody knows", async () => {
    const { sms } = service.journey.channels;
    const usual = sms.answer;
    sms.answer = () => ({ kind: "not_sent", code: "econnrefused", retryAfterMs: null });
    for (let at = 0; at < 6; at++) await shop.post(created(`p-${at}`, "2026-03-10T10:00:00+08:00"));
    await service.journey.run();
    expect((await today()).troubles).toMatchObject([
      { kind: "provider_paused", severity: "error", detail: { channel: "sms", provider: "recording" } },
    ]);
    sms.answer = usual;
    await service.journey.rows("DELETE FROM provider_troubles");
    await service.journey.rows(
      "UPDATE contacts SET state = 'unknown' WHERE id = (SELECT id FROM contacts WHERE state = 'accepted' LIMIT 1)",
    );
    expect((await today()).troubles).toMatchObject([
      { kind: "unknown_contacts", severity: "warning", detail: { contacts: 1 } },
    ]);
    await service.journey.rows("UPDATE contacts SET state = 'accepted' WHERE state = 'unknown'");
    expect(await kinds()).toEqual([]);
  });

  test("reminders that are late, and a queue that nobody empties", async () => {
    service.journey.moveTo("2026-03-10T04:50:00Z");
    expect((await today()).troubles).toMatchObject([{ kind: "reminders_late", detail: { channel: "im" } }]);
    await service.journey.rows(
      "UPDATE reminders SET state = 'queued', queued_at = clock_timestamp() - interval '5 minutes' WHERE channel = 'im' AND state = 'planned'",
    );
    expect(await kinds()).toEqual(["reminders_late", "queue_behind"]);
    await service.journey.rows("UPDATE reminders SET state = 'done' WHERE state IN ('planned', 'queued')");
    service.journey.moveTo("2026-03-10T02:40:00Z");
    expect(await kinds()).toEqual([]);
  });

  test("events that could not be taken in: of this shop alone", async () => {
    const other = await service.addShop("failing");
    await service.journey.read((tx) =>
      tx.execute(`INSERT INTO alerts (id, shop_id, kind, detail, once)
        SELECT gen_random_uuid(), id, 'event.failed', '{}', slug FROM shops WHERE slug = 'failing'`),
    );
    expect(await kinds()).toEqual([]);
    expect((await other.get<Today>("today")).troubles).toMatchObject([{ kind: "quarantined", detail: { alerts: 1 } }]);
  });

  test("a shop that used to tell of much and tells of nothing any more, which is an alert too, once", async () => {
    const silent = await service.addShop("silent");
    await service.journey.read((tx) =>
      tx.execute(`INSERT INTO events (shop_id, event_id, type, body_hash, outcome, received_at)
        SELECT (SELECT id FROM shops WHERE slug = 'silent'), d || '-' || n, 'order.created', '', 'applied',
          timestamptz '2026-03-10T00:00:00Z' - make_interval(days => d, mins => n * -10)
        FROM generate_series(0, 8) AS d, generate_series(1, 60) AS n
        WHERE timestamptz '2026-03-10T00:00:00Z' - make_interval(days => d, mins => n * -10) < '2026-03-10T00:35:00Z'`),
    );
    const look = async () => (await silent.get<Today>("today?locale=en")).troubles;
    service.journey.moveTo("2026-03-10T01:20:00Z");
    expect(await look()).toEqual([]);
    service.journey.moveTo("2026-03-10T03:00:00Z");
    expect(await look()).toMatchObject([
      { kind: "shop_silent", since: "2026-03-10T00:30:00.000Z", text: expect.stringContaining("2026-03-10 08:30") },
    ]);
    expect(await watchTrouble(service.journey.ctx)).toBe(1);
    expect(await watchTrouble(service.journey.ctx)).toBe(0);
    expect(
      await service.journey.rows(
        "SELECT detail, (SELECT slug FROM shops WHERE id = shop_id) AS shop FROM alerts WHERE kind = 'shop.silent'",
      ),
    ).toEqual([{ shop: "silent", detail: { last_event_at: "2026-03-10T00:30:00.000Z", silent_minutes: 150 } }]);
    await silent.post(created("again", "2026-03-10T10:59:00+08:00"));
    expect(await look()).toEqual([]);
  });
});

/** Reads events until there are `count`; then hangs up. */
async function events(from: HttpShop, count: number, meanwhile: (at: number) => Promise<unknown>): Promise<Today[]> {
  const hangUp = new AbortController();
  const response = await documentedFetch(`${service.url}/api/v1/live?locale=en`, {
    headers: { authorization: `Bearer ${from.key}` },
    signal: hangUp.signal,
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const heard: Today[] = [];
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString("utf8");
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const data = /^event: today\ndata: (.*)$/.exec(part)?.[1];
      if (data === undefined) continue;
      heard.push(JSON.parse(data) as Today);
      if (heard.length === count) {
        hangUp.abort();
        return heard;
      }
      await meanwhile(heard.length);
    }
  }
  return heard;
}

describe("live", () => {
  test("tells the day at once, and again when it changed", async () => {
    const live = await service.addShop("live");
    service.journey.moveTo("2026-03-10T02:15:00Z");
    const heard = await events(live, 2, () => live.post(created("l-1", "2026-03-10T10:00:00+08:00")));
    expect(heard.map(({ waiting }) => waiting.orders)).toEqual([0, 1]);
    expect(heard[1]).toEqual(await live.get<Today>("today?locale=en"));
  });

  test("wants a key", async () => {
    expect((await documentedFetch(`${service.url}/api/v1/live`)).status).toBe(401);
  });

  test("ends soon after the session does", async () => {
    const member = await service.staff("agent", ["atelier"]);
    const response = await member.call("v1/live?shop=atelier");
    expect(response.status).toBe(200);
    const ended = response.text();
    expect((await member.call("auth/sign-out", { method: "POST" })).status).toBe(200);
    expect(await ended).toMatch(/^event: today\n/);
    expect((await member.call("v1/live?shop=atelier")).status).toBe(401);
  });

  test("ends when the service stops, and does not hold it up", async () => {
    const own = await testDatabase();
    const stopping = await openHttpService(own.url, { now: "2026-03-10T02:15:00Z" });
    const response = await fetch(`${stopping.url}/api/v1/live`, {
      headers: { authorization: `Bearer ${stopping.shop.key}` },
    });
    const ended = response.text();
    const began = performance.now();
    await stopping.close();
    expect(await ended).toMatch(/^event: today\n|^$/);
    // It would be cut after a second.
    expect(performance.now() - began).toBeLessThan(900);
    await own.drop();
  });
});

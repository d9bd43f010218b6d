import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RECOVERY_CUTS, type RecoveryFigures } from "#src/domain/recovery.ts";
import { differingDays } from "#src/store/stats-checks.ts";
import { inShops } from "#src/store/transaction.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, openHttpService, report } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

interface Stats {
  readonly by: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly totals: RecoveryFigures;
  readonly rows: readonly (RecoveryFigures & { readonly key: string })[];
}
interface Order {
  readonly contacts: readonly {
    id: string;
    channel: string;
    provider: string;
    state: string;
    sent_at: string | null;
  }[];
  readonly reminders: readonly { channel: string; due_at: string | null }[];
  readonly conversion: { recovered: boolean; channel: string; amount: string; net_amount: string } | null;
}

const SUMMED = ["orders", "planned", "reminded", "delivered", "clicked", "recovered", "unpriced"] as const;
const MONEY = ["recovered_amount", "net_amount", "coupon_cost", "cost"] as const;
const cents = (text: string) => Math.round(Number(text) * 100);
const EVER = "from=2026-01-01&to=2026-12-31";
const BROWSER = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36";
/** A call 40 minutes after the order, a message three hours on, a text message one more. */
const POLICY = {
  slots: [
    { orders: "00:00-12:00", remind: { after: "40m" } },
    { orders: "12:00-24:00", remind: { after: "50m" } },
  ],
  steps: [{ channel: "call" }, { channel: "im", after: "3h" }, { channel: "sms", after: "1h" }],
};

let database: TestDatabase;
let service: HttpService;

beforeAll(async () => {
  database = await testDatabase();
  service = await openHttpService(database.url, { now: "2026-03-10T02:15:00Z" });
  await service.journey.putPolicy(POLICY);
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

const stats = (query = "") => service.shop.get<Stats>(`stats/recovery${query}`);
const order = (id: string) => service.shop.get<Order>(`orders/${id}`);
const keys = async (query: string) => (await stats(query)).rows.map(({ key, orders }) => [key, orders]);

describe("one order of each kind", () => {
  beforeAll(async () => {
    const { shop, journey } = service;
    const at = async (time: string) => {
      journey.moveTo(time);
      await journey.run();
    };
    journey.moveTo("2026-03-10T02:15:00Z");
    for (const id of ["won", "reminded", "stopped", "cash"]) {
      const order = id === "cash" ? { payment_method: "cod" } : {};
      await shop.post(created(id, "2026-03-10T10:00:00+08:00", { order }));
    }
    await shop.post(created("dollar", "2026-03-10T10:00:00+08:00", { order: { currency: "USD", amount: "5.00" } }));
    await shop.post(created("free", "2026-03-10T10:00:00+08:00", { order: { amount: "0" } }));
    await shop.post(
      about("order.paid", "paid-at-once", "2026-03-10T02:00:00Z", {
        placed_at: "2026-03-10T10:00:00+08:00",
        amount: "9.00",
        currency: "CNY",
      }),
    );
    await shop.api("orders/stopped/stop", { method: "POST" });
    await at("2026-03-10T02:45:00Z");
    const [contact] = (await order("won")).contacts;
    await report(service, { contact_id: contact?.id, status: "delivered", at: "2026-03-10T02:46:00Z" });
    await shop.post(about("order.paid", "won", "2026-03-10T03:00:00Z", { paid_at: "2026-03-10T03:00:00Z" }));
    await shop.post(about("order.refunded", "won", "2026-03-10T04:00:00Z", { refunded: "50.00" }));
    // 00:30 of the next day in the shop's zone, still the same day in UTC.
    journey.moveTo("2026-03-10T16:40:00Z");
    await shop.post(created("late", "2026-03-11T00:30:00+08:00", { buyer: { grade: "A", paid_orders: 2 } }));
  });

  test("totals and rows in the shape of the contract", async () => {
    const totals = {
      orders: 5,
      planned: 3,
      reminded: 2,
      delivered: 1,
      clicked: 0,
      recovered: 1,
      recovered_amount: "199.00",
      net_amount: "149.00",
      coupon_cost: "0.00",
      cost: "0.00",
      profit: "149.00",
      unpriced: 2,
      rate: 0.5,
      rate_low: expect.closeTo(0.0945, 4),
      rate_high: expect.closeTo(0.9055, 4),
    };
    expect(await stats("?by=channel")).toEqual({
      by: "channel",
      from: "2026-02-10",
      to: "2026-03-11",
      currency: "CNY",
      currencies: ["CNY", "USD"],
      totals,
      rows: [
        { key: "call", ...totals, orders: 2, planned: 2 },
        expect.objectContaining({
          key: "none",
          orders: 3,
          planned: 1,
          unpriced: 0,
          reminded: 0,
          rate: 0,
          rate_low: 0,
          rate_high: 1,
        }),
      ],
    });
  });

  test("each cut has its keys", async () => {
    expect(await keys("")).toEqual([
      ["2026-03-10", 4],
      ["2026-03-11", 1],
    ]);
    expect(await keys("?by=slot")).toEqual([
      ["00:00-12:00", 2],
      ["none", 3],
    ]);
    expect(await keys("?by=grade")).toEqual([
      ["A", 1],
      ["C", 4],
    ]);
    expect(await keys("?by=buyer")).toEqual([
      ["new", 4],
      ["returning", 1],
    ]);
    expect(await keys("?by=reason")).toEqual([["unknown", 5]]);
    expect((await keys("?by=template")).at(-1)).toEqual(["none", 3]);
  });

  test("a period is of the shop's days, both ends included", async () => {
    expect((await stats("?from=2026-03-11&to=2026-03-11")).totals.orders).toBe(1);
    expect((await stats("?from=2026-03-10&to=2026-03-10")).totals.orders).toBe(4);
    expect((await stats("?to=2026-03-09")).totals.orders).toBe(0);
    expect((await stats("?from=2026-03-11")).totals.orders).toBe(1);
  });

  test("each currency by itself, with its own decimals", async () => {
    const dollars = await stats("?currency=USD&by=day");
    expect(dollars).toMatchObject({ currency: "USD", currencies: ["CNY", "USD"] });
    expect([dollars.totals.orders, dollars.totals.recovered_amount]).toEqual([1, "0.00"]);
    expect((await stats("?currency=JPY")).totals.recovered_amount).toBe("0");
  });

  test.each(["by=weather", "from=2026-13-01", "to=x", "from=2026-03-12&to=2026-03-11", "currency=XXXX", "by=toString"])(
    "%s is 422",
    async (query) => {
      expect((await service.shop.api(`stats/recovery?${query}`)).status).toBe(422);
    },
  );

  test("lift in the shape of the contract: both arms, and not enough data yet", async () => {
    expect(await service.shop.get("stats/lift")).toMatchObject({
      treated: { orders: 4, paid: 1, rate: 0.25 },
      held_out: { orders: 0, paid: 0, rate: 0 },
      lift: 0,
      low: -1,
      high: 1,
      method: expect.stringContaining("clustered by buyer"),
      enough: false,
      needed_orders: expect.any(Number),
      verdict: "not enough data yet",
      caused_amount: null,
    });
  });

  test("the funnel and where orders went: every order once", async () => {
    const funnel = await service.shop.get<{
      stages: { stage: string; orders: number }[];
      outcomes: { outcome: string; orders: number }[];
      paid_within: { within: string; orders: number }[];
    }>("stats/funnel");
    expect(funnel.stages.map(({ stage, orders }) => [stage, orders])).toEqual([
      ["unpaid", 5],
      ["planned", 3],
      ["sent", 2],
      ["delivered", 1],
      ["clicked", 0],
      ["recovered", 1],
    ]);
    expect(funnel.outcomes).toEqual([
      { outcome: "filtered", orders: 1 },
      { outcome: "no_slot", orders: 1 },
      { outcome: "recovered", orders: 1 },
      { outcome: "reminded_not_paid", orders: 1 },
      { outcome: "stopped", orders: 1 },
    ]);
    expect(funnel.paid_within).toEqual([
      { within: "1h", orders: 1 },
      { within: "unpaid", orders: 4 },
    ]);
  });

  test("reasons: their share beside what sellers heard, what works, and what staff corrected", async () => {
    const correct = async (id: string, code: string) =>
      await service.shop.api(`orders/${id}/reason`, {
        method: "PUT",
        body: JSON.stringify({ code }),
        headers: { "content-type": "application/json" },
      });
    for (const [id, code] of [
      ["won", "price"],
      ["reminded", "service"],
      ["stopped", "price"],
      ["won", "service"],
    ] as const) {
      expect((await correct(id, code)).status).toBe(200);
    }
    const report = await service.shop.get<{ rows: Record<string, unknown>[] }>("stats/reasons");
    expect(report).toMatchObject({
      known: 3,
      corrections: [
        { inferred: "unknown", corrected: "service", orders: 2 },
        { inferred: "unknown", corrected: "price", orders: 1 },
      ],
      agreement: { share: 0, looked_at: 3 },
    });
    expect(report.rows.map(({ code, orders, share, asked_share }) => [code, orders, share, asked_share])).toEqual([
      ["service", 2, 2 / 3, 0.45],
      ["price", 1, 1 / 3, 0.15],
      ["unknown", 3, null, null],
    ]);
    expect(report.rows[0]).toMatchObject({
      recovered: 1,
      rate: 0.5,
      by_channel: [{ channel: "call", orders: 2, reminded: 2, recovered: 1 }],
    });
    expect(await keys("?by=reason")).toEqual([
      ["price", 1],
      ["service", 2],
      ["unknown", 2],
    ]);
  });

  test("another shop sees none of it", async () => {
    const other = await service.addShop("other");
    expect((await other.get<Stats>("stats/recovery")).totals.orders).toBe(0);
    expect(await other.get("stats/agents")).toMatchObject({ currency: "CNY", rows: [] });
  });
});

/** What may happen to an order after it was placed, minutes after. */
const incident = fc.record({
  kind: fc.constantFrom(
    "paid",
    "cancelled",
    "refunded",
    "delivered",
    "failed",
    "answered",
    "replied",
    "click",
    "again",
  ),
  after: fc.integer({ min: 1, max: 600 }),
});
const story = fc.record({
  placed: fc.integer({ min: 540, max: 840 }),
  amount: fc.integer({ min: 1, max: 90_000 }),
  buyer: fc.integer({ min: 0, max: 29 }),
  grade: fc.constantFrom("A", "B", "F", null),
  incidents: fc.array(incident, { maxLength: 4 }),
});

test("the parts of every cut add up to the whole, after replays, merges and refunds", async () => {
  const [stories = []] = fc.sample(fc.array(story, { minLength: 60, maxLength: 60 }), { numRuns: 1, seed: 20260310 });
  const start = Date.parse("2026-04-01T00:00:00+08:00");
  const iso = (minute: number) => new Date(start + minute * 60_000).toISOString();
  const shop = await service.addShop("stories");
  const { journey } = service;
  await shop.api("policy", {
    method: "PUT",
    body: JSON.stringify({ ...POLICY, held_out: 0.1, caps: { person: { count: 20 } } }),
    headers: { "content-type": "application/json" },
  });
  const events = stories.flatMap(({ placed, amount, buyer, grade, incidents }, at) => {
    const id = `s-${at}`;
    const body = created(id, iso(placed), {
      order: { amount: (amount / 100).toFixed(2) },
      buyer: { id: `b-${buyer}`, phone: `+861390000${String(1000 + buyer)}`, im: { wecom: `w-${buyer}` }, grade },
    });
    return [
      { minute: placed, id, kind: "created", body },
      ...incidents.map(({ kind, after }) => ({ minute: placed + after, id, kind, body })),
    ];
  });
  const minutes = [
    ...new Set([...events.map(({ minute }) => minute), ...Array.from({ length: 30 }, (_, at) => 540 + at * 30)]),
  ];
  for (const minute of minutes.sort((a, b) => a - b)) {
    journey.moveTo(iso(minute));
    for (const { id, kind, body } of events.filter((event) => event.minute === minute)) {
      await happen(id, kind, body, iso(minute));
    }
    await journey.run();
  }

  async function happen(id: string, kind: string, body: object, now: string): Promise<void> {
    if (kind === "created" || kind === "again") {
      await shop.post(body, { id: `${id}-created` });
    } else if (kind === "paid") {
      await shop.post(about("order.paid", id, now, { paid_at: now }));
    } else if (kind === "cancelled") {
      await shop.post(about("order.cancelled", id, now));
    } else if (kind === "refunded") {
      await shop.post(about("order.refunded", id, now, { refunded: "0.01" }));
    } else {
      const { contacts } = await shop.get<Order>(`orders/${id}`);
      const last = contacts.at(-1);
      if (last === undefined) return;
      if (kind === "click") {
        const [link] = await journey.rows<{ link_code: string }>(
          `SELECT link_code FROM contact_orders WHERE contact_id = '${contacts[0]?.id}' LIMIT 1`,
        );
        await fetch(`${service.url}/r/${link?.link_code}`, { redirect: "manual", headers: { "user-agent": BROWSER } });
      } else {
        await report(service, { contact_id: last.id, status: kind, at: now });
      }
    }
  }

  const period = "from=2026-04-01&to=2026-04-02";
  const { channels, ...expected } = await recount();
  const byChannel = await shop.get<Stats>(`stats/recovery?${period}&by=channel`);
  expect(byChannel.rows.map(({ key, orders }) => [key, orders])).toEqual(channels);
  for (const by of RECOVERY_CUTS) {
    const { totals, rows } = await shop.get<Stats>(`stats/recovery?${period}&by=${by}`);
    for (const name of SUMMED)
      expect([by, name, rows.reduce((sum, row) => sum + row[name], 0)]).toEqual([by, name, totals[name]]);
    for (const name of MONEY) {
      expect(rows.reduce((sum, row) => sum + cents(row[name]), 0)).toBe(cents(totals[name]));
    }
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(totals).toMatchObject(expected);
    for (const row of rows) expect(row.recovered <= row.reminded && row.reminded <= row.orders).toBe(true);
  }

  /** The same counts from what the API says of each order by itself. */
  async function recount() {
    let [reminded, recovered, amount, net] = [0, 0, 0, 0];
    const byKey = new Map<string, number>();
    for (const at of stories.keys()) {
      const { contacts, conversion } = await shop.get<Order>(`orders/s-${at}`);
      const reached = contacts.filter(
        ({ sent_at, state }) =>
          sent_at !== null && !["claimed", "unknown", "rejected", "not_sent", "cancelled"].includes(state),
      );
      if (reached.length > 0) reminded++;
      const last = reached.sort((a, b) => String(a.sent_at).localeCompare(String(b.sent_at)) || (a.id < b.id ? -1 : 1));
      const key = conversion?.recovered ? conversion.channel : (last.at(-1)?.channel ?? "none");
      byKey.set(key, (byKey.get(key) ?? 0) + 1);
      if (!conversion?.recovered) continue;
      recovered++;
      amount += cents(conversion.amount);
      net += cents(conversion.net_amount);
    }
    expect(recovered).toBeGreaterThan(2);
    return {
      channels: [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)),
      orders: stories.length,
      reminded,
      recovered,
      recovered_amount: (amount / 100).toFixed(2),
      net_amount: (net / 100).toFixed(2),
    };
  }
});

test("a cut that a migration adds is counted for the orders that stand there already", async () => {
  const { journey, shop } = service;
  const added = ["template_version", "hours"] as const;
  const before = await Promise.all(added.map((by) => shop.get<Stats>(`stats/recovery?${EVER}&by=${by}`)));
  // As it was before: neither columns nor sums of theirs.
  await journey.rows("DELETE FROM stats_daily WHERE cut IN ('template_version', 'hours')");
  await journey.rows("UPDATE stats_orders SET template_version = 'none', hours = 'none'");
  const migration = await readFile("migrations/0004_hours_and_template_versions.sql", "utf8");
  const [, , ...fill] = migration.split("--> statement-breakpoint");
  for (const statement of fill) await journey.rows(statement);

  for (const [at, by] of added.entries()) {
    const after = await shop.get<Stats>(`stats/recovery?${EVER}&by=${by}`);
    expect(after).toEqual(before[at]);
    expect(after.rows.some(({ key, recovered }) => key !== "none" && recovered > 0)).toBe(true);
  }
  const ever = { from: "2000-01-01", to: "2100-01-01" };
  const { id } = journey.shop;
  expect(await inShops(journey.ctx.db, { shops: [id] }, (tx) => differingDays(tx, id, ever))).toBe(0);
});

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContactId } from "#src/domain/brand.ts";
import type { CouponSource } from "#src/domain/coupon.ts";
import { HOUR, instant, toIso } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import { readPrices } from "#src/domain/prices.ts";
import { RECOVERY_CUTS } from "#src/domain/recovery.ts";
import { checkStats } from "#src/journey/check-stats.ts";
import { recordClick } from "#src/journey/record-click.ts";
import { recordReceipt } from "#src/journey/record-receipt.ts";
import { recountStats } from "#src/journey/recount-stats.ts";
import { refreshShop, refreshStats } from "#src/journey/refresh-stats.ts";
import { readArms } from "#src/store/lift-stats.ts";
import { readRecovery } from "#src/store/recovery-stats.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { about, created, type Journey, openJourney } from "#tests/support/journey.ts";
import {
  naiveCoupon,
  naiveRecovery,
  type OracleContact,
  type OracleOrder,
  type Told,
} from "#tests/support/recovery-oracle.ts";

const ORDERS = 80;
const MINUTE = 60_000;
const START = Date.parse("2026-03-10T00:00:00+08:00");
const WINDOWS = { call: 2 * HOUR, im: 6 * HOUR, sms: 12 * HOUR, email: 24 * HOUR };
const POLICY = {
  held_out: 0.25,
  slots: [
    { orders: "00:00-12:00", remind: { after: "40m" } },
    { orders: "12:00-24:00", remind: { after: "50m" } },
  ],
  steps: [{ channel: "call" }, { channel: "im", after: "1h" }, { channel: "sms", after: "1h" }],
  caps: { person: { count: 20 } },
  attribution: { window: { call: "2h", im: "6h", sms: "12h", email: "24h" } },
  coupons: { on: true, url: "https://shop.example/coupons", max_amount: "20", consent: "not_required" },
};
const BROWSER = {
  method: "GET",
  userAgent:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1",
  acceptLanguage: "zh-CN",
  fetchDest: "document",
  purposes: [],
};
const PRICES = readPrices({ sms: { CN: "0.045 CNY", US: "0.0083 USD" }, call: { "*": "0.100001 CNY" } });

/** Gives most orders a code of a few yuan. */
const COUPONS: CouponSource = {
  refusal: () => null,
  async ask({ order, key }) {
    const n = Number(order.slice(2));
    if (n % 5 === 0) return { kind: "declined" };
    return { kind: "answered", body: JSON.stringify({ code: key.slice(0, 13), amount: `${(n % 7) + 1}.50` }) };
  },
};

const incident = fc.record({
  kind: fc.constantFrom(
    "paid",
    "paid",
    "paid",
    "paid_late",
    "paid_lower",
    "paid_whole",
    "part",
    "cancelled",
    "refunded",
    "refunded_all",
    "delivered",
    "failed",
    "answered",
    "replied",
    "click",
    "again",
    "regraded",
    "look",
  ),
  after: fc.integer({ min: 1, max: 900 }),
});
const story = fc.record({
  placed: fc.integer({ min: 540, max: 2_600 }),
  amount: fc.integer({ min: 0, max: 90_000 }),
  currency: fc.constantFrom("CNY", "CNY", "CNY", "USD"),
  buyer: fc.integer({ min: 0, max: 24 }),
  grade: fc.constantFrom("A", "B", "F", null),
  paidOrders: fc.constantFrom(0, 2, null),
  isDear: fc.boolean(),
  incidents: fc.array(incident, { maxLength: 5 }),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

/** What chance seldom brings: a click, then a payment that tells of a coupon in one way or another. */
const PLANTED: readonly Story[] = Array.from({ length: 15 }, (_, n) => ({
  placed: 600 + n,
  amount: 19_900 + n,
  currency: "CNY",
  buyer: 30 + n,
  grade: "B",
  paidOrders: 2,
  isDear: true,
  incidents: [
    { kind: "click", after: 60 },
    { kind: (["paid", "paid_lower", "paid_whole"] as const)[n % 3] ?? "paid", after: 90 },
  ],
}));

let database: TestDatabase;
let journey: Journey;

/** Plays the stories minute by minute; figures are counted in between, at whatever moment a story looks. */
async function play(stories: readonly Story[]): Promise<void> {
  if (!PRICES.ok) throw new Error(JSON.stringify(PRICES.errors));
  Object.assign(journey.ctx, { prices: PRICES.priceOf, coupons: COUPONS });
  const events = stories.flatMap((one, at) => [
    { minute: one.placed, at, kind: "created" },
    ...one.incidents.map(({ kind, after }) => ({ minute: one.placed + after, at, kind })),
  ]);
  const ticks = Array.from({ length: 60 }, (_, at) => 560 + at * 60);
  const minutes = [...new Set([...events.map(({ minute }) => minute), ...ticks])].sort((a, b) => a - b);
  for (const minute of minutes) {
    journey.moveTo(instant(START + minute * MINUTE));
    for (const event of events.filter((one) => one.minute === minute)) await happen(stories, event);
    await journey.run();
  }
}

async function happen(
  stories: readonly Story[],
  { minute, at, kind }: { minute: number; at: number; kind: string },
): Promise<void> {
  const one = stories[at];
  if (!one) throw new Error("no such story");
  const id = `o-${at}`;
  const now = toIso(instant(START + minute * MINUTE));
  const placed = toIso(instant(START + one.placed * MINUTE));
  const body = (grade: string | null, type?: string) =>
    withWords(
      one.isDear ? "太贵了，能便宜点吗" : "好的",
      placed,
      created(id, toIso(instant(START + one.placed * MINUTE)), {
        timestamp: now,
        ...(type === undefined ? {} : { type }),
        order: { amount: (one.amount / 100).toFixed(2), currency: one.currency },
        buyer: {
          id: `b-${one.buyer}`,
          phone: `+861390000${1_000 + one.buyer}`,
          im: { wecom: `w-${one.buyer}` },
          grade,
          paid_orders: one.paidOrders,
          country: one.buyer % 3 === 0 ? "US" : "CN",
        },
      }),
    );
  switch (kind) {
    case "created":
      return void (await journey.receive(body(one.grade), `${id}-created`));
    case "again":
      return void (await journey.receive(
        { ...body(one.grade), timestamp: toIso(instant(START + one.placed * MINUTE)) },
        `${id}-created`,
      ));
    case "regraded":
      return void (await journey.receive(body("D", "order.updated")));
    case "paid":
      return void (await journey.receive(about("order.paid", id, now, { paid_at: now })));
    case "paid_late":
      return void (await journey.receive(
        about("order.paid", id, now, { paid_at: toIso(instant(START + (minute - 200) * MINUTE)) }),
      ));
    case "paid_lower":
    case "paid_whole":
      return void (await journey.receive(
        about("order.paid", id, now, {
          paid_at: now,
          amount: (Math.max(0, one.amount - (kind === "paid_lower" ? 300 : 0)) / 100).toFixed(2),
          currency: one.currency,
        }),
      ));
    case "part":
      return void (await journey.receive(about("order.updated", id, now, { status: "partially_paid" })));
    case "cancelled":
      return void (await journey.receive(about("order.cancelled", id, now)));
    case "refunded":
      return void (await journey.receive(about("order.refunded", id, now, { refunded: "1.50" })));
    case "refunded_all":
      return void (await journey.receive(about("order.refunded", id, now)));
    case "look":
      return void (await refreshShop(journey.ctx, journey.shop.id));
    default:
      return await reportBack(id, kind);
  }
}

const withWords = (text: string, at: string, body: object) => ({
  ...body,
  data: { ...(body as { data: object }).data, conversation: [{ from: "buyer", at, text }] },
});

/** When the stories told an order's amount last. */
const amountToldAt = ({ placed, incidents }: Story): number =>
  START +
  MINUTE *
    Math.max(
      placed,
      ...incidents
        .filter(({ kind }) => ["paid_lower", "paid_whole", "regraded"].includes(kind))
        .map(({ after }) => placed + after),
    );

/** A receipt or a click on one of the order's contacts. */
async function reportBack(id: string, kind: string): Promise<void> {
  const contacts = await journey.rows<{ id: ContactId; link_code: string; state: string }>(
    `SELECT c.id, c.state, p.link_code FROM contacts c JOIN contact_orders p ON p.contact_id = c.id
     JOIN orders o ON o.id = p.order_id WHERE o.external_id = '${id}' ORDER BY c.claimed_at, c.id`,
  );
  const [first] = contacts;
  const last = contacts.at(-1);
  if (!first || !last) return;
  if (kind === "click") await recordClick(journey.ctx, first.link_code, BROWSER);
  else if (kind === "delivered" || kind === "failed" || kind === "answered" || kind === "replied") {
    const { clock } = journey.ctx;
    if (clock.kind !== "injected") throw new Error("the clock is not the test's");
    await recordReceipt(journey.ctx, { contactId: last.id, state: kind, at: clock.now(), text: null });
  }
}

/** What the stories told of the buyer with the order: the last grade; where they told nothing, what the buyer is. */
function toldOf(stories: readonly Story[], rows: readonly (Told & { id: number; external_id: string })[]) {
  return new Map(
    rows.map(({ id, external_id, grade, paidOrders }): [number, Told] => {
      const one = stories[Number(external_id.slice(2))];
      const regraded = one?.incidents.some(({ kind }) => kind === "regraded") ? "D" : null;
      if (!one) throw new Error("no such story");
      const toldAt = amountToldAt(one);
      return [
        id,
        { grade: regraded ?? one.grade ?? grade, paidOrders: one.paidOrders ?? paidOrders, amountToldAt: toldAt },
      ];
    }),
  );
}

const moments = (columns: readonly string[]) =>
  columns.map((name) => `(extract(epoch FROM ${name}) * 1000)::float8 AS ${name.replace(/^.*\./, "")}`).join(", ");

describe.each([20260310, 7])("random journeys, seed %i", (seed) => {
  let stories: readonly Story[];
  let orders: OracleOrder[];
  let contacts: OracleContact[];
  let told: Map<number, Told>;

  beforeAll(async () => {
    database = await testDatabase();
    journey = await openJourney(database.url, { now: toIso(instant(START)), policy: POLICY });
    const [random = []] = fc.sample(fc.array(story, { minLength: ORDERS, maxLength: ORDERS }), { numRuns: 1, seed });
    stories = [...random, ...PLANTED];
    await play(stories);
    while ((await refreshStats(journey.ctx)) > 0);
    const rows = await journey.rows<OracleOrder & Told & { external_id: string }>(
      `SELECT o.id, external_id, status, was_unpaid, ${moments(["placed_at", "paid_at"])}, o.amount, refunded, o.currency,
       planned, eligible, arm, buyer_id, reason_code, grade, paid_orders AS "paidOrders",
       k.amount AS coupon_amount, k.order_amount AS coupon_order_amount, k.named_in AS coupon_named_in
       FROM orders o JOIN buyers b ON b.id = o.buyer_id LEFT JOIN coupons k ON k.order_id = o.id`,
    );
    orders = rows;
    told = toldOf(stories, rows);
    contacts = await journey.rows(
      `SELECT p.order_id, c.id, c.channel, c.provider, c.state, ${moments(["c.sent_at", "p.clicked_at"])}, c.rule,
       c.template_id, c.template_version, c.agent, c.cost_micros, c.cost_currency, (SELECT array_agg(q.order_id) FROM contact_orders q
         WHERE q.contact_id = c.id AND NOT q.dropped) AS order_ids
       FROM contact_orders p JOIN contacts c ON c.id = p.contact_id WHERE NOT p.dropped`,
    );
  });

  afterAll(async () => {
    await journey.close();
    await database.drop();
  });

  const couponOf = (order: OracleOrder) =>
    naiveCoupon(
      order,
      contacts.filter(({ order_id }) => order_id === order.id),
      told.get(order.id),
    );

  test("the stories hold what is to be counted", () => {
    expect(orders.some(({ refunded, status }) => refunded > 0 && status === "paid")).toBe(true);
    expect(contacts.some(({ order_ids }) => order_ids.length > 1)).toBe(true);
    expect(contacts.some(({ clicked_at }) => clicked_at !== null)).toBe(true);
    expect(contacts.some(({ cost_micros }) => cost_micros !== null)).toBe(true);
    expect(orders.some(({ arm }) => arm === "held_out")).toBe(true);
    expect(orders.some((order) => couponOf(order).off > 0)).toBe(true);
    expect(orders.some((order) => couponOf(order).cost > couponOf(order).off)).toBe(true);
    expect(
      orders.some((order) => order.coupon_amount !== null && order.status === "paid" && couponOf(order).cost === 0),
    ).toBe(true);
  });

  test.each(RECOVERY_CUTS)("by %s is what a plain count gives", async (by) => {
    for (const currency of ["CNY", "USD"]) {
      const counted = await journey.read((tx) =>
        readRecovery(tx, {
          shop: { id: journey.shop.id, slug: journey.shop.slug },
          from: "2026-03-01",
          to: "2026-03-31",
          currency: currency as CurrencyCode,
          by,
        }),
      );
      const naive = naiveRecovery(orders, contacts, told, WINDOWS, currency, by);
      const known = new Set(naive.map(({ key }) => key));
      expect(by === "outcome" ? counted.filter(({ key }) => known.has(key)) : counted).toEqual(naive);
      if (by === "channel" && currency === "CNY") expect(naive.some(({ recovered }) => recovered > 0)).toBe(true);
    }
  });

  test("the arms of lift are sums over buyers", async () => {
    const arms = await journey.read((tx) => readArms(tx, journey.shop.id));
    for (const arm of ["treated", "held_out"] as const) {
      const own = orders.filter((order) => order.was_unpaid && order.eligible && order.arm === arm && order.amount > 0);
      const clusters = [...Map.groupBy(own, ({ buyer_id }) => buyer_id).values()].map((list) => ({
        n: list.length,
        y: list.filter(({ status }) => status === "paid").length,
        z: list
          .filter(({ status, currency }) => status === "paid" && currency === "CNY")
          .reduce((sum, order) => sum + Math.max(0, order.amount - order.refunded - couponOf(order).off), 0),
      }));
      const sum = (of: (cluster: { n: number; y: number; z: number }) => number) =>
        clusters.reduce((total, cluster) => total + of(cluster), 0);
      const common = { buyers: clusters.length, n: sum(({ n }) => n), nn: sum(({ n }) => n * n) };
      expect(arms[arm].paid).toEqual({
        ...common,
        y: sum(({ y }) => y),
        yy: sum(({ y }) => y * y),
        ny: sum(({ n, y }) => n * y),
      });
      expect(arms[arm].amount).toEqual({
        ...common,
        y: sum(({ z }) => z),
        yy: sum(({ z }) => z * z),
        ny: sum(({ n, z }) => n * z),
      });
    }
  });

  test("every part adds up, and a day that was tampered with is found", async () => {
    expect(await checkStats(journey.ctx)).toEqual([]);
    await journey.rows(
      "UPDATE stats_daily SET orders = orders + 1 WHERE cut = 'grade' AND key = (SELECT min(key) FROM stats_daily WHERE cut = 'grade')",
    );
    expect((await checkStats(journey.ctx)).map(({ fault }) => fault)).toEqual(["cuts_differ", "days_differ"]);
    await journey.rows(
      "UPDATE stats_orders SET clicked = 1 - clicked WHERE order_id = (SELECT min(order_id) FROM stats_orders)",
    );
    expect((await checkStats(journey.ctx)).map(({ fault }) => fault)).toContain("orders_differ");
    expect(await recountStats(journey.ctx, { shop: journey.shop, by: "test" })).toBe(
      orders.filter((order) => order.was_unpaid && order.amount > 0).length,
    );
    expect(await checkStats(journey.ctx)).toEqual([]);
  });
});

import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { instant } from "#src/domain/instant.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type Journey, openJourney } from "#tests/support/journey.ts";
import { play, policyOf, setting } from "#tests/support/simulation.ts";

let database: TestDatabase;
let shops = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});

interface Played {
  readonly order: string;
  readonly channel: string;
  readonly sent: boolean;
  readonly reason: string | null;
  readonly at: number | null;
}

const START = Date.UTC(2026, 2, 27);
const minutes = (count: number): string => new Date(START + count * 60_000).toISOString();

/** The data of webhooks: few buyers, so that orders meet; grades, zones and addresses that change from one to the next. */
const orders = fc.array(
  fc.record({
    buyer: fc.integer({ min: 0, max: 4 }),
    minute: fc.integer({ min: 0, max: 3 * 24 * 60 }),
    amount: fc.constantFrom("199.00", "0.50", "8000.00"),
    currency: fc.constantFrom("CNY", "CNY", "CNY", "USD"),
    closes: fc.option(fc.integer({ min: 10, max: 40 * 60 }), { freq: 3 }),
    grade: fc.constantFrom("A", "C", "C", "C", "F"),
    timezone: fc.constantFrom(undefined, undefined, "America/New_York"),
    phone: fc.constantFrom("same", "same", "none", "other"),
    method: fc.constantFrom("alipay", "alipay", "alipay", "cod"),
    no: fc.boolean().map((no) => no),
  }),
  { minLength: 1, maxLength: 14 },
);

const policies = fc.record({
  slots: fc.constantFrom(
    undefined,
    [{ orders: "00:00-24:00", remind: { after: "20m" } }],
    [
      { orders: "08:00-22:00", remind: { before: "close", lead: "10m" } },
      { orders: "22:00-08:00", remind: { day: 1, between: "10:00-12:00" } },
    ],
  ),
  merge: fc.boolean(),
  min_delay: fc.constantFrom("0m", "30m", "2h"),
  caps: fc.constantFrom(
    { person: { count: 2, per: "1d" } },
    { person: { count: 5, per: "7d" } },
    { shop: { count: 6, per: "1d" } },
  ),
  live: fc.constantFrom(true, true, true, false),
});

const dataOf = (order: typeof orders extends fc.Arbitrary<readonly (infer One)[]> ? One : never, at: number) => {
  const { buyer, minute, amount, currency, closes, grade, timezone, phone, method, no } = order;
  const number = phone === "other" ? "+8613900000009" : `+861380000000${buyer}`;
  const placed = minutes(minute);
  return {
    order: {
      id: `o${at}`,
      placed_at: placed,
      amount,
      currency,
      payment_method: method,
      closes_at: closes === null ? null : minutes(minute + closes),
    },
    buyer: { id: `b${buyer}`, phone: phone === "none" ? null : number, im: { wecom: `w${buyer}` }, grade, timezone },
    conversation: no && at % 9 === 8 ? [{ from: "buyer", at: placed, text: "别再打了" }] : [],
  };
};

it("tells what the service then does, order by order and minute by minute", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(orders, policies, async (drawn, drawnPolicy) => {
      const policy = Object.fromEntries(Object.entries(drawnPolicy).filter(([, value]) => value !== undefined));
      const data = drawn.map(dataOf);
      shops += 1;
      const journey = await openJourney(database.url, { now: minutes(0), slug: `sim-${shops}`, policy });
      try {
        const expected = await live(journey, data);
        const under = { ...setting(), policy: policyOf(policy), shop: journey.shop };
        expect(told(play(data, under))).toEqual(expected);
      } finally {
        await journey.close();
      }
    }),
    { numRuns: 40, seed: 7 },
  );
});

function told(results: ReturnType<typeof play>): Played[] {
  return results
    .flatMap(({ order, reminders }) =>
      reminders.map(({ channel, state, reason, dueAt }) => ({
        order,
        channel,
        sent: state === "planned",
        reason,
        at: state === "planned" ? dueAt : null,
      })),
    )
    .sort(byOrder);
}

const byOrder = (a: Played, b: Played): number => (`${a.order} ${a.channel}` < `${b.order} ${b.channel}` ? -1 : 1);

/** Lets the service itself live through the orders, its clock stepping from one moment to the next. */
async function live(journey: Journey, data: readonly ReturnType<typeof dataOf>[]): Promise<Played[]> {
  const arrivals = data
    .map((one, at) => ({ one, number: at + 1, at: Date.parse(one.order.placed_at) }))
    .sort((a, b) => a.at - b.at || a.number - b.number);
  for (;;) {
    const due = await nextDue(journey);
    const [arrival] = arrivals;
    if (arrival && (due === null || arrival.at <= due)) {
      arrivals.shift();
      journey.moveTo(instant(arrival.at));
      const body = { type: "order.created", timestamp: arrival.one.order.placed_at, data: arrival.one };
      await journey.receive(body, String(arrival.number).padStart(10, "0"));
    } else if (due !== null) {
      journey.moveTo(instant(Math.max(due, journey.ctx.clock.kind === "injected" ? journey.ctx.clock.now() : 0)));
      await journey.run();
    } else break;
  }
  return (
    await journey.rows<Omit<Played, "at" | "sent"> & { state: string; at: number | null }>(
      `SELECT o.external_id AS "order", r.channel, r.state, r.reason,
         (extract(epoch FROM c.claimed_at) * 1000)::float8 AS at
       FROM reminders r JOIN orders o ON o.id = r.order_id LEFT JOIN contacts c ON c.id = r.contact_id
       WHERE r.shop_id = ${journey.shop.id}`,
    )
  )
    .map(({ order, channel, state, reason, at }) => ({ order, channel, sent: state === "done", reason, at }))
    .sort(byOrder);
}

/** When something is due next: a paused shop's reminders end with their time. */
async function nextDue(journey: Journey): Promise<number | null> {
  const [row] = await journey.rows<{ at: number | null }>(
    `SELECT (extract(epoch FROM min(CASE WHEN EXISTS (SELECT FROM sending_pauses p WHERE p.shop_id = ${journey.shop.id})
       THEN not_after ELSE due_at END)) * 1000)::float8 AS at
     FROM reminders WHERE shop_id = ${journey.shop.id} AND state = 'planned'`,
  );
  return row?.at ?? null;
}

import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Agenda } from "#src/domain/agenda.ts";
import { csvLine } from "#src/domain/csv.ts";
import { instant, toIso } from "#src/domain/instant.ts";
import type { CurrencyCode } from "#src/domain/money.ts";
import type { PriceOf } from "#src/domain/prices.ts";
import { simulationLine, summarize } from "#src/domain/simulation.ts";
import { simulate } from "#src/journey/simulate.ts";
import { readPlacedOrder } from "#src/shops/order-line.ts";
import { play, playable, policyOf, setting, shop, simulated, told } from "#tests/support/simulation.ts";

const data = (
  id: string,
  placedAt: string,
  over: { order?: object; buyer?: object; conversation?: object[] } = {},
) => ({
  order: { id, placed_at: placedAt, amount: "199.00", currency: "CNY", ...over.order },
  buyer: {
    id: `b-${id}`,
    phone: `+86138${String(Number.parseInt(hash("sha256", id).slice(0, 6), 16) % 100_000_000).padStart(8, "0")}`,
    im: { wecom: `w-${id}` },
    country: "CN",
    ...over.buyer,
  },
  ...(over.conversation ? { conversation: over.conversation } : {}),
});
const SAME = { id: "same", phone: "+8613800138000", im: { wecom: "same" } };
const at_once = {
  slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
  min_delay: "0m",
  steps: [{ channel: "sms" }],
};

describe("orders that are played", () => {
  it("are reminded at each step, in the order they were given", () => {
    const results = play([data("b", "2026-03-10T19:00:00+08:00"), data("a", "2026-03-10T10:00:00+08:00")], setting());
    expect(told(results)).toEqual([
      "b call planned",
      "b im planned",
      "b sms planned",
      "a call planned",
      "a im planned",
      "a sms planned",
    ]);
    const [evening, morning] = results.map(simulationLine);
    expect(morning?.reminders[0]?.due_at).toMatch(/^2026-03-10T0[678]:\d\d:\d\d\.\d{3}Z$/);
    expect(evening?.reminders[0]?.due_at).toMatch(/^2026-03-11T0[678]:/);
    expect(morning?.reminders[0]?.not_after).toBe("2026-03-10T09:00:00.000Z");
  });

  it("never count as paid, whatever the file says became of them", () => {
    const order = { status: "paid", paid_at: "2026-03-10T10:05:00+08:00" };
    expect(told(play([data("a", "2026-03-10T10:00:00+08:00", { order })], setting()))).toEqual([
      "a call planned",
      "a im planned",
      "a sms planned",
    ]);
  });

  it("are skipped for the reason that the service would name", () => {
    const day = "2026-03-10T10:00:00+08:00";
    const results = play(
      [
        data("g", day, { buyer: { grade: "F" } }),
        data("c", day, { order: { payment_method: "cod" } }),
        data("p", day, { buyer: { phone: null } }),
        data("n", day, { buyer: { consent: { sms: { given: false, at: day, source: "checkout" } } } }),
        data("s", day, { conversation: [{ from: "buyer", at: day, text: "别再打了" }] }),
      ],
      setting(),
    );
    expect(told(results)).toEqual([
      ...["call", "im", "sms"].map((channel) => `g ${channel} skipped grade`),
      ...["call", "im", "sms"].map((channel) => `c ${channel} skipped filtered`),
      "p call skipped no_address",
      "p im planned",
      "p sms skipped no_address",
      "n call planned",
      "n im planned",
      "n sms skipped no_consent",
      ...["call", "im", "sms"].map((channel) => `s ${channel} skipped suppressed`),
    ]);
  });

  it("go to nobody in Florida more than three times a day, whatever the policy allows", () => {
    const policy = {
      slots: [{ orders: "00:00-24:00", remind: { after: "0m" } }],
      min_delay: "0m",
      merge: false,
      steps: [{ channel: "sms" }],
      caps: { person: { count: 10, per: "1d" } },
    };
    const orders = (phone: string) =>
      ["15:00", "15:10", "15:20", "15:30"].map((time) =>
        data(time, `2026-03-10T${time}:00Z`, {
          buyer: { id: "b", phone, country: "US", timezone: "America/New_York" },
        }),
      );
    expect(
      told(play(orders("+13055550123"), setting(policy))).map((line) => line.split(" ").slice(2).join(" ")),
    ).toEqual(["planned", "planned", "planned", "skipped cap"]);
    expect(told(play(orders("+12125550123"), setting(policy))).at(-1)).toBe("15:30 sms planned");
  });

  it("end for a buyer who says no with a later order", () => {
    const day = "2026-03-10T10:30:00+08:00";
    const results = play(
      [
        data("a", "2026-03-10T10:00:00+08:00", { buyer: SAME }),
        data("b", day, { buyer: SAME, conversation: [{ from: "buyer", at: day, text: "别再打了" }] }),
        data("c", day, { buyer: { ...SAME, id: "other" } }),
      ],
      setting(),
    );
    expect(new Set(told(results).map((line) => line.split(" ").slice(2).join(" ")))).toEqual(
      new Set(["skipped suppressed"]),
    );
  });

  it("end for whoever an address of such a buyer leads to, also one that is learned later", () => {
    const [first, second, third] = ["10:00", "10:10", "10:20"].map((time) => `2026-03-10T${time}:00+08:00`);
    const phone = "+8613900000009";
    const results = play(
      [
        data("a", first ?? "", { buyer: SAME, conversation: [{ from: "buyer", at: first, text: "别再打了" }] }),
        data("b", second ?? "", { buyer: { phone } }),
        data("c", third ?? "", { buyer: { ...SAME, phone } }),
      ],
      setting(),
    );
    expect(told(results).filter((line) => line.startsWith("b"))).toEqual(
      ["call", "im", "sms"].map((channel) => `b ${channel} skipped suppressed`),
    );
  });

  it("share one message, at the time of the first", () => {
    const results = play(
      [
        data("a", "2026-03-10T09:59:00+08:00", { buyer: SAME }),
        data("b", "2026-03-10T09:59:00+08:00", { buyer: SAME }),
        data("c", "2026-03-10T09:59:00+08:00", { buyer: SAME, order: { currency: "USD" } }),
      ],
      setting(at_once),
    );
    expect(told(results)).toEqual(["a sms planned", "b sms planned >a", "c sms planned"]);
    expect(results[1]?.reminders[0]?.dueAt).toBe(results[0]?.reminders[0]?.dueAt);
    expect(
      told(
        play(
          [
            data("a", "2026-03-10T09:59:00+08:00", { buyer: SAME }),
            data("b", "2026-03-10T09:59:00+08:00", { buyer: SAME }),
          ],
          setting({ ...at_once, merge: false }),
        ),
      ),
    ).toEqual(["a sms planned", "b sms planned"]);
  });

  it("keep to the person's cap in simulated time, by any of the addresses", () => {
    const policy = { ...at_once, merge: false, caps: { person: { count: 2, per: "1d" } } };
    const results = play(
      [
        data("a", "2026-03-10T10:00:00+08:00", { buyer: SAME }),
        data("b", "2026-03-10T11:00:00+08:00", { buyer: { ...SAME, id: "other" } }),
        data("c", "2026-03-10T12:00:00+08:00", { buyer: SAME }),
        data("d", "2026-03-11T10:00:00+08:00", { buyer: SAME }),
      ],
      setting(policy),
    );
    expect(told(results)).toEqual(["a sms planned", "b sms planned", "c sms skipped cap", "d sms planned"]);
  });

  it("stop where the shop's cap would pause the shop, and tell when", () => {
    const under = setting({ ...at_once, caps: { shop: { count: 2, per: "1h" } } });
    const orders = ["a", "b", "c", "d"].map((id, at) =>
      data(id, `2026-03-10T1${at}:0${at === 3 ? 0 : at}:00+08:00`.replace(/T1[012]/, "T10")),
    );
    const simulation = simulated(orders, under);
    expect(told(simulation.results)).toEqual([
      "a sms planned",
      "b sms planned",
      "c sms skipped paused",
      "d sms skipped paused",
    ]);
    expect(summarize(simulation).shop_paused_at).toBe("2026-03-10T02:02:00.000Z");
  });

  it("are not sent while the policy is not live", () => {
    expect(told(play([data("a", "2026-03-10T09:59:00+08:00")], setting({ ...at_once, live: false })))).toEqual([
      "a sms skipped shadow",
    ]);
  });

  it("hold the same buyers out every time, by the shop's own name for them", () => {
    const many = Array.from({ length: 400 }, (_, at) =>
      data(`o${at}`, "2026-03-10T10:00:00+08:00", { buyer: { id: `b${at}` } }),
    );
    const lines = told(play(many, setting({ ...at_once, held_out: 0.5 })));
    const heldOut = lines.filter((line) => line.endsWith("held_out")).length;
    expect(heldOut).toBeGreaterThan(150);
    expect(heldOut).toBeLessThan(250);
    expect(told(play([...many].reverse(), setting({ ...at_once, held_out: 0.5 }))).reverse()).toEqual(lines);
  });

  it("are planned anew when the buyer is told of otherwise", () => {
    const results = play(
      [
        data("a", "2026-03-10T09:00:00+08:00", { buyer: { ...SAME, phone: null } }),
        data("b", "2026-03-10T10:00:00+08:00", { buyer: SAME }),
      ],
      setting({ steps: [{ channel: "sms" }], merge: false }),
    );
    expect(told(results)).toEqual(["a sms planned", "b sms planned"]);
    const worse = play(
      [
        data("a", "2026-03-10T09:00:00+08:00", { buyer: SAME }),
        data("b", "2026-03-10T10:00:00+08:00", { buyer: { ...SAME, grade: "F" } }),
      ],
      setting({ steps: [{ channel: "sms" }] }),
    );
    expect(told(worse)).toEqual(["a sms skipped grade", "b sms skipped grade"]);
  });

  it("give the same every time, told by one hash", () => {
    const orders = Array.from({ length: 40 }, (_, at) =>
      data(`o${at}`, `2026-03-1${at % 5}T1${at % 10}:00:00+08:00`, { buyer: { id: `b${at % 13}` } }),
    );
    const hash = (document: object) => summarize(simulated(orders, setting(document))).decisions_sha256;
    expect(hash({})).toBe(hash({}));
    expect(hash({})).not.toBe(hash({ min_delay: "90m", merge: false }));
  });

  it("cost what the prices of their buyers' countries say; calls by the shop's people cost nothing", () => {
    const { CNY, USD } = { CNY: "CNY" as CurrencyCode, USD: "USD" as CurrencyCode };
    const prices: PriceOf = (channel, country) => {
      if (channel !== "sms") return null;
      return country === "CN" ? { micros: 45_000, currency: CNY } : { micros: 8_300, currency: USD };
    };
    const placed = "2026-03-10T10:00:00+08:00";
    const orders = [
      data("a", placed, { buyer: SAME }),
      data("b", placed, { buyer: SAME }),
      data("c", placed),
      data("d", placed, { buyer: { country: "SG", phone: "+6581234567", timezone: "Asia/Singapore" } }),
    ];
    // One message for a and b.
    expect(summarize(simulated(orders, { ...setting(), prices }))).toMatchObject({
      contacts: 9,
      cost: { CNY: "0.09", USD: "0.0083" },
      unpriced: 3,
    });
  });

  it("can be stopped half way", () => {
    const orders = Array.from({ length: 600 }, (_, at) => data(`o${at}`, "2026-03-10T10:00:00+08:00"));
    const under = setting();
    const run = simulate(under, playable(orders, under));
    expect(run.next()).toEqual({ done: false, value: 500 });
    expect(run.next().done).toBe(false);
  });
});

describe("a line of a file of orders", () => {
  const refusal = (line: string) => {
    const reading = readPlacedOrder(line, 1, shop);
    return reading.ok ? null : reading.errors.map(({ pointer, code }) => `${pointer} ${code}`);
  };

  it.each([
    ["no JSON", "{", [" json"]],
    ["no object", "[1]", ["/order required"]],
    ["no order", '{"buyer":{}}', ["/order required"]],
    [
      "no time of placing",
      JSON.stringify(data("a", "2026-03-10T10:00:00+08:00", { order: { placed_at: undefined } })),
      ["/order/placed_at required"],
    ],
    ["a time without an offset", JSON.stringify(data("a", "2026-03-10T10:00:00")), ["/order/placed_at time"]],
    [
      "a bad amount",
      JSON.stringify(data("a", "2026-03-10T10:00:00+08:00", { order: { amount: "1,5" } })),
      ["/order/amount not_decimal"],
    ],
    [
      "nobody to reach",
      JSON.stringify(data("a", "2026-03-10T10:00:00+08:00", { buyer: { phone: null, im: null } })),
      ["/buyer required"],
    ],
  ])("with %s is refused where it is wrong", (_, line, expected) => {
    expect(refusal(line)?.map((one) => one.replace(/^ .*/, " json"))).toEqual(expected);
  });

  it("may be of next year, with a consent given since", () => {
    const given = { sms: { given: true, at: "2028-01-01T00:00:00Z", source: "checkout" } };
    expect(refusal(JSON.stringify(data("a", "2027-03-10T10:00:00+08:00", { buyer: { consent: given } })))).toBeNull();
  });
});

describe("the agenda", () => {
  it("gives out by time, then as it was added", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const agenda = new Agenda<number>();
        times.forEach((at, number) => {
          agenda.add(instant(at), number);
        });
        const out: [number, number][] = [];
        for (let next = agenda.take(); next; next = agenda.take()) out.push([next.at, next.what]);
        expect(out).toEqual(
          times.map((at, number): [number, number] => [at, number]).sort((a, b) => a[0] - b[0] || a[1] - b[1]),
        );
      }),
    );
  });
});

it("CSV is quoted, and no formula for a spreadsheet", () => {
  expect(csvLine(['a"b', "c,d", "=1+1", "-2", null, -2, "e"])).toBe(`"a""b","c,d",'=1+1,'-2,,-2,e`);
});

it("every planned time lies in the buyer's contact hours and before its end", () => {
  const policy = policyOf();
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7 * 24 * 60 }),
      fc.constantFrom("Asia/Shanghai", "America/New_York", "Europe/London"),
      (minute, timezone) => {
        const placed = toIso(instant(Date.UTC(2026, 2, 26) + minute * 60_000));
        const [result] = play([data("a", placed, { buyer: { timezone, country: null } })], { ...setting(), policy });
        for (const { dueAt, notAfter, state } of result?.reminders ?? []) {
          if (state === "skipped" || dueAt === null || notAfter === null) continue;
          const hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit" }).format(dueAt));
          expect(hour).toBeGreaterThanOrEqual(9);
          expect(hour).toBeLessThan(20);
          expect(dueAt).toBeLessThan(notAfter);
        }
      },
    ),
  );
});

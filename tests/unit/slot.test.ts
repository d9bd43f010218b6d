import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, instant, MINUTE, toIso } from "#src/domain/instant.ts";
import { localTime } from "#src/domain/local-time.ts";
import { completePolicy } from "#src/domain/policy.ts";
import { type SlotSetting, type StepTime, solveSteps } from "#src/domain/slot.ts";

const at = (iso: string) => instant(Date.parse(iso));
const noHolidays = { isHoliday: () => false, knownUntil: null };

function setting(document: unknown = {}, changes: Partial<SlotSetting> = {}): SlotSetting {
  const completed = completePolicy(document);
  if (!completed.ok) throw new Error(JSON.stringify(completed.errors));
  return {
    policy: completed.policy,
    shopZone: "Asia/Shanghai",
    zones: { rule: "Asia/Shanghai", candidates: ["Asia/Shanghai"] },
    country: "CN",
    calendar: noHolidays,
    ...changes,
  };
}

interface Order {
  readonly placed: string;
  readonly closes?: string;
  readonly from?: string;
  readonly key?: string;
}

const solve = ({ placed, closes, from = placed, key = "order" }: Order, where: SlotSetting = setting()) =>
  solveSteps({ key, placedAt: at(placed), closesAt: closes === undefined ? null : at(closes), from: at(from) }, where);

/** A step's window in local time of Shanghai and its rule, or the reason of its refusal. */
function told(step: StepTime | undefined): string {
  if (step?.kind !== "at") return step?.reason ?? "missing";
  const local = (time: number) =>
    toIso(instant(time + 8 * HOUR))
      .slice(5, 16)
      .replace("T", " ");
  return `${local(step.window.start)} to ${local(step.notAfter)} by ${step.rule}`;
}

const oneStep = { steps: [{ channel: "sms" }], hours: { default: "08:00-21:00" } };
const always = (remind: unknown) => ({ ...oneStep, slots: [{ orders: "00:00-24:00", remind }] });

describe("the sellers' rules", () => {
  it.each([
    [
      "R1: a morning order, the same afternoon",
      "2026-11-21T10:14:58+08:00",
      "11-21 14:00 to 11-21 17:00 by 00:00-12:00",
    ],
    ["R1: the first moment of a day", "2026-11-21T00:00:00+08:00", "11-21 14:00 to 11-21 17:00 by 00:00-12:00"],
    ["R1: the last moment of a morning", "2026-11-21T11:59:59.999+08:00", "11-21 14:00 to 11-21 17:00 by 00:00-12:00"],
    ["R2: the first moment of an afternoon", "2026-11-21T12:00:00+08:00", "11-21 16:30 to 11-21 17:30 by 12:00-18:00"],
    ["R2: what min_delay leaves of the hour", "2026-11-21T16:40:00+08:00", "11-21 17:10 to 11-21 17:30 by 12:00-18:00"],
    [
      "R2 left empty by min_delay: the next rule",
      "2026-11-21T17:00:00+08:00",
      "11-22 14:00 to 11-22 17:00 by 18:00-24:00",
    ],
    [
      "R3: an evening order, the next afternoon",
      "2026-11-21T18:00:00+08:00",
      "11-22 14:00 to 11-22 17:00 by 18:00-24:00",
    ],
    ["R3: a night order", "2026-11-21T23:59:59.999+08:00", "11-22 14:00 to 11-22 17:00 by 18:00-24:00"],
  ])("%s", (_, placed, expected) => {
    expect(told(solve({ placed }, setting({ steps: [{ channel: "sms" }] }))[0])).toBe(expected);
  });

  it("all three steps of the default policy", () => {
    const [call, im, sms] = solve({ placed: "2026-11-21T10:00:00+08:00" });
    expect([call?.channel, im?.channel, sms?.channel]).toEqual(["call", "im", "sms"]);
    expect(call?.kind === "at" && im?.kind === "at" && im.dueAt - call.dueAt).toBe(2 * HOUR);
    expect(told(sms)).toBe("11-22 14:00 to 11-22 17:00 by 00:00-12:00");
  });
});

describe("what is left of a window", () => {
  it.each<[string, Order, unknown, string]>([
    [
      "nothing before it was known",
      { placed: "2026-11-21T10:00:00+08:00", from: "2026-11-21T15:00:00+08:00" },
      oneStep,
      "11-21 15:00 to 11-21 17:00 by 00:00-12:00",
    ],
    [
      "nothing from closes_at on",
      { placed: "2026-11-21T10:00:00+08:00", closes: "2026-11-21T15:00:00+08:00" },
      oneStep,
      "11-21 14:00 to 11-21 15:00 by 00:00-12:00",
    ],
    [
      "nothing from max_age on",
      { placed: "2026-11-21T10:00:00+08:00" },
      { ...oneStep, max_age: "6h" },
      "11-21 14:00 to 11-21 16:00 by 00:00-12:00",
    ],
    [
      "nothing outside hours",
      { placed: "2026-11-21T10:00:00+08:00" },
      { steps: [{ channel: "sms" }], hours: { sms: "15:00-16:00" } },
      "11-21 15:00 to 11-21 16:00 by 00:00-12:00",
    ],
    [
      "nothing outside the law's hours",
      { placed: "2026-11-21T10:00:00+08:00" },
      always({ day: 1, between: "00:00-24:00" }),
      "11-22 09:00 to 11-22 20:00 by 00:00-24:00",
    ],
  ])("%s", (_, order, document, expected) => {
    expect(told(solve(order, setting(document))[0])).toBe(expected);
  });

  it("falls through the list, counted from the order's own day", () => {
    const document = { ...oneStep, hours: { sms: "18:00-20:00" } };
    const slots = [
      { orders: "00:00-12:00", remind: { day: 0, between: "14:00-17:00" } },
      { orders: "12:00-18:00", remind: { before: "close", lead: "30m" } },
      { orders: "18:00-24:00", remind: { day: 1, between: "14:00-19:00" } },
    ];
    expect(told(solve({ placed: "2026-11-21T10:00:00+08:00" }, setting({ ...document, slots }))[0])).toBe(
      "11-22 18:00 to 11-22 19:00 by 18:00-24:00",
    );
  });

  it("is nothing on a day to avoid", () => {
    const calendar = { isHoliday: (date: string) => date === "2026-11-21", knownUntil: null };
    const steps = [{ channel: "sms" }];
    const order = { placed: "2026-11-21T10:00:00+08:00" };
    expect(told(solve(order, setting({ steps, avoid: ["holidays"] }, { calendar }))[0])).toBe(
      "11-22 14:00 to 11-22 17:00 by 18:00-24:00",
    );
    expect(told(solve(order, setting({ steps }, { calendar }))[0])).toContain("by 00:00-12:00");
  });

  it("does not shrink for a day the calendar does not know", () => {
    const calendar = { isHoliday: () => "unknown" as const, knownUntil: "2025-12-31" };
    expect(
      told(solve({ placed: "2026-11-21T10:00:00+08:00" }, setting({ avoid: ["holidays"] }, { calendar }))[0]),
    ).toContain("11-21");
  });
});

describe("before: ship_cutoff", () => {
  const cutoff = (ship_cutoff: unknown) => setting({ steps: [{ channel: "sms" }], ship_cutoff });
  const friday = { placed: "2026-11-20T13:00:00+08:00" };

  it.each([
    ["by weekday", { fri: "17:00" }, "11-20 15:30 to 11-20 16:30 by 12:00-18:00"],
    ["none that weekday: the next rule", { fri: null }, "11-21 14:00 to 11-21 17:00 by 18:00-24:00"],
    ["none at all: the next rule", null, "11-21 14:00 to 11-21 17:00 by 18:00-24:00"],
    ["past already: the next rule", "12:30", "11-21 14:00 to 11-21 17:00 by 18:00-24:00"],
    ["at the moment of the order: the next rule", "13:00", "11-21 14:00 to 11-21 17:00 by 18:00-24:00"],
  ])("%s", (_, ship_cutoff, expected) => {
    expect(told(solve(friday, cutoff(ship_cutoff))[0])).toBe(expected);
  });

  it("stands in the shop's zone, on the buyer's day", () => {
    const zones = { rule: "Europe/Berlin", candidates: ["Europe/Berlin"] };
    const early = setting({ ...oneStep, ship_cutoff: "00:30" }, { zones, country: null });
    // 13:00 in Berlin; the shop's next 00:30 is 17:30 of the same day there.
    expect(told(solve({ placed: "2026-11-20T13:00:00+01:00" }, early)[0])).toBe(
      "11-20 23:00 to 11-21 00:00 by 12:00-18:00",
    );
    const late = setting({ ...oneStep, ship_cutoff: "18:00" }, { zones, country: null });
    // 18:00 of the next day in Shanghai is 11:00 of the next day in Berlin.
    expect(told(solve({ placed: "2026-11-20T13:00:00+01:00" }, late)[0])).toContain("by 18:00-24:00");
  });

  it("one day on is the next local day's cut-off", () => {
    const steps = [{ channel: "im" }, { channel: "sms", next_slot: true }];
    const [, sms] = solve(friday, setting({ steps, ship_cutoff: { sat: "16:00" } }));
    expect(told(sms)).toBe("11-21 14:30 to 11-21 15:30 by 12:00-18:00");
  });
});

describe("other forms of remind", () => {
  it.each<[string, Order, unknown, string]>([
    ["after", { placed: "2026-11-21T10:00:00+08:00" }, { after: "1h" }, "11-21 11:00 to 11-21 13:00 by 00:00-24:00"],
    [
      "after, held back by min_delay",
      { placed: "2026-11-21T10:00:00+08:00" },
      { after: "0m" },
      "11-21 10:30 to 11-21 12:30 by 00:00-24:00",
    ],
    [
      "after, cut by hours",
      { placed: "2026-11-21T18:00:00+08:00" },
      { after: "1h" },
      "11-21 19:00 to 11-21 20:00 by 00:00-24:00",
    ],
    ["after, outside hours, is not moved", { placed: "2026-11-21T22:00:00+08:00" }, { after: "1h" }, "no_slot"],
    [
      "before close",
      { placed: "2026-11-21T10:00:00+08:00", closes: "2026-11-21T16:00:00+08:00" },
      { before: "close", lead: "30m" },
      "11-21 14:30 to 11-21 15:30 by 00:00-24:00",
    ],
    [
      "before close, where nothing closes",
      { placed: "2026-11-21T10:00:00+08:00" },
      { before: "close", lead: "30m" },
      "no_slot",
    ],
  ])("%s", (_, order, remind, expected) => {
    expect(told(solve(order, setting(always(remind)))[0])).toBe(expected);
  });
});

describe("closing_soon", () => {
  const closing = { placed: "2026-11-21T10:00:00+08:00", closes: "2026-11-21T10:30:00+08:00" };

  it("reminds before an order closes by itself, from 5 minutes after it", () => {
    expect(solve(closing).map(told)).toEqual(Array(3).fill("11-21 10:05 to 11-21 10:20 by closing_soon"));
  });

  it.each<[string, Order, unknown, string]>([
    ["off: no slot", closing, { ...oneStep, closing_soon: null }, "no_slot"],
    [
      "keeps a min_delay under 5 minutes",
      closing,
      { ...oneStep, min_delay: "1m" },
      "11-21 10:01 to 11-21 10:20 by closing_soon",
    ],
    [
      "not before it was known",
      { ...closing, from: "2026-11-21T10:15:00+08:00" },
      oneStep,
      "11-21 10:15 to 11-21 10:20 by closing_soon",
    ],
    ["known too late for it: no slot", { ...closing, from: "2026-11-21T10:20:00+08:00" }, oneStep, "no_slot"],
    ["known once closed: too late", { ...closing, from: "2026-11-21T10:30:00+08:00" }, oneStep, "too_late"],
    [
      "not outside hours",
      { placed: "2026-11-21T22:00:00+08:00", closes: "2026-11-21T22:30:00+08:00" },
      oneStep,
      "no_slot",
    ],
    [
      "the last hour only",
      { placed: "2026-11-21T18:30:00+08:00", closes: "2026-11-22T10:10:00+08:00" },
      oneStep,
      "11-22 09:00 to 11-22 10:00 by closing_soon",
    ],
  ])("%s", (_, order, document, expected) => {
    expect(told(solve(order, setting(document))[0])).toBe(expected);
  });

  it("stands in for a step that would come after closes_at, not for the others", () => {
    const [call, im] = solve({ placed: "2026-11-21T10:00:00+08:00", closes: "2026-11-21T17:00:00+08:00", key: "late" });
    expect(told(call)).toBe("11-21 14:00 to 11-21 17:00 by 00:00-12:00");
    expect(
      im?.kind === "at" && call?.kind === "at" && (im.rule === "closing_soon" || im.dueAt === call.dueAt + 2 * HOUR),
    ).toBe(true);
  });

  it("lends the order's own rule to next_slot", () => {
    const document = {
      slots: [
        { orders: "00:00-12:00", remind: { day: 0, between: "14:00-17:00" } },
        { orders: "12:00-24:00", remind: { day: 0, between: "18:00-19:00" } },
      ],
      max_age: "5d",
      hours: { call: "10:00-11:00" },
      closing_soon: { lead: "1530m" },
      steps: [{ channel: "im" }, { channel: "call", next_slot: true }, { channel: "sms", next_slot: true }],
    };
    const order = {
      placed: "2026-11-20T10:00:00+08:00",
      from: "2026-11-20T17:30:00+08:00",
      closes: "2026-11-23T12:00:00+08:00",
    };
    expect(solve(order, setting(document)).map(told)).toEqual([
      "11-20 18:00 to 11-20 19:00 by 12:00-24:00",
      "11-22 10:00 to 11-22 10:30 by closing_soon",
      "11-22 14:00 to 11-22 17:00 by 00:00-12:00",
    ]);
  });
});

describe("after a step", () => {
  const chain = (after: string, changes: object = {}) =>
    setting({
      ...always({ day: 0, between: "14:00-14:15" }),
      steps: [{ channel: "call" }, { channel: "im", after }],
      ...changes,
    });
  const order = { placed: "2026-11-21T10:00:00+08:00" };

  it("moves to the next opening, and may be sent for 2 hours", () => {
    expect(told(solve(order, chain("10h"))[1])).toBe("11-22 09:00 to 11-22 11:00 by 00:00-24:00");
  });

  it("is cut by the end of the hours", () => {
    const [, im] = solve(order, chain("5h"));
    expect(told(im)).toContain("to 11-21 20:00");
  });

  it("passes over days to avoid", () => {
    const calendar = { isHoliday: (date: string) => date === "2026-11-22", knownUntil: null };
    const avoiding = { ...chain("10h", { avoid: ["holidays"], max_age: "4d" }), calendar };
    expect(told(solve(order, avoiding)[1])).toBe("11-23 09:00 to 11-23 11:00 by 00:00-24:00");
  });

  it("counts from the nearest step that has a time, and stands at the slot where none has", () => {
    const steps = [{ channel: "call" }, { channel: "im", after: "1h" }, { channel: "sms", after: "1h" }];
    const [call, im, sms] = solve(
      order,
      chain("1h", { steps, hours: { default: "09:00-20:00", call: "09:00-10:00" } }),
    );
    expect([told(call), told(im)]).toEqual(["no_slot", "11-21 14:00 to 11-21 14:15 by 00:00-24:00"]);
    expect(im?.kind === "at" && sms?.kind === "at" && sms.dueAt - im.dueAt).toBe(HOUR);
  });

  it("keeps min_delay after a closing_soon that cut it", () => {
    const document = {
      ...always({ after: "4d" }),
      min_delay: "3h",
      closing_soon: { lead: "6h" },
      steps: [{ channel: "im" }, { channel: "sms", after: "0m" }],
    };
    const [im, sms] = solve(
      { placed: "2026-11-21T10:00:00+08:00", closes: "2026-11-21T17:00:00+08:00" },
      setting(document),
    );
    expect(told(im)).toBe("11-21 10:05 to 11-21 11:00 by closing_soon");
    expect(told(sms)).toBe("11-21 13:00 to 11-21 15:00 by closing_soon");
  });
});

describe("next_slot", () => {
  it("adds a day each time", () => {
    const steps = [{ channel: "call" }, { channel: "im", next_slot: true }, { channel: "sms", next_slot: true }];
    const times = solve({ placed: "2026-11-21T10:00:00+08:00" }, setting({ steps, max_age: "5d" }));
    expect(times.map(told)).toEqual(
      ["21", "22", "23"].map((day) => `11-${day} 14:00 to 11-${day} 17:00 by 00:00-12:00`),
    );
  });

  it("follows the rule that was used, not the order's own", () => {
    const steps = [{ channel: "im" }, { channel: "sms", next_slot: true }];
    const [, sms] = solve({ placed: "2026-11-21T17:30:00+08:00" }, setting({ steps, max_age: "5d" }));
    expect(told(sms)).toBe("11-23 14:00 to 11-23 17:00 by 18:00-24:00");
  });

  it("keeps the time of day over a change of clocks", () => {
    const zones = { rule: "Europe/Berlin", candidates: ["Europe/Berlin"] };
    const steps = [{ channel: "im" }, { channel: "sms", next_slot: true }];
    const where = setting({ ...always({ after: "2h" }), steps }, { zones, country: null });
    const [im, sms] = solve({ placed: "2026-10-24T12:00:00+02:00" }, where);
    expect(im?.kind === "at" && sms?.kind === "at" && sms.dueAt - im.dueAt).toBe(25 * HOUR);
  });
});

describe("for any order", () => {
  const day = Date.parse("2026-11-20T16:00:00Z");
  const orders = fc.record({
    placed: fc.integer({ min: day, max: day + 24 * HOUR }),
    closes: fc.option(fc.integer({ min: 10 * MINUTE, max: 72 * HOUR })),
    known: fc.integer({ min: 0, max: 50 * HOUR }),
    key: fc.string(),
  });
  const zones = { rule: "America/New_York", candidates: ["America/Chicago", "America/New_York"] };
  const abroad = setting({}, { zones, country: "US", shopZone: "America/New_York" });

  it("a due time lies inside its window, the hours of all zones and the order's life, and is always the same", () => {
    fc.assert(
      fc.property(orders, ({ placed, closes, known, key }) => {
        const closesAt = closes === null ? null : instant(placed + closes);
        const order = { key, placedAt: instant(placed), closesAt, from: instant(placed + known) };
        const times = solveSteps(order, abroad);
        expect(solveSteps(order, abroad)).toEqual(times);
        for (const step of times) {
          if (step.kind === "refused") continue;
          expect(Number.isInteger(step.dueAt)).toBe(true);
          expect(step.dueAt).toBeGreaterThanOrEqual(Math.max(step.window.start, order.from));
          expect(step.dueAt).toBeLessThan(step.notAfter);
          expect(step.notAfter).toBe(step.window.end);
          expect(step.notAfter).toBeLessThanOrEqual(Math.min(closesAt ?? Number.POSITIVE_INFINITY, placed + 48 * HOUR));
          for (const zone of zones.candidates) {
            const { time } = localTime(zone, step.dueAt);
            expect(time).toBeGreaterThanOrEqual((step.channel === "call" ? 9.5 : 9) * HOUR);
            expect(time).toBeLessThan(20 * HOUR);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("orders spread evenly over the window", () => {
    const hours = [0, 0, 0];
    for (let index = 0; index < 3_000; index += 1) {
      const [call] = solve({ placed: "2026-11-21T10:00:00+08:00", key: `order-${index}` });
      if (call?.kind !== "at") throw new Error("expected a time");
      const hour = Math.floor((call.dueAt - at("2026-11-21T14:00:00+08:00")) / HOUR);
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    // Five standard deviations of 1,000 are 129.
    expect(hours.filter((count) => Math.abs(count - 1_000) > 129)).toEqual([]);
  });
});

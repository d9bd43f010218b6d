import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { DAY, HOUR, MINUTE } from "#src/domain/instant.ts";
import { completePolicy, toPolicy } from "#src/domain/policy.ts";

function complete(input: unknown) {
  const completed = completePolicy(input);
  if (!completed.ok) throw new Error(JSON.stringify(completed.errors));
  return completed;
}

function refusals(input: unknown): string[] {
  const completed = completePolicy(input);
  return completed.ok ? [] : completed.errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

/** A document with one rule for all orders. */
const always = (remind: unknown) => ({ slots: [{ orders: "00:00-24:00", remind }] });

describe("defaults", () => {
  it("are those of the commented file", () => {
    const file = parse(readFileSync(new URL("../../config/policy.default.yaml", import.meta.url), "utf8"));
    expect(complete({}).document).toEqual(file);
    expect(complete(file).document).toEqual(file);
  });

  it("fill every depth", () => {
    const { document } = complete({
      hours: { im: "10:00-18:00" },
      caps: { person: { count: 2 } },
      who: { amount: { max: "500" } },
      attribution: { window: { call: "12h" } },
      closing_soon: { lead: "5m" },
      ship_cutoff: { sun: null },
    });
    expect(document).toMatchObject({
      hours: { default: "09:00-20:00", call: "09:30-20:00", im: "10:00-18:00" },
      caps: { person: { count: 2, per: "7d" }, shop: { count: 5000, per: "1h" } },
      who: { amount: { min: "0.01", max: "500" }, grades: ["A", "B", "C", "D", "E"] },
      attribution: { window: { call: "12h", im: "72h" } },
      closing_soon: { before: "close", lead: "5m" },
      ship_cutoff: { mon: "18:00", sun: null },
      held_out: 0.05,
    });
  });

  it("come back as they went: a complete document completes to itself", () => {
    const { document } = complete({ slots: always({ before: "ship_cutoff", lead: "1h" }).slots, closing_soon: null });
    expect(complete(JSON.parse(JSON.stringify(document))).document).toEqual(document);
  });
});

describe("the parsed form", () => {
  it("counts in milliseconds and minutes", () => {
    const policy = toPolicy(complete({ ship_cutoff: { mon: "17:30", sun: null }, avoid: ["holidays"] }).document);
    expect(policy).toMatchObject({
      minDelay: 30 * MINUTE,
      maxAge: 48 * HOUR,
      closingSoon: { lead: 10 * MINUTE },
      caps: { person: { count: 3, per: 7 * DAY } },
      avoidHolidays: true,
      who: { amount: { min: "0.01", max: null } },
    });
    expect(policy.shipCutoff).toEqual([1050, 1080, 1080, 1080, 1080, 1080, null]);
    expect(policy.hours).toEqual({
      call: { start: 570, end: 1200 },
      im: { start: 540, end: 1200 },
      sms: { start: 540, end: 1200 },
      email: { start: 540, end: 1200 },
    });
    expect(policy.steps).toEqual([
      { channel: "call", kind: "slot" },
      { channel: "im", kind: "after", delay: 2 * HOUR },
      { channel: "sms", kind: "next_slot" },
    ]);
    expect(policy.slots.map(({ name }) => name)).toEqual(["00:00-12:00", "12:00-18:00", "18:00-24:00"]);
  });
});

describe("forms of remind", () => {
  it.each([
    [
      { day: 2, between: "20:00-24:00" },
      { kind: "between", day: 2, span: { start: 1200, end: 1440 } },
    ],
    [
      { day: 0, before: "ship_cutoff", lead: "30m" },
      { kind: "before_cutoff", lead: 30 * MINUTE },
    ],
    [
      { before: "ship_cutoff", lead: "30m" },
      { kind: "before_cutoff", lead: 30 * MINUTE },
    ],
    [
      { before: "close", lead: "1d" },
      { kind: "before_close", lead: DAY },
    ],
    [{ after: "0m" }, { kind: "after", delay: 0 }],
  ])("%j", (remind, expected) => {
    const hours = { default: "08:00-21:00" };
    expect(complete({ ...always(remind), hours }).policy.slots[0]?.remind).toEqual(expected);
  });
});

it("a window that only hours or min_delay leave empty is no mistake: the next rule takes over", () => {
  expect(
    refusals({ ...always({ day: 0, between: "22:00-23:00" }), hours: { default: "10:00-11:00" }, min_delay: "3d" }),
  ).toEqual([]);
});

describe("refusals name the place and the kind", () => {
  it.each<[unknown, string[]]>([
    [null, [" invalid"]],
    [[], [" invalid"]],
    [{ livee: true }, ["/livee unknown_key"]],
    [JSON.parse('{"__proto__":{"live":false}}'), ["/__proto__ unknown_key"]],
    [{ "a/b~c": 1 }, ["/a~1b~0c unknown_key"]],
    [{ hours: { defualt: "09:00-20:00" } }, ["/hours/defualt unknown_key"]],
    [{ live: "yes" }, ["/live invalid"]],
    [{ held_out: 0.51 }, ["/held_out invalid"]],
    [{ held_out: -0.1 }, ["/held_out invalid"]],
    [{ held_out: Number.NaN }, ["/held_out invalid"]],
    [{ min_delay: "30" }, ["/min_delay invalid"]],
    [{ min_delay: "1.5h" }, ["/min_delay invalid"]],
    [{ min_delay: "-5m" }, ["/min_delay invalid"]],
    [{ max_age: "0m" }, ["/max_age invalid"]],
    [{ max_age: "31d" }, ["/max_age invalid"]],
    [{ hours: { default: "07:59-20:00" } }, ["/hours/default invalid"]],
    [{ hours: { call: "09:00-21:01" } }, ["/hours/call invalid"]],
    [{ hours: { sms: "20:00-09:00" } }, ["/hours/sms invalid"]],
    [{ hours: { sms: "10:00-10:00" } }, ["/hours/sms invalid"]],
    [{ ship_cutoff: "24:00" }, ["/ship_cutoff invalid"]],
    [{ ship_cutoff: { mon: "25:00" } }, ["/ship_cutoff/mon invalid"]],
    [{ ship_cutoff: { monday: null } }, ["/ship_cutoff/monday unknown_key"]],
    [{ steps: [] }, ["/steps invalid"]],
    [{ steps: [{ channel: "fax" }] }, ["/steps/0/channel invalid"]],
    [{ steps: [{}] }, ["/steps/0/channel required"]],
    [{ steps: [{ channel: "sms" }, { channel: "sms", after: "2h" }] }, ["/steps/1/channel repeated"]],
    [{ steps: [{ channel: "sms", after: "2h", next_slot: true }] }, ["/steps/0 invalid"]],
    [{ steps: [{ channel: "sms", next_slot: false }] }, ["/steps/0/next_slot invalid"]],
    [{ calendar: "ZZ" }, ["/calendar invalid"]],
    [{ avoid: ["weekends"] }, ["/avoid/0 invalid"]],
    [{ caps: { person: { count: 0 } } }, ["/caps/person/count invalid"]],
    [{ consent: { sms: "maybe" } }, ["/consent/sms invalid"]],
    [{ who: { grades: ["G"] } }, ["/who/grades/0 invalid"]],
    [{ who: { amount: { min: 5 } } }, ["/who/amount/min invalid"]],
    [{ who: { amount: { min: "10", max: "9.99" } } }, ["/who/amount/max contradiction"]],
    [always(undefined), ["/slots/0/remind required"]],
    [always({ foo: 1 }), ["/slots/0/remind invalid"]],
    [always({ day: 1, before: "ship_cutoff", lead: "30m" }), ["/slots/0/remind invalid"]],
    [always({ before: "close", lead: "soon" }), ["/slots/0/remind/lead invalid"]],
    [always({ before: "close", lead: 30 }), ["/slots/0/remind/lead invalid"]],
    [always({ day: "0", between: "14:00-17:00" }), ["/slots/0/remind/day invalid"]],
    [always({ day: 0, between: "14:00-17:00", lead: "5m" }), ["/slots/0/remind/lead unknown_key"]],
    [{ ship_cutoff: { mon: 18 } }, ["/ship_cutoff/mon invalid"]],
    [always({ day: 0, between: "17:00-14:00" }), ["/slots/0/remind/between invalid"]],
    [always({ day: 0, between: "14:00-14:00" }), ["/slots/0/remind/between invalid"]],
    [{ slots: [{ orders: "08:00-08:00", remind: { after: "1h" } }] }, ["/slots/0/orders invalid"]],
    [{ slots: [{ orders: "22:00-10:00", remind: { after: "1h" } }] }, ["/slots gap"]],
    [
      {
        slots: [
          { orders: "22:00-10:00", remind: { after: "1h" } },
          { orders: "09:00-22:00", remind: { after: "1h" } },
        ],
      },
      ["/slots/1/orders overlap"],
    ],
  ])("%j", (input, expected) => {
    expect(refusals(input)).toEqual(expected);
  });

  it("several at once", () => {
    expect(refusals({ live: 1, held_out: 2 })).toEqual(["/live invalid", "/held_out invalid"]);
  });

  it("say what was expected, with an example, and never the value", () => {
    const completed = completePolicy({ min_delay: "secret-value" });
    expect(completed.ok ? [] : completed.errors).toEqual([
      {
        pointer: "/min_delay",
        code: "invalid",
        detail: 'expected a duration from 0m to 30d, for instance "30m", "2h" or "1d"',
      },
    ]);
  });
});

it("an unknown key is told which one was likely meant", () => {
  const completed = completePolicy({ mindelay: "1h", hours: { defualt: "09:00-20:00" }, quiet: true });
  const details = completed.ok ? [] : completed.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  expect(details.find((detail) => detail.startsWith("/hours"))).toMatch(/; perhaps default was meant$/);
  expect(details.find((detail) => detail.startsWith("/mindelay"))).toMatch(/; perhaps min_delay was meant$/);
});

it("whatever is wrong, there is an example", () => {
  const wrong = fc.oneof(fc.jsonValue(), fc.constantFrom<fc.JsonValue>(-1, "x", {}, [], [{}], { x: 1 }, null));
  const { document } = complete({
    test_addresses: [],
    who: { kinds: ["new"], only_skus: ["A"], only_countries: ["CN"] },
  });
  const paths = (value: unknown, path: string[]): string[][] =>
    typeof value === "object" && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))]
      : [path];
  const put = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
    if (key === undefined || typeof value !== "object" || value === null) return by;
    const copy = structuredClone(value);
    return Object.assign(copy, { [key]: put(Reflect.get(copy, key), rest, by) });
  };
  fc.assert(
    fc.property(fc.constantFrom(...paths(document, [])), wrong, (path, by) => {
      const completed = completePolicy(put(document, path, by));
      for (const { detail } of completed.ok ? [] : completed.errors) expect(detail).toMatch(/expected .*for instance /);
    }),
    { numRuns: 2_000 },
  );
});

it("rules that share out the day, one over midnight, are taken; with a minute moved they are not", () => {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 1438 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(cuts, (unsorted) => {
      const starts = unsorted.sort((a, b) => a - b);
      const rules = starts.map((start, index) => ({
        orders: `${clock(start)}-${clock(starts[index + 1] ?? starts[0] ?? 0)}`,
        remind: { after: "1h" },
      }));
      expect(refusals({ slots: rules })).toEqual([]);
      expect(refusals({ slots: rules.slice(1) })).toContain("/slots gap");
      expect(refusals({ slots: [...rules, { orders: "12:00-12:01", remind: { after: "1h" } }] }).join()).toContain(
        "overlap",
      );
    }),
  );
});

it("no JSON whatever makes it throw", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("slots", "steps", "ship_cutoff", "who", "hours"), (value, key) => {
      expect(() => completePolicy({ [key]: value })).not.toThrow();
    }),
  );
});

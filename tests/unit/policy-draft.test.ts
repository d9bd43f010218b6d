import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completePolicy } from "#src/domain/policy.ts";
import { complete } from "#src/web/screens/policy/complete.ts";
import { joinRule, mergeDraft, moveEdge, splitRule, switchChannel } from "#src/web/screens/policy/draft.ts";
import { changesBetween } from "#src/web/screens/policy/local-changes.ts";

const policyOf = (document: object) => {
  const completed = completePolicy(document);
  if (!completed.ok) throw new Error(JSON.stringify(completed.errors));
  return completed.document;
};
const USUAL = policyOf({});
const NIGHT = policyOf({
  slots: [
    { orders: "22:00-06:00", remind: { day: 1, between: "14:00-17:00" } },
    { orders: "06:00-22:00", remind: { after: "1h" } },
  ],
});
const isWhole = (slots: object) => completePolicy({ slots }).ok;

describe("rules of the day", () => {
  test("what stands beside a moved edge moves along", () => {
    expect(moveEdge(USUAL.slots, 0, "to", "11:00").map(({ orders }) => orders)).toEqual([
      "00:00-11:00",
      "11:00-18:00",
      "18:00-24:00",
    ]);
    expect(moveEdge(USUAL.slots, 2, "to", "23:00").map(({ orders }) => orders)).toEqual([
      "23:00-12:00",
      "12:00-18:00",
      "18:00-23:00",
    ]);
    expect(moveEdge(NIGHT.slots, 0, "from", "24:00").map(({ orders }) => orders)).toEqual([
      "00:00-06:00",
      "06:00-24:00",
    ]);
  });

  test("split and join keep the day whole, in any order", () => {
    const steps = fc.array(fc.oneof(fc.constant("split" as const), fc.nat({ max: 11 })), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(USUAL, NIGHT), steps, (policy, moves) => {
        const slots = moves.reduce(
          (rules, move) =>
            move === "split" ? (rules.length < 10 ? splitRule(rules) : rules) : joinRule(rules, move % rules.length),
          policy.slots,
        );
        expect(isWhole(slots)).toBe(true);
      }),
    );
  });

  test("the last rule and the last channel stay", () => {
    const [only] = splitRule([]);
    expect(joinRule(only === undefined ? [] : [only], 0)).toHaveLength(1);
    expect(switchChannel([{ channel: "sms" }], "sms", false)).toEqual([{ channel: "sms" }]);
    expect(switchChannel([{ channel: "sms" }], "call", true)).toEqual([
      { channel: "sms" },
      { channel: "call", after: "2h" },
    ]);
  });
});

test("two people's changes go together; where both changed a key, it is told and mine stays", () => {
  const mine = { ...USUAL, min_delay: "1h", held_out: 0.1 };
  const theirs = { ...USUAL, min_delay: "45m", max_age: "24h" };
  const { merged, clashes } = mergeDraft(USUAL, mine, theirs);
  expect([merged.min_delay, merged.held_out, merged.max_age]).toEqual(["1h", 0.1, "24h"]);
  expect(clashes).toEqual(["min_delay"]);
});

test("changes are told by what people think of as one thing", () => {
  const slots = USUAL.slots.map((rule, at) => (at === 0 ? { ...rule, remind: { after: "1h" } } : rule));
  const changed = { ...USUAL, slots, who: { ...USUAL.who, grades: ["A" as const] } };
  expect(changesBetween(USUAL, changed).map(({ pointer }) => pointer)).toEqual(["/slots/0/remind", "/who/grades"]);
  expect(changesBetween(USUAL, { ...USUAL })).toEqual([]);
});

test("keys that a text leaves out stay as they are published, and what may be left out goes", () => {
  const published = policyOf({
    min_delay: "1h",
    test_addresses: ["+8613800138000"],
    who: { amount: { max: "500" }, kinds: ["new"] },
  });
  const read = complete({ who: { grades: ["A"] }, ship_cutoff: { sun: null } }, published);
  expect(read).toMatchObject({
    min_delay: "1h",
    who: { grades: ["A"], amount: { min: "0.01" } },
    ship_cutoff: { sun: null },
  });
  expect(read.test_addresses).toBeUndefined();
  expect([read.who.kinds, read.who.amount.max]).toEqual([undefined, undefined]);
  expect(complete({ ...published }, published)).toEqual(published);
});

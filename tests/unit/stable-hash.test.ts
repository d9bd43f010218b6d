import fc from "fast-check";
import { expect, it } from "vitest";
import { unitHash } from "#src/domain/stable-hash.ts";

it("gives the same numbers in every version: held-out arms hang on them", () => {
  expect(
    [unitHash("a"), unitHash("shop", "buyer-1"), unitHash("")].map((value) => value.toFixed(12)),
  ).toMatchInlineSnapshot(`
    [
      "0.198438214279",
      "0.110231205058",
      "0.868846843558",
    ]
  `);
});

it("lies in [0, 1) and follows from the texts alone", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const value = unitHash(one, other);
      expect(value >= 0 && value < 1 && value === unitHash(one, other)).toBe(true);
    }),
  );
});

it("tells where one text ends and the next begins", () => {
  expect(unitHash("a", "bc")).not.toBe(unitHash("ab", "c"));
});

it("spreads orders that differ by one digit evenly", () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 20_000; index += 1) {
    const tenth = Math.floor(unitHash(`order-${index}`, "sms") * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  // Five standard deviations of 2,000 are 212.
  expect(tenths.filter((count) => Math.abs(count - 2_000) > 212)).toEqual([]);
});

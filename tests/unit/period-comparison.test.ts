import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wilson } from "#src/domain/wilson.ts";
import { addDays, lengthInDays } from "#src/web/parts/days.ts";
import { differenceOf, growthOf } from "#src/web/screens/recovery/compare.ts";
import { readRecoverySearch, spanBefore, spanOf } from "#src/web/screens/recovery/search.ts";

const shareOf = (count: number, of: number) => {
  const { share, low, high } = wilson(count, of);
  return { rate: share, low, high };
};
const day = fc.integer({ min: -3650, max: 3650 }).map((count) => addDays("2026-03-10", count));

describe("two periods beside each other", () => {
  test("the difference of two rates, as its paper has it: 56 of 70 against 48 of 80", () => {
    const { rate, low, high } = differenceOf(shareOf(56, 70), shareOf(48, 80));
    expect([rate, low, high].map((value) => value.toFixed(4))).toEqual(["0.2000", "0.0524", "0.3339"]);
  });

  test("the difference lies in its interval, and turns round with the periods", () => {
    const share = fc
      .integer({ min: 1, max: 5_000 })
      .chain((of) => fc.integer({ min: 0, max: of }).map((count) => shareOf(count, of)));
    fc.assert(
      fc.property(share, share, (now, before) => {
        const there = differenceOf(now, before);
        const back = differenceOf(before, now);
        expect(there.low).toBeLessThanOrEqual(there.rate);
        expect(there.high).toBeGreaterThanOrEqual(there.rate);
        expect(back.low).toBeCloseTo(-there.high, 12);
      }),
    );
  });

  test("nothing before is no growth", () => {
    expect(growthOf(5, 0)).toBeNull();
    expect(growthOf(150, 100)).toBe(0.5);
    expect(growthOf(-50, -100)).toBe(0.5);
  });

  test("the period before is as long, and ends where this one begins", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 400 }), (from, length) => {
        const to = addDays(from, length);
        const before = spanBefore({ from, to });
        expect(lengthInDays(before.from, before.to)).toBe(lengthInDays(from, to));
        expect(addDays(before.to, 1)).toBe(from);
      }),
    );
  });

  test("presets end by the shop's calendar", () => {
    for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
      const { from, to } = spanOf("last_month", zone);
      expect([from.slice(-2), addDays(to, 1).slice(-2)]).toEqual(["01", "01"]);
      const month = spanOf("30d", zone);
      expect(lengthInDays(month.from, month.to)).toBe(30);
    }
  });

  test("an address that makes no sense is read as far as it does", () => {
    expect(readRecoverySearch({ from: "2026-03-10", to: "2026-03-01", by: "weather", metric: "rate" })).toEqual({
      metric: "rate",
    });
    expect(readRecoverySearch({ from: "2026-02-30", to: "x", period: "7d", currency: "yuan" })).toEqual({
      period: "7d",
    });
  });
});

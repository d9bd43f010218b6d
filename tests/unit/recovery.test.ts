import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CurrencyCode, minor } from "#src/domain/money.ts";
import { type RecoveryCounts, recoveryFigures, sumCounts } from "#src/domain/recovery.ts";
import { wilson } from "#src/domain/wilson.ts";

const counts = fc
  .record({ reminded: fc.nat(10_000), share: fc.double({ min: 0, max: 1, noNaN: true }), sum: fc.nat() })
  .map(({ reminded, share, sum }): RecoveryCounts => {
    const recovered = Math.floor(reminded * share);
    return {
      key: "x",
      orders: reminded + 5,
      planned: reminded,
      reminded,
      delivered: recovered,
      clicked: 0,
      recovered,
      recoveredAmount: minor(sum),
      netAmount: minor(Math.floor(sum / 2)),
      couponCost: minor(sum % 97),
      costMicros: sum % 1_000_000,
      unpriced: recovered,
    };
  });

describe("wilson", () => {
  test("agrees with the published example of 10 in 100", () => {
    const { share, low, high } = wilson(10, 100);
    expect(share).toBe(0.1);
    expect(low).toBeCloseTo(0.0552, 4);
    expect(high).toBeCloseTo(0.1744, 4);
  });

  test("knows nothing of no trials", () => {
    expect(wilson(0, 0)).toEqual({ share: 0, low: 0, high: 1 });
  });

  test("bounds lie within 0 and 1, around the share, and draw nearer with more trials", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, part) => {
        const hits = Math.floor(trials * part);
        const { share, low, high } = wilson(hits, trials);
        expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true);
        const more = wilson(hits * 10, trials * 10);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });
});

describe("recovery figures", () => {
  test("show sums as decimal strings and the rate of the reminded", () => {
    const row = { key: "sms", orders: 12, planned: 11, reminded: 10, delivered: 9, clicked: 3, recovered: 4 };
    const shown = recoveryFigures(
      {
        ...row,
        recoveredAmount: minor(79_600),
        netAmount: minor(59_700),
        couponCost: minor(2_000),
        costMicros: 495_000,
        unpriced: 2,
      },
      "CNY" as CurrencyCode,
    );
    expect(shown).toMatchObject({
      orders: 12,
      rate: 0.4,
      recovered_amount: "796.00",
      net_amount: "597.00",
      coupon_cost: "20.00",
      cost: "0.495",
      profit: "596.505",
      unpriced: 2,
    });
  });

  test("the whole is the sum of its parts", () => {
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 20 }), (rows) => {
        const whole = sumCounts(rows);
        for (const name of [
          "orders",
          "planned",
          "reminded",
          "recovered",
          "recoveredAmount",
          "netAmount",
          "couponCost",
          "costMicros",
        ] as const) {
          expect(whole[name]).toBe(rows.reduce((sum, row) => sum + row[name], 0));
        }
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { returnTokens, takeTokens } from "#src/domain/rate.ts";

const NOW = 1_773_108_000_000;
const rates = fc.double({ min: 0.01, max: 5_000, noNaN: true }).map((perSecond) => ({ perSecond }));

describe("a token bucket", () => {
  it("that was never used has a tenth of a second's worth, or one", () => {
    expect(takeTokens(0, NOW, 64, { perSecond: 10 })).toMatchObject({ granted: 1, nextIn: 100 });
    expect(takeTokens(0, NOW, 64, { perSecond: 400 })).toMatchObject({ granted: 40, nextIn: 3 });
    expect(takeTokens(0, NOW, 64, { perSecond: 0.5 })).toMatchObject({ granted: 1, nextIn: 2_000 });
  });

  it("never gives out more in any span than the rate times the span and one capacity", () => {
    const steps = fc.array(fc.tuple(fc.double({ min: 0, max: 300, noNaN: true }), fc.integer({ min: 1, max: 64 })), {
      minLength: 2,
      maxLength: 60,
    });
    fc.assert(
      fc.property(rates, steps, (rate, asked) => {
        let bucket = 0;
        let now = NOW;
        const given: { at: number; granted: number }[] = [];
        for (const [wait, wanted] of asked) {
          now += wait;
          const taken = takeTokens(bucket, now, wanted, rate);
          bucket = taken.bucket;
          given.push({ at: now, granted: taken.granted });
          expect(taken.granted).toBeLessThanOrEqual(wanted);
        }
        const capacity = Math.max(1, Math.floor(rate.perSecond / 10));
        for (const [from, { at }] of given.entries()) {
          const sum = given.slice(from).reduce((total, { granted }) => total + granted, 0);
          const last = given.at(-1)?.at ?? at;
          expect(sum).toBeLessThanOrEqual(((last - at) / 1_000) * rate.perSecond + capacity + 0.01);
        }
      }),
    );
  });

  it("gives one after the wait that it names, and none before", () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 10_000 }), (rate, ahead) => {
        const { nextIn, bucket, granted } = takeTokens(NOW + ahead, NOW, 1, rate);
        fc.pre(granted === 0);
        expect(takeTokens(bucket, NOW + nextIn, 1, rate).granted).toBe(1);
        if (nextIn > 2) expect(takeTokens(bucket, NOW + nextIn - 2, 1, rate).granted).toBe(0);
      }),
      { examples: [[{ perSecond: 0.5753736293876015 }, 0]] },
    );
  });

  it("is as it was when what was taken is put back", () => {
    const rate = { perSecond: 100 };
    const { bucket, granted } = takeTokens(0, NOW, 64, rate);
    const { granted: again } = takeTokens(returnTokens(bucket, granted, rate), NOW, 64, rate);
    expect([granted, again]).toEqual([10, 10]);
  });

  it("whose clock goes back gives out nothing", () => {
    const { bucket } = takeTokens(0, NOW, 1, { perSecond: 10 });
    expect(takeTokens(bucket, NOW - 60_000, 64, { perSecond: 10 }).granted).toBe(0);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { experimentResults, pickVariant, type Variant, variantsProblem } from "#src/domain/experiment.ts";

const HALVES: readonly [Variant, Variant] = [
  { version: 1, share: 0.5 },
  { version: 2, share: 0.5 },
];

describe("who gets which variant", () => {
  test("is fixed for ever: the same numbers on every machine", () => {
    const picks = Array.from(
      { length: 12 },
      (_, n) => pickVariant({ id: "exp_1", variants: HALVES }, `buyer ${n}`).version,
    );
    expect(picks).toEqual([2, 2, 2, 2, 2, 1, 2, 1, 2, 2, 1, 1]);
  });

  test("follows the shares", () => {
    const variants: readonly [Variant, ...Variant[]] = [
      { version: 1, share: 0.7 },
      { version: 2, share: 0.2 },
      { version: 3, share: 0.1 },
    ];
    const buyers = 30_000;
    const counts = new Map<number, number>();
    for (let n = 0; n < buyers; n++) {
      const { version } = pickVariant({ id: "exp_shares", variants }, `b-${n}`);
      counts.set(version, (counts.get(version) ?? 0) + 1);
    }
    for (const { version, share } of variants) {
      const error = 4 * Math.sqrt((share * (1 - share)) / buyers);
      expect(Math.abs((counts.get(version) ?? 0) / buyers - share)).toBeLessThan(error);
    }
  });

  test("in one experiment says nothing of another", () => {
    let same = 0;
    const buyers = 10_000;
    for (let n = 0; n < buyers; n++) {
      const one = pickVariant({ id: "exp_a", variants: HALVES }, `b-${n}`).version;
      if (one === pickVariant({ id: "exp_b", variants: HALVES }, `b-${n}`).version) same += 1;
    }
    expect(Math.abs(same / buyers - 0.5)).toBeLessThan(0.025);
  });

  test("is always one of them, and the same one again", () => {
    const shares = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(shares, fc.string(), fc.string(), (weights, id, buyer) => {
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const [first = { version: 0, share: 1 }, ...rest] = weights.map((weight, version) => ({
          version,
          share: weight / sum,
        }));
        const picked = pickVariant({ id, variants: [first, ...rest] }, buyer);
        expect([first, ...rest]).toContain(picked);
        expect(pickVariant({ id, variants: [first, ...rest] }, buyer)).toBe(picked);
      }),
    );
  });
});

test("variants name each version once and share out everything", () => {
  expect(variantsProblem(HALVES)).toBeNull();
  const thirds = [1, 2, 3].map((version) => ({ version, share: 0.3333 }));
  expect(variantsProblem(thirds)).toBeNull();
  expect(variantsProblem([{ version: 1, share: 0.9 }])).toMatch(/add up to 1/);
  expect(variantsProblem([HALVES[0], HALVES[0]])).toMatch(/once/);
});

describe("what came of it", () => {
  test("nothing is known of no buyers", () => {
    const { results, best } = experimentResults(HALVES, []);
    expect(results[0]).toMatchObject({ buyers: 0, rate: { share: 0, low: 0, high: 1 } });
    expect(best).toBeNull();
  });

  test("a variant is the best only where the intervals are apart", () => {
    const of = (a: number, b: number, buyers: number) =>
      experimentResults(HALVES, [
        { version: 1, buyers, clicked: a, recovered: a },
        { version: 2, buyers, clicked: b, recovered: b },
      ]).best;
    expect(of(300, 200, 1_000)).toBe(1);
    expect(of(200, 300, 1_000)).toBe(2);
    expect(of(30, 20, 100)).toBeNull();
    expect(of(0, 0, 1_000)).toBeNull();
  });
});

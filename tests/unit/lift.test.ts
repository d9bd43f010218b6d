import { describe, expect, it } from "vitest";
import { anytimeReach, type ClusterSums, type Lift, liftOf, ratioVariance } from "#src/domain/lift.ts";
import { runTrial, shareOfTrials, type Trial } from "#tests/support/lift-simulation.ts";

const SAME: Trial = { treated: 0.3, heldOut: 0.3, share: 0.3, buyers: 1_500 };
const PLANTED: Trial = { treated: 0.38, heldOut: 0.3, share: 0.3, buyers: 1_500 };
const RUNS = 2_000;

const NOBODY: ClusterSums = { buyers: 0, n: 0, nn: 0, y: 0, yy: 0, ny: 0 };
/** Buyers with one order each. */
const single = (buyers: number, paid: number): ClusterSums => ({
  buyers,
  n: buyers,
  nn: buyers,
  y: paid,
  yy: paid,
  ny: paid,
});
const arm = (buyers: number, paid: number) => ({ paid: single(buyers, paid), amount: single(buyers, paid) });
const alarms = ({ low, high }: { low: number; high: number }) => low > 0 || high < 0;
const last = (lifts: readonly Lift[]): Lift => {
  const lift = lifts.at(-1);
  if (!lift) throw new Error("nobody looked");
  return lift;
};
const lookOnce = (trial: Trial, seed: number, holds: (lift: Lift) => boolean) =>
  shareOfTrials(RUNS, seed, (random) =>
    holds(last(runTrial(trial, random, 1, ({ treated, heldOut }) => liftOf(treated, heldOut)))),
  );

describe("lift in simulation, 2,000 shops each", () => {
  it("raises a false alarm in about 5% where reminding does nothing", () => {
    const share = lookOnce(SAME, 1, ({ difference }) => alarms(difference));
    expect(share).toBeGreaterThan(0.035);
    expect(share).toBeLessThan(0.065);
  });

  it("would raise far more if a buyer's orders were taken for independent", () => {
    const share = lookOnce(SAME, 1, ({ difference, treated, heldOut }) => {
      const naive = (one: Lift["treated"]) => (one.rate * (1 - one.rate)) / one.orders;
      return Math.abs(difference.value) > 1.96 * Math.sqrt(naive(treated) + naive(heldOut));
    });
    expect(share).toBeGreaterThan(0.09);
  });

  it("covers a planted effect, its ratio and the money it brought about 95% of the time", () => {
    const perOrder = 0.08 * 25_500;
    const covers = ({ low, high }: { low: number; high: number }, truth: number) => low <= truth && truth <= high;
    const check: [string, (lift: Lift) => boolean][] = [
      ["difference", ({ difference }) => covers(difference, 0.08)],
      ["ratio", ({ ratio }) => ratio !== null && covers(ratio, 0.38 / 0.3)],
      ["amount", ({ causedAmount, treated }) => covers(causedAmount, perOrder * treated.orders)],
    ];
    for (const [name, holds] of check) {
      const share = lookOnce(PLANTED, 2, holds);
      expect([name, share > 0.935 && share < 0.965, share]).toEqual([name, true, share]);
    }
  });

  it("may be looked at every day: the anytime interval keeps its 5%, one made for a single look does not", () => {
    const looks = 60;
    const daily = (which: "difference" | "anytime") =>
      shareOfTrials(RUNS / 2, 3, (random) =>
        runTrial({ ...SAME, buyers: 3_000 }, random, looks, ({ treated, heldOut }) =>
          alarms(liftOf(treated, heldOut)[which]),
        ).includes(true),
      );
    expect(daily("anytime")).toBeLessThan(0.055);
    expect(daily("difference")).toBeGreaterThan(0.2);
  });

  it("covers a planted effect at every look at once in at least 95%", () => {
    const share = shareOfTrials(RUNS / 2, 4, (random) =>
      runTrial({ ...PLANTED, buyers: 3_000 }, random, 60, ({ treated, heldOut }) => {
        const { low, high } = liftOf(treated, heldOut).anytime;
        return low <= 0.08 && 0.08 <= high;
      }).every(Boolean),
    );
    expect(share).toBeGreaterThan(0.945);
  });
});

describe("lift", () => {
  it("with one order a buyer has the variance of a share", () => {
    expect(ratioVariance(single(1_000, 200))).toBeCloseTo((0.2 * 0.8) / 999, 9);
  });

  it("of an arm without orders is not known", () => {
    const lift = liftOf(arm(400, 100), { paid: NOBODY, amount: NOBODY });
    expect(lift).toMatchObject({
      difference: { value: 0, low: -1, high: 1 },
      ratio: null,
      enough: false,
      heldOut: { orders: 0, rate: 0 },
    });
    expect(lift.neededOrders).toBeGreaterThan(1_000);
    expect(liftOf({ paid: NOBODY, amount: NOBODY }, { paid: NOBODY, amount: NOBODY })).toMatchObject({ enough: false });
  });

  it("of a few buyers is not enough, whatever they did", () => {
    const few = liftOf(arm(12, 12), arm(12, 0));
    expect(few.enough).toBe(false);
    expect(few.neededOrders).toBeGreaterThan(0);
    expect(few.difference.high - few.difference.low).toBeGreaterThan(0.1);
  });

  it("is enough once the anytime interval leaves out 0, or is narrow", () => {
    expect(liftOf(arm(1_000, 500), arm(1_000, 250))).toMatchObject({ enough: true, neededOrders: 0 });
    expect(liftOf(arm(1_000, 250), arm(1_000, 249)).enough).toBe(false);
    expect(liftOf(arm(200_000, 50_000), arm(200_000, 50_100)).enough).toBe(true);
  });

  it("tells how many orders are still needed, and with those it is enough", () => {
    const lift = liftOf(arm(900, 270), arm(900, 225));
    expect(lift.enough).toBe(false);
    const factor = (1_800 + lift.neededOrders) / 1_800;
    const grown = (paid: number) => arm(Math.ceil(900 * factor), Math.ceil(paid * factor));
    expect(liftOf(grown(270), grown(225)).enough).toBe(true);
  });

  it("names what was caused: the difference times the treated orders", () => {
    const { causedOrders, causedAmount, ratio } = liftOf(arm(2_000, 1_000), arm(1_000, 300));
    expect(causedOrders.value).toBeCloseTo(400, 9);
    expect(causedAmount.value).toBeCloseTo(400, 9);
    expect(ratio?.value).toBeCloseTo(5 / 3, 9);
  });

  it("has an anytime interval wider than the fixed one that shrinks to nothing", () => {
    for (const variance of [1e-2, 1e-4, 1e-6]) {
      expect(anytimeReach(variance)).toBeGreaterThan(1.96 * Math.sqrt(variance));
    }
    expect(anytimeReach(1e-8)).toBeLessThan(1e-3);
    expect(anytimeReach(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});

import { describe, expect, it } from "vitest";
import { type Figure, judge, percentile } from "#tests/bench/figure.ts";
import { tableOf } from "#tests/bench/table.ts";

const figure = (over: Partial<Figure>): Figure => ({
  what: "intake",
  value: 4_500,
  unit: "requests/s",
  baseline: { what: "bare server", value: 20_000 },
  target: { of: "ratio", is: "at least", limit: 0.2 },
  ...over,
});

describe("a benchmark's figures", () => {
  it("are judged by their ratio to the baseline, or by themselves", () => {
    expect(judge("a", figure({}))).toMatchObject({ benchmark: "a", ratio: 0.225, met: true });
    expect(judge("a", figure({ target: { of: "ratio", is: "at least", limit: 0.3 } }))).toMatchObject({ met: false });
    expect(judge("a", figure({ target: { of: "value", is: "at most", limit: 50 } }))).toMatchObject({ met: false });
  });

  it("are not judged where nothing is asked, or nothing is there to hold them against", () => {
    expect(judge("a", figure({ target: null })).met).toBeNull();
    expect(judge("a", figure({ baseline: { what: "none", value: 0 } }))).toMatchObject({ ratio: null, met: null });
  });

  it("stand in a table with baseline, ratio and target", () => {
    const lines = tableOf([judge("intake", figure({})), judge("stop", figure({ value: 0.2, target: null }))]).split(
      "\n",
    );
    expect(lines[0]).toMatch(/^benchmark +figure +measured +baseline +ratio +target +met$/);
    expect(lines[2]).toMatch(/^intake +intake +4,500 requests\/s +20,000 \(bare server\) +0\.225 +ratio >= 0\.2 +yes$/);
    expect(lines).toHaveLength(4);
  });
});

describe("percentile", () => {
  it("interpolates, in whatever order the values come", () => {
    expect(percentile([3, 1, 2, 4], 0.5)).toBe(2.5);
    expect(percentile([1, 2, 3, 4, 5], 0.99)).toBeCloseTo(4.96);
    expect(() => percentile([], 0.5)).toThrow("nothing was measured");
  });
});

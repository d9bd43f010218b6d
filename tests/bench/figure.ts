/** What a benchmark measures, and how it stands to its baseline and its target. */

/** One measured figure. */
export interface Figure {
  /** What was measured: "signed durable intake". */
  readonly what: string;
  readonly value: number;
  /** "requests/s", "s", "ms", "MB"; empty for a count. */
  readonly unit: string;
  /** The same measured of something else in the same run; null where there is nothing to hold it against. */
  readonly baseline: { readonly what: string; readonly value: number } | null;
  /** Null for a figure that is only told. */
  readonly target: Target | null;
}

/** What the figure itself, or its ratio to the baseline, must at least or at most be. */
export interface Target {
  readonly of: "value" | "ratio";
  readonly is: "at least" | "at most";
  readonly limit: number;
}

/** A figure with what follows from it. */
export interface Judged extends Figure {
  /** The name of the benchmark that measured it. */
  readonly benchmark: string;
  readonly ratio: number | null;
  readonly met: boolean | null;
}

export function judge(benchmark: string, figure: Figure): Judged {
  const { value, baseline, target } = figure;
  const ratio = baseline === null || baseline.value === 0 ? null : value / baseline.value;
  const measured = target?.of === "ratio" ? ratio : value;
  const met =
    target === null || measured === null
      ? null
      : target.is === "at least"
        ? measured >= target.limit
        : measured <= target.limit;
  return { ...figure, benchmark, ratio, met };
}

/** The middle one of `values`, or the mean of the two in the middle. Throws where there are none. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value that `share` (0 to 1) of `values` do not exceed, interpolated. Throws where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (low === undefined || high === undefined) throw new Error("nothing was measured");
  return low + (high - low) * (place - Math.floor(place));
}

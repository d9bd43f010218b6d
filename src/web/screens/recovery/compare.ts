/** Figures of two periods beside each other. */

export interface ShareInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The difference of two shares with its 95% interval, from Wilson's intervals of both (R. G. Newcombe, "Interval
 * estimation for the difference between independent proportions", Statistics in Medicine 17, 1998, method 10).
 */
export function differenceOf(now: ShareInterval, before: ShareInterval): ShareInterval {
  const rate = now.rate - before.rate;
  return {
    rate,
    low: rate - Math.hypot(now.rate - now.low, before.high - before.rate),
    high: rate + Math.hypot(now.high - now.rate, before.rate - before.low),
  };
}

/** By which share a figure grew; null where there was none before. */
export const growthOf = (now: number, before: number): number | null =>
  before === 0 ? null : (now - before) / Math.abs(before);

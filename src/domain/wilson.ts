/** The two-sided 95% quantile of the normal distribution. */
const Z = 1.959963984540054;

/** A share and the bounds it lies between with 95% confidence, each from 0 to 1. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * `hits` of `trials` with Wilson's score interval (E. B. Wilson, JASA 22, 1927), which keeps within 0 and 1 and holds
 * for small numbers too. Of no trials nothing is known: share 0, between 0 and 1.
 */
export function wilson(hits: number, trials: number): ShareInterval {
  if (trials === 0) return { share: 0, low: 0, high: 1 };
  const share = hits / trials;
  const weight = 1 + Z ** 2 / trials;
  const middle = (share + Z ** 2 / (2 * trials)) / weight;
  const reach = (Z / weight) * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  // The exact bounds touch the share itself at 0 and 1; rounding must not push them past it.
  return {
    share,
    low: Math.min(share, Math.max(0, middle - reach)),
    high: Math.max(share, Math.min(1, middle + reach)),
  };
}

/**
 * Whether reminding caused payments: treated against held out, over all eligible orders (design.md, "Attribution").
 * Buyers were split at random, not orders, and a buyer's orders are alike: buyers are what is independent.
 */

/** Sums over the buyers of one arm, each buyer's orders taken together; `y` is what is summed of an order. */
export interface ClusterSums {
  readonly buyers: number;
  /** Σ n, Σ n² of a buyer's orders; Σ y, Σ y² of what they came to; Σ n·y. */
  readonly n: number;
  readonly nn: number;
  readonly y: number;
  readonly yy: number;
  readonly ny: number;
}

/** One arm: of each eligible order, whether it was paid (0 or 1), and what was paid after refunds, in smallest units. */
export interface ArmSums {
  readonly paid: ClusterSums;
  readonly amount: ClusterSums;
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ArmRate {
  readonly orders: number;
  readonly buyers: number;
  readonly paid: number;
  readonly rate: number;
}

export interface Lift {
  readonly treated: ArmRate;
  readonly heldOut: ArmRate;
  /** Difference of the rates, with the 95% interval of one look at the end. */
  readonly difference: Interval;
  /** The same difference with a 95% interval that holds however often one looks. */
  readonly anytime: Interval;
  /** Treated rate over held-out rate; null where one of them is 0. */
  readonly ratio: Interval | null;
  /** Orders paid, and money kept (smallest units), of the treated arm that would not have been without reminding. */
  readonly causedOrders: Interval;
  readonly causedAmount: Interval;
  /** Whether `anytime` says something: it leaves out 0, or is narrower than `PRECISE` either way. */
  readonly enough: boolean;
  /** About how many more eligible orders it takes until it is enough, at today's split and difference; 0 where it is. */
  readonly neededOrders: number;
}

export const LIFT_METHOD =
  "difference of ratios clustered by buyer, delta method (Deng, Knoblich & Lu 2018), 95%; " +
  "anytime: asymptotic confidence sequence, normal mixture (Waudby-Smith et al. 2024; Johari et al. 2022)";

const Z = 1.959963984540054;
const ALPHA = 0.05;
/** Spread of the mixture, fixed before any data: the interval is at its tightest for effects of some 5 points. */
const MIXTURE_VARIANCE = 0.05 ** 2;
/** A difference below 2 points is as good as none: known that well, it is enough. */
const PRECISE = 0.02;
/** What is looked for while nothing is known of the difference. */
const HOPED_FOR = 0.1;
/** Below these counts of an arm its variance says little. */
const LEAST_BUYERS = 30;
const LEAST_OUTCOMES = 10;
/** The share held out where nothing is held out yet: the policy's default. */
const USUAL_SHARE = 0.05;

const mean = ({ n, y }: ClusterSums): number => (n === 0 ? 0 : y / n);

/**
 * Variance of Σ y / Σ n where buyers, not orders, are independent: the delta method for a ratio of two means of buyer
 * totals (A. Deng, U. Knoblich, J. Lu, "Applying the Delta Method in Metric Analytics", KDD 2018), in its
 * residual form. `Infinity` where fewer than two buyers tell nothing of it.
 */
export function ratioVariance(sums: ClusterSums): number {
  const { buyers, n, nn, yy, ny } = sums;
  if (buyers < 2 || n === 0) return Number.POSITIVE_INFINITY;
  const rate = mean(sums);
  const residuals = Math.max(0, yy - 2 * rate * ny + rate ** 2 * nn);
  return ((buyers / (buyers - 1)) * residuals) / n ** 2;
}

/** While nearly all or nearly none paid, the variance seen is too small: that of one more paid and one more unpaid at least. */
function rateVariance(sums: ClusterSums): number {
  const variance = ratioVariance(sums);
  if (Math.min(sums.y, sums.n - sums.y) >= LEAST_OUTCOMES) return variance;
  const rate = (sums.y + 1) / (sums.n + 2);
  return Math.max(variance, (rate * (1 - rate)) / (sums.n + 2));
}

/**
 * Half the width of an interval that covers at every look at once with 95%: the normal-mixture boundary (H. Robbins
 * 1970; R. Johari et al., "Always Valid Inference", Operations Research 70, 2022), for estimates that are normal only
 * in the end (I. Waudby-Smith et al., "Time-uniform central limit theory and asymptotic confidence sequences", Annals
 * of Statistics 52, 2024).
 */
export function anytimeReach(variance: number): number {
  if (!Number.isFinite(variance)) return Number.POSITIVE_INFINITY;
  if (variance === 0) return 0;
  const spread = (variance * (variance + MIXTURE_VARIANCE)) / MIXTURE_VARIANCE;
  return Math.sqrt(spread * (2 * Math.log(1 / ALPHA) + Math.log(1 + MIXTURE_VARIANCE / variance)));
}

/** The effect of reminding, from the sums of both arms. */
export function liftOf(treated: ArmSums, heldOut: ArmSums): Lift {
  const [with_, without] = [mean(treated.paid), mean(heldOut.paid)];
  const isMeasured = treated.paid.n > 0 && heldOut.paid.n > 0;
  const difference = isMeasured ? with_ - without : 0;
  const [above, below] = [rateVariance(treated.paid), rateVariance(heldOut.paid)];
  const variance = above + below;
  const around = (reach: number): Interval => ({
    value: difference,
    low: Math.max(-1, difference - reach),
    high: Math.min(1, difference + reach),
  });
  const fixed = around(Z * Math.sqrt(variance));
  const anytime = around(anytimeReach(variance));
  const isSettled = anytime.low > 0 || anytime.high < 0 || anytime.high - anytime.low <= 2 * PRECISE;
  const enough = isTrusted(treated.paid) && isTrusted(heldOut.paid) && isSettled;
  return {
    treated: rateOf(treated.paid),
    heldOut: rateOf(heldOut.paid),
    difference: fixed,
    anytime,
    ratio: ratioOf({ with: with_, above, without, below }),
    causedOrders: scaled(fixed, treated.paid.n),
    causedAmount: causedAmount(treated, heldOut, isMeasured),
    enough,
    neededOrders: enough ? 0 : neededOrders(treated.paid, heldOut.paid, variance, difference),
  };
}

const rateOf = (sums: ClusterSums): ArmRate => ({
  orders: sums.n,
  buyers: sums.buyers,
  paid: sums.y,
  rate: mean(sums),
});

const isTrusted = ({ buyers, n, y }: ClusterSums): boolean =>
  buyers >= LEAST_BUYERS && Math.min(y, n - y) >= LEAST_OUTCOMES;

const scaled = ({ value, low, high }: Interval, by: number): Interval => ({
  value: value * by,
  low: low * by,
  high: high * by,
});

/** On the logarithm, where a ratio's distribution is nearer to normal. */
function ratioOf(rates: { with: number; above: number; without: number; below: number }): Interval | null {
  if (rates.with === 0 || rates.without === 0) return null;
  const value = rates.with / rates.without;
  const reach = Math.exp(Z * Math.sqrt(rates.above / rates.with ** 2 + rates.below / rates.without ** 2));
  return Number.isFinite(reach) ? { value, low: value / reach, high: value * reach } : null;
}

/** Fewer than two buyers in an arm tell nothing of how far amounts spread: then no more is known than that it is unknown. */
function causedAmount(treated: ArmSums, heldOut: ArmSums, isMeasured: boolean): Interval {
  const { n } = treated.paid;
  const value = isMeasured ? n * (mean(treated.amount) - mean(heldOut.amount)) : 0;
  const reach = n * Z * Math.sqrt(ratioVariance(treated.amount) + ratioVariance(heldOut.amount));
  return { value, low: value - reach, high: value + reach };
}

/** The variance shrinks as orders come in: looks for the factor by which they must grow. */
function neededOrders(treated: ClusterSums, heldOut: ClusterSums, variance: number, difference: number): number {
  const orders = treated.n + heldOut.n;
  const isKnown = isTrusted(treated) && isTrusted(heldOut);
  const aim = isKnown ? Math.max(Math.abs(difference), PRECISE) : HOPED_FOR;
  const share = treated.n > 0 && heldOut.n > 0 ? heldOut.n / orders : USUAL_SHARE;
  const perOrder = isKnown ? variance * orders : 0.25 / share + 0.25 / (1 - share);
  let enough = 1;
  while (anytimeReach(perOrder / enough) > aim) enough *= 1.02;
  return Math.max(1, Math.ceil(enough) - orders);
}

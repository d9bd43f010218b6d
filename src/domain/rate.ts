import { SECOND } from "./instant.ts";

/** How fast a provider may be asked, by one account and sender, over all processes. */
export interface Rate {
  readonly perSecond: number;
}

/**
 * A token bucket, kept as one number: the moment (milliseconds since the epoch, real time) from which on its tokens
 * are unspent. It never holds more than a tenth of a second's worth, or one.
 */
export type Bucket = number;

export interface Taken {
  readonly granted: number;
  readonly bucket: Bucket;
  /** Milliseconds until there is another token; 0 where there is one left. */
  readonly nextIn: number;
}

const interval = ({ perSecond }: Rate): number => SECOND / perSecond;
const capacity = ({ perSecond }: Rate): number => Math.max(1, Math.floor(perSecond / 10));
/** Milliseconds that adding up fractions of them may be off by. */
const ROUNDING = 1e-3;

/** Takes up to `wanted` tokens at `now`. In no second are more given out than the rate and one capacity. */
export function takeTokens(bucket: Bucket, now: number, wanted: number, rate: Rate): Taken {
  const each = interval(rate);
  const from = Math.max(bucket, now - capacity(rate) * each);
  const there = Math.max(0, Math.floor((now - from + ROUNDING) / each));
  const granted = Math.min(wanted, there);
  const after = from + granted * each;
  // Nearer to the truth than what is let pass above: after that wait there must be one.
  return { granted, bucket: after, nextIn: Math.max(0, Math.ceil(after + each - now - ROUNDING / 4)) };
}

/** Puts back tokens that were not used. */
export const returnTokens = (bucket: Bucket, count: number, rate: Rate): Bucket => bucket - count * interval(rate);

/** At most `rate` takes a second, with bursts of one second's worth. */
export interface TokenBucket {
  /** @returns whether there was a token left to take. */
  take(): boolean;
}

/** @param now milliseconds that never go back. */
export function createTokenBucket(rate: number, now: () => number): TokenBucket {
  let tokens = rate;
  let filledAt = now();
  return {
    take() {
      const at = now();
      tokens = Math.min(rate, tokens + ((at - filledAt) / 1_000) * rate);
      filledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}

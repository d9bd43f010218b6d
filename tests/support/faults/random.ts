/** Random numbers that a seed repeats. */
export interface Random {
  readonly seed: number;
  /** From `least` to `most`, both of which it may be. */
  whole(least: number, most: number): number;
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** @param seed a new one where it is left out; `FAULT_SEED` in the environment repeats a run. */
export function createRandom(seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31))): Random {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    seed,
    whole,
    percent: (chance) => whole(1, 100) <= chance,
    pick: (from) => from[whole(0, from.length - 1)] ?? from[0],
  };
}

import { MINUTE } from "../domain/instant.ts";
import { unitHash } from "../domain/stable-hash.ts";

const SEED = "cuifu demo 1";

/** A number in [0, 1) for what is named: the demo's day is the same on every machine. */
export const roll = (...what: readonly string[]): number => unitHash(SEED, ...what);

/** Whether something of probability `share` happens. */
export const happens = (share: number, ...what: readonly string[]): boolean => roll(...what) < share;

/** One of the choices, all as likely. */
export function pick<T>(choices: readonly T[], ...what: readonly string[]): T {
  const choice = choices[Math.floor(roll(...what) * choices.length)];
  if (choice === undefined) throw new RangeError("there is nothing to choose from");
  return choice;
}

/** Milliseconds, `from` to `to` minutes. */
export const minutes = (from: number, to: number, ...what: readonly string[]): number =>
  Math.round((from + roll(...what) * (to - from)) * MINUTE);

/** Milliseconds until something that is likeliest at once: exponential around `mean` minutes, at most eight times that. */
export const soon = (mean: number, ...what: readonly string[]): number =>
  Math.round(Math.min(-Math.log(1 - roll(...what)), 8) * mean * MINUTE);

import type { ArmSums, ClusterSums } from "#src/domain/lift.ts";
import { createRandom, type Random } from "./faults/random.ts";

/** A shop with two arms, as a simulation makes it up. */
export interface Trial {
  /** Share of treated buyers' orders that are paid, and of held-out ones. */
  readonly treated: number;
  readonly heldOut: number;
  /** Share of buyers held out. */
  readonly share: number;
  readonly buyers: number;
}

/** The sums of both arms, kept up to date order by order. */
export interface Arms {
  readonly treated: ArmSums;
  readonly heldOut: ArmSums;
}

type Sums = { -readonly [Key in keyof ClusterSums]: ClusterSums[Key] };
const nothing = (): Sums => ({ buyers: 0, n: 0, nn: 0, y: 0, yy: 0, ny: 0 });

function add(sums: Sums, n: number, y: number): void {
  sums.buyers += 1;
  sums.n += n;
  sums.nn += n * n;
  sums.y += y;
  sums.yy += y * y;
  sums.ny += n * y;
}

/**
 * One run of a trial: buyers with 1 to 6 orders each, alike within a buyer (a buyer's own inclination moves all of
 * their orders), looked at `looks` times at even distances. @returns what `see` made of each look.
 */
export function runTrial<T>(trial: Trial, random: Random, looks: number, see: (arms: Arms) => T): T[] {
  const arms = { treated: { paid: nothing(), amount: nothing() }, heldOut: { paid: nothing(), amount: nothing() } };
  const unit = () => random.whole(0, 999_999) / 1e6;
  const seen: T[] = [];
  for (let buyer = 1; buyer <= trial.buyers; buyer++) {
    const isHeldOut = unit() < trial.share;
    const base = isHeldOut ? trial.heldOut : trial.treated;
    // Keen and reluctant buyers: the mean stays, orders of one buyer go together.
    const own = unit() < 0.5 ? base * 0.4 : base * 1.6;
    const orders = unit() < 0.6 ? 1 : random.whole(2, 6);
    let paid = 0;
    let amount = 0;
    for (let order = 0; order < orders; order++) {
      if (unit() >= own) continue;
      paid += 1;
      amount += random.whole(1_000, 50_000);
    }
    const arm = isHeldOut ? arms.heldOut : arms.treated;
    add(arm.paid, orders, paid);
    add(arm.amount, orders, amount);
    if (buyer % Math.floor(trial.buyers / looks) === 0) seen.push(see(arms));
  }
  return seen;
}

/** Share of `runs` seeded trials of which `holds` is true. */
export function shareOfTrials(runs: number, seed: number, holds: (random: Random) => boolean): number {
  const random = createRandom(seed);
  let held = 0;
  for (let run = 0; run < runs; run++) if (holds(random)) held += 1;
  return held / runs;
}

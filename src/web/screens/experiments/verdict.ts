/** What an experiment tells so far. Pure. */
import type { Experiment, Variant } from "../../api/experiments.ts";

export type Verdict =
  | { readonly kind: "best"; readonly version: number }
  | { readonly kind: "none" }
  | { readonly kind: "stopped" }
  /** `more`: about how many buyers are still needed, were the difference to stay; null where there is none to speak of. */
  | { readonly kind: "unclear"; readonly more: number | null };

/** Beyond this nobody waits. */
const MOST = 1_000_000;

export function verdictOf({ best, variants, state }: Pick<Experiment, "best" | "variants" | "state">): Verdict {
  if (best !== null) return { kind: "best", version: best };
  if (variants.every(({ buyers }) => buyers === 0)) return { kind: "none" };
  return state === "stopped" ? { kind: "stopped" } : { kind: "unclear", more: buyersNeeded(variants) };
}

/**
 * How many more buyers, over all variants, until the intervals of the two best would come apart. Half an interval is
 * about 1.96 √(p(1−p)/n): both halves together must be less than the difference.
 */
function buyersNeeded(variants: readonly Variant[]): number | null {
  const [first, second] = variants.toSorted((a, b) => b.rate - a.rate);
  if (first === undefined || second === undefined || first.buyers === 0 || second.buyers === 0) return null;
  const difference = first.rate - second.rate;
  if (difference <= 0) return null;
  const spread = ({ rate, share }: Variant) => Math.sqrt((rate * (1 - rate)) / share);
  const all = ((1.96 * (spread(first) + spread(second))) / difference) ** 2;
  const had = variants.reduce((sum, { buyers }) => sum + buyers, 0);
  const more = Math.ceil(all - had);
  return more > 0 && more < MOST ? roughly(more) : null;
}

/** Two digits: more would pretend to know. */
function roughly(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return Math.ceil(count / unit) * unit;
}

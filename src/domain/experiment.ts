/** Experiments: several versions of one template, each told to its share of buyers (docs/templates.md). */
import { unitHash } from "./stable-hash.ts";
import type { Template } from "./template.ts";
import { type ShareInterval, wilson } from "./wilson.ts";

/** A version and the share of buyers who get it, above 0 and up to 1; the shares of an experiment add up to 1. */
export interface Variant {
  readonly version: number;
  readonly share: number;
}

/** An experiment that runs: what its buyers may get. */
export interface RunningExperiment {
  readonly id: string;
  readonly variants: readonly [RunningVariant, ...RunningVariant[]];
}

export interface RunningVariant extends Pick<Variant, "share"> {
  readonly template: Template;
}

/** How far from 1 the sum of shares may be, for thirds written as decimals. */
const TOLERANCE = 0.001;

/** What is wrong with variants; null where they can be tried. */
export function variantsProblem(variants: readonly Variant[]): string | null {
  if (new Set(variants.map(({ version }) => version)).size !== variants.length) return "must name each version once";
  const sum = variants.reduce((total, { share }) => total + share, 0);
  return Math.abs(sum - 1) > TOLERANCE ? "must have shares that add up to 1" : null;
}

/**
 * Which variant a buyer gets: always the same one, whichever machine asks, and another experiment deals anew.
 * @param buyer the buyer's row id.
 */
export function pickVariant<Of extends Pick<Variant, "share">>(
  { id, variants }: { readonly id: string; readonly variants: readonly [Of, ...Of[]] },
  buyer: string,
): Of {
  const at = unitHash("experiment", id, buyer) * variants.reduce((total, { share }) => total + share, 0);
  let [picked] = variants;
  let from = 0;
  for (const variant of variants) {
    if (at >= from) picked = variant;
    from += variant.share;
  }
  return picked;
}

/** How many buyers a variant reached, and what they did. */
export interface VariantCounts {
  readonly version: number;
  readonly buyers: number;
  readonly clicked: number;
  readonly recovered: number;
}

/** The same with the shares of buyers, each with its 95% interval. */
export interface VariantResult extends VariantCounts {
  readonly clickRate: ShareInterval;
  readonly rate: ShareInterval;
}

/**
 * What came of an experiment. `best` is the variant whose recovery is above all others' with their intervals apart;
 * null while that can't be said. A buyer counts once, because the messages to one human are not apart.
 */
export function experimentResults(
  variants: readonly Variant[],
  counts: readonly VariantCounts[],
): { readonly results: readonly (VariantResult & Variant)[]; readonly best: number | null } {
  const results = variants.map(({ version, share }) => {
    const { buyers = 0, clicked = 0, recovered = 0 } = counts.find((count) => count.version === version) ?? {};
    const rates = { clickRate: wilson(clicked, buyers), rate: wilson(recovered, buyers) };
    return { version, share, buyers, clicked, recovered, ...rates };
  });
  const best = results.find((one) => results.every((other) => other === one || one.rate.low > other.rate.high));
  return { results, best: results.length > 1 ? (best?.version ?? null) : null };
}

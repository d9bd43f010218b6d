import type { Policy } from "../domain/policy.ts";
import { comparePolicies, type PolicyComparison } from "../domain/policy-comparison.ts";
import type { Simulation } from "../domain/simulation.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import type { LeftOut } from "./order-lines.ts";
import { readPastOrders } from "./read-past-orders.ts";
import { type Progress, runInParts, within } from "./run-in-parts.ts";
import { simulate } from "./simulate.ts";
import { ordersUnder, type PlayableOrder } from "./simulated-order.ts";

/** Orders to play, and what of them is not played. */
export interface OrdersToPlay {
  readonly orders: readonly PlayableOrder[];
  /** Whether there were more orders than are played. */
  readonly truncated: boolean;
  /** How many lines of a file could not be read, and the first of them. */
  readonly leftOut: { readonly count: number; readonly first: readonly LeftOut[] };
}

/** Which orders are played under which policies. */
export interface SimulationQuestion {
  readonly shop: Shop;
  readonly published: Policy;
  readonly draft: Policy;
  /** The shop's own orders of the last so many days, or those that somebody gave, read in parts. */
  readonly source:
    | { readonly kind: "past"; readonly days: number }
    | { readonly kind: "given"; readonly read: () => Generator<number, OrdersToPlay> };
}

export interface PlayedComparison extends PolicyComparison, Omit<OrdersToPlay, "orders"> {}

/** Of the whole, how much reading takes. */
const READING = 0.4;

/**
 * Plays orders under a shop's published policy and under a draft. Payments of past orders came when they came, also those
 * that a reminder may have brought; nobody answered. Other work of the process goes on in between.
 * @returns null where it was cancelled.
 */
export async function comparePlayed(
  ctx: JourneyContext,
  { source, ...question }: SimulationQuestion,
  progress: Progress,
): Promise<PlayedComparison | null> {
  const read = await readSource(ctx, question.shop, source, within(progress, 0, READING));
  return read && (await comparePolicyOn(ctx, question, read, within(progress, READING, 1)));
}

/** The same of orders that were read already. */
export async function comparePolicyOn(
  ctx: JourneyContext,
  { shop, published, draft }: Omit<SimulationQuestion, "source">,
  { orders, ...about }: OrdersToPlay,
  progress: Progress,
): Promise<PlayedComparison | null> {
  const before = await playUnder(ctx, shop, published, orders, within(progress, 0, 1 / 2));
  const after = before && (await playUnder(ctx, shop, draft, orders, within(progress, 1 / 2, 1)));
  if (before === null || after === null) return null;
  const compared = await runInParts(ctx, comparePolicies(before, after), progress);
  return compared && { ...compared, ...about };
}

async function readSource(
  ctx: JourneyContext,
  shop: Shop,
  source: SimulationQuestion["source"],
  progress: Progress,
): Promise<OrdersToPlay | null> {
  if (source.kind === "given") return await runInParts(ctx, source.read(), progress, (done) => progress.tell(done));
  const past = await readPastOrders(ctx, { shop, days: source.days }, progress);
  return past && { ...past, leftOut: { count: 0, first: [] } };
}

/** Orders under one policy. @returns null where it was cancelled. */
async function playUnder(
  ctx: JourneyContext,
  shop: Shop,
  policy: Policy,
  orders: readonly PlayableOrder[],
  progress: Progress,
): Promise<Simulation | null> {
  // An order comes once, and each step of its plan is due once or a little more.
  const about = Math.max(1, orders.length * (1 + policy.steps.length));
  const run = simulate({ ...ctx, shop, policy }, ordersUnder(orders, shop, policy));
  return await runInParts(ctx, run, progress, (happened) => progress.tell(happened / about));
}

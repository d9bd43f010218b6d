import { buyerAddresses } from "../domain/buyer.ts";
import { DAY, type Instant, latest, plus } from "../domain/instant.ts";
import { minor } from "../domain/money.ts";
import { type OrderState, paidAt } from "../domain/order.ts";
import { armOf } from "../domain/plan.ts";
import type { Policy } from "../domain/policy.ts";
import { comparePolicies, type PolicyComparison } from "../domain/policy-comparison.ts";
import type { Simulation } from "../domain/simulation.ts";
import { type Buyer, readBuyers } from "../store/buyers.ts";
import type { OrderRow } from "../store/orders.ts";
import { readPastOrders } from "../store/past-orders.ts";
import { suppressedAmong } from "../store/people.ts";
import type { Shop } from "../store/shops.ts";
import type { PlanPlace } from "../store/stale-plans.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { simulate } from "./simulate.ts";
import type { SimulatedOrder } from "./simulated-world.ts";

/** Which orders are played under which policies. */
export interface PastQuestion {
  readonly shop: Shop;
  readonly published: Policy;
  readonly draft: Policy;
  /** Orders of the last so many days. */
  readonly days: number;
}

export interface PastComparison extends PolicyComparison {
  /** Whether there were more orders than are played: then the latest were. */
  readonly truncated: boolean;
}

/** How it goes on: told the share that is done, 0 to 1; asked whether it shall go on. */
export interface Progress {
  tell(done: number): void;
  isCancelled(): boolean;
}

/** More would take more memory than a process that serves others should give. */
const MOST_ORDERS = 20_000;
const PAGE = 500;
/** Of the whole, how much reading takes; each policy takes half of the rest. */
const READING = 0.4;

/**
 * Plays a shop's own past orders under its published policy and under a draft. Payments came when they came, also those
 * that a reminder may have brought; nobody answered. Other work of the process goes on in between.
 * @returns null where it was cancelled.
 */
export async function simulatePast(
  ctx: JourneyContext,
  question: PastQuestion,
  progress: Progress,
): Promise<PastComparison | null> {
  const past = await readPast(ctx, question, progress);
  if (past === null) return null;
  const published = await play(ctx, question.shop, question.published, past.orders, progress, READING);
  const draft = published && (await play(ctx, question.shop, question.draft, past.orders, progress, (1 + READING) / 2));
  if (published === null || draft === null) return null;
  const compared = await untilDone(ctx, comparePolicies(published, draft), progress, () => undefined);
  return compared && { ...compared, truncated: past.truncated };
}

/** Runs in parts, other work of the process in between. @returns null where it was cancelled. */
async function untilDone<Part, Result>(
  ctx: JourneyContext,
  run: Generator<Part, Result>,
  progress: Progress,
  tell: (part: Part) => void,
): Promise<Result | null> {
  for (let step = run.next(); ; step = run.next()) {
    if (step.done) return step.value;
    tell(step.value);
    await ctx.realTime.wait(0);
    if (progress.isCancelled()) return null;
  }
}

/** A past order, and by what its buyer is told apart when some are held out. */
interface PastOrder {
  readonly order: Omit<SimulatedOrder, "buyer"> & { readonly buyer: Omit<SimulatedOrder["buyer"], "arm"> };
  readonly armKey: string;
}

async function readPast(
  ctx: JourneyContext,
  { shop, days }: PastQuestion,
  progress: Progress,
): Promise<{ orders: PastOrder[]; truncated: boolean } | null> {
  const orders: PastOrder[] = [];
  let before: PlanPlace | null = null;
  for (;;) {
    if (progress.isCancelled()) return null;
    const page = await readPage(ctx, shop, days, before);
    orders.push(...page.orders);
    before = page.last;
    if (orders.length >= MOST_ORDERS) return { orders: orders.slice(0, MOST_ORDERS).reverse(), truncated: true };
    if (before === null) return { orders: orders.reverse(), truncated: false };
    progress.tell((READING * orders.length) / MOST_ORDERS);
  }
}

async function readPage(
  ctx: JourneyContext,
  shop: Shop,
  days: number,
  before: PlanPlace | null,
): Promise<{ orders: PastOrder[]; last: PlanPlace | null }> {
  return await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
    const since = plus(await readClock(tx, ctx.clock), -days * DAY);
    const { rows, last } = await readPastOrders(tx, ctx.vault, shop.id, { since, before, limit: PAGE });
    const buyers = await readBuyers(
      tx,
      ctx.vault,
      rows.flatMap(({ buyer }) => buyer?.id ?? []),
    );
    const noes = await suppressedAmong(
      tx,
      [...buyers.values()].flatMap(({ people }) => people),
    );
    const orders = rows
      .toSorted((a, b) => (b.state.fields.values.placedAt ?? 0) - (a.state.fields.values.placedAt ?? 0) || b.id - a.id)
      .flatMap((row) => {
        const buyer = row.buyer ? buyers.get(row.buyer.id) : undefined;
        return buyer
          ? pastOrder(
              row,
              buyer,
              buyer.people.some((id) => noes.has(id)),
            )
          : [];
      });
    return { orders, last };
  });
}

function pastOrder(row: OrderRow, buyer: Buyer, refused: boolean): PastOrder[] {
  const { values } = row.state.fields;
  if (values.placedAt === undefined || values.amount === undefined || values.currency === undefined) return [];
  const order = {
    externalId: row.externalId,
    at: row.firstSeenAt,
    state: asOpen(row.state),
    buyer: { key: buyer.id, addresses: buyerAddresses(buyer.state.fields.values), tell: () => buyer.state },
    refused,
    ends: endOf(row.state, row.firstSeenAt),
  };
  return [{ order, armKey: buyer.armKey }];
}

/** The order as it was before it ended, without what no plan asks for. */
function asOpen({ fields: { values } }: OrderState): OrderState {
  const { payUrl: _url, note: _note, paymentError: _error, ...kept } = values;
  return {
    status: "unpaid",
    statusAt: {},
    wasUnpaid: true,
    refunded: minor(0),
    refundedAll: false,
    paidBefore: null,
    fields: { values: kept, base: null, exceptions: {} },
  };
}

function endOf(state: OrderState, from: Instant): SimulatedOrder["ends"] {
  switch (state.status) {
    case "unpaid":
    case "partially_paid":
      return null;
    case "paid":
    case "cancelled":
    case "closed": {
      const at = state.status === "paid" ? paidAt(state) : (state.statusAt[state.status] ?? null);
      return { at: latest(at ?? from, from), status: state.status };
    }
    default:
      return state.status satisfies never;
  }
}

async function play(
  ctx: JourneyContext,
  shop: Shop,
  policy: Policy,
  past: readonly PastOrder[],
  progress: Progress,
  from: number,
): Promise<Simulation | null> {
  const group = String(shop.groupId);
  const orders = past.map(({ order, armKey }): SimulatedOrder => {
    const arm = armOf(group, armKey, policy.heldOut);
    return { ...order, buyer: { ...order.buyer, arm } };
  });
  // An order comes once, and each step of its plan is due once or a little more.
  const about = Math.max(1, orders.length * (1 + policy.steps.length));
  return await untilDone(ctx, simulate({ ...ctx, shop, policy }, orders), progress, (happened) => {
    progress.tell(from + ((1 - READING) / 2) * Math.min(1, happened / about));
  });
}

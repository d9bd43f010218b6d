import type { OrderId, ShopId } from "../domain/brand.ts";
import { type Instant, plus, SECOND } from "../domain/instant.ts";
import type { Tx } from "../store/connect.ts";
import { isDatabaseAway } from "../store/database-error.ts";
import { type OrderRow, readOrdersById, updateOrders } from "../store/orders.ts";
import { allShops, type Shop } from "../store/shops.ts";
import { findStalePlans, lockFreeOrders, markPlanned, type PlanPlace } from "../store/stale-plans.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { LONGEST_PLAN, planAgain, rowWithPlan } from "./plan-reminders.ts";
import { readSurroundings } from "./surroundings.ts";
import { type PlannedOrder, writePlans } from "./write-plans.ts";

/** Orders in one transaction: short enough that nobody waits long for a lock it holds. */
const BATCH = 200;
/** Batches of one shop before the next shop has its turn. */
const STEPS = 5;
/**
 * Real milliseconds after a version was first seen: an intake that began under the one before has committed by then, so
 * that a walk from there on misses nothing.
 */
const SETTLING = 10 * SECOND;

/** How far the walk through a shop's plans has come. */
interface Walk {
  readonly version: number;
  /** Real time of the first look. */
  readonly since: number;
  /** Null: from the start. */
  at: PlanPlace | null;
  startedAt: number;
  /** Orders this walk found to do. */
  found: number;
  settled: boolean;
  /** Halved where a batch fails, until the order that can't be planned stands alone and is passed over. */
  limit: number;
  passOver: boolean;
}

/**
 * Plans anew what was planned, or left out, under an older version of its shop's policy, a batch a shop at each call. What
 * was claimed or is done stays. Any number of processes may do it, and one that dies half way leaves nothing half done: what is still
 * to do shows by the versions in the table, the walk only remembers where to look on.
 * @returns a look: it resolves to how many orders it planned anew.
 */
export function createReplanner(ctx: JourneyContext): () => Promise<number> {
  const walks = new Map<ShopId, Walk>();
  return async () => {
    let count = 0;
    for (const shop of await allShops(ctx.db)) {
      const now = ctx.realTime.monotonic();
      let walk = walks.get(shop.id);
      if (walk?.version !== shop.policyVersion) {
        walk = newWalk(shop.policyVersion, now);
        walks.set(shop.id, walk);
      }
      for (let steps = 0; steps < STEPS && !walk.settled; steps += 1) {
        count += await stepApart(ctx, shop, walk);
        if (walk.at === null) break;
      }
    }
    return count;
  };
}

const newWalk = (version: number, now: number): Walk => ({
  version,
  since: now,
  at: null,
  startedAt: now,
  found: 0,
  settled: false,
  limit: BATCH,
  passOver: false,
});

/** One order that can't be planned is left as it is and holds up no other. */
async function stepApart(ctx: JourneyContext, shop: Shop, walk: Walk): Promise<number> {
  try {
    const count = await step(ctx, shop, walk);
    walk.limit = BATCH;
    walk.passOver = false;
    return count;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    walk.passOver = walk.limit === 1;
    walk.limit = Math.ceil(walk.limit / 2);
    ctx.log.error({ err: error, shop: shop.id, orders: walk.limit }, "plans could not be made anew");
    return 0;
  }
}

async function step(ctx: JourneyContext, shop: Shop, walk: Walk): Promise<number> {
  const scope = { shops: [shop.id], groups: [shop.groupId] };
  const { places, replanned } = await inShops(ctx.db, scope, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    const after = walk.at ?? { placedAt: plus(now, -LONGEST_PLAN), id: 0 as OrderId };
    const { maxAge } = await ctx.policies.read(tx, shop.id, walk.version);
    const wanted = { version: walk.version, youngerThan: plus(now, -maxAge) };
    const stale = await findStalePlans(tx, shop.id, wanted, after, walk.limit);
    const ids = walk.passOver
      ? []
      : await lockFreeOrders(
          tx,
          stale.map(({ id }) => id),
        );
    await replan(tx, ctx, shop.id, ids, now);
    await ctx.failpoint("before_replan_commit");
    return { places: stale, replanned: ids.length };
  });
  walk.found += places.length;
  walk.at = places.at(-1) ?? null;
  if (places.length === walk.limit) return replanned;
  // The end of the list: settled where a whole walk, begun late enough, had nothing to do.
  walk.settled = walk.found === 0 && walk.startedAt - walk.since >= SETTLING;
  walk.at = null;
  walk.found = 0;
  walk.startedAt = ctx.realTime.monotonic();
  return replanned;
}

/** Plans locked orders anew. Everything is read after the locks: the policy that stands, the buyers, who said no. */
async function replan(
  tx: Tx,
  ctx: JourneyContext,
  shopId: ShopId,
  ids: readonly OrderId[],
  now: Instant,
): Promise<void> {
  const rows = [...(await readOrdersById(tx, ctx.vault, ids)).values()];
  const buyers = rows.flatMap(({ buyer }) => buyer?.id ?? []);
  const around = await readSurroundings(tx, ctx, { shops: [shopId], buyers, known: [] }, now);
  const shop = around.shops.get(shopId);
  const policy = around.policies.get(shopId);
  if (!shop || !policy || ids.length === 0) return;
  const planned: PlannedOrder[] = [];
  const changed: (OrderRow & { readonly id: OrderId })[] = [];
  for (const row of rows) {
    const buyer = row.buyer ? around.buyers.get(row.buyer.id) : undefined;
    if (!buyer) continue;
    const suppressed = around.suppressed.has(buyer.id);
    const made = planAgain(
      ctx,
      { shop, policy, order: row, buyer, suppressed, payments: around.payments.get(buyer.id) ?? [] },
      now,
    );
    if (!made) continue;
    const next = rowWithPlan(row, made);
    if (next !== row) changed.push({ ...next, id: row.id });
    planned.push({ row, made, isNew: false });
  }
  await updateOrders(tx, ctx.vault, changed, now);
  await writePlans(tx, planned, around.shops, now);
  await markPlanned(tx, ids, shop.policyVersion);
}

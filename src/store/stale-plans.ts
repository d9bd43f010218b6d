import { asc, sql } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import { type Instant, instant, toIso } from "../domain/instant.ts";
import { MENDABLE_REASONS } from "../domain/replan.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { orders } from "./schema.ts";

/** An order's place in the list by which plans are looked through: by the time of placing, then by id. */
export interface PlanPlace {
  readonly placedAt: Instant;
  readonly id: OrderId;
}

const OPEN = sql`r.state IN ('planned', 'queued')`;
/** What a policy refused or dropped, and another may take up. */
const REFUSED = sql`(r.state = 'skipped' AND r.reason = ANY(${sql.param([...MENDABLE_REASONS])}::text[])
  OR r.state = 'cancelled' AND r.reason = 'replanned')`;

/**
 * The next open orders after `after` with a reminder that an older version planned, or, where they were placed after
 * `youngerThan`, refused; not locked. Cost: one walk along the shop's orders of the last month, however many calls it is
 * made in; `OFFSET 0` keeps the look at each order's reminders from becoming a join of all of them.
 */
export async function findStalePlans(
  tx: Tx,
  shopId: ShopId,
  { version, youngerThan }: { readonly version: number; readonly youngerThan: Instant },
  after: PlanPlace,
  limit: number,
): Promise<PlanPlace[]> {
  const result = await tx.execute<{ id: string; at: number }>(sql`
    SELECT o.id, (extract(epoch FROM o.placed_at) * 1000)::float8 AS at FROM orders o
    WHERE o.shop_id = ${shopId} AND (o.placed_at, o.id) > (${toIso(after.placedAt)}::timestamptz, ${after.id}::bigint)
      AND o.status = 'unpaid'
      AND EXISTS (SELECT FROM reminders r WHERE r.order_id = o.id AND r.purpose = 'payment_reminder'
        AND r.policy_version < ${version} AND (${OPEN} OR o.placed_at > ${toIso(youngerThan)}::timestamptz AND ${REFUSED})
        OFFSET 0)
    ORDER BY o.placed_at, o.id LIMIT ${limit}`);
  return result.rows.map(({ id, at }) => ({ id: Number(id) as OrderId, placedAt: instant(at) }));
}

/** Locks those of these orders that nobody else holds, in the one order everybody uses. */
export async function lockFreeOrders(tx: Tx, ids: readonly OrderId[]): Promise<OrderId[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(among(orders.id, ids))
    .orderBy(asc(orders.id))
    .for("no key update", { skipLocked: true });
  return rows.map(({ id }) => id);
}

/** Notes that the reminders of these locked orders, open or refused, stand as a version of the policy has them. */
export async function markPlanned(tx: Tx, ids: readonly OrderId[], version: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(sql`
    UPDATE reminders r SET policy_version = ${version}
    WHERE r.order_id = ANY(${sql.param([...ids])}::bigint[]) AND r.purpose = 'payment_reminder'
      AND (${OPEN} OR ${REFUSED}) AND r.policy_version < ${version}`);
}

import { and, inArray, isNull, lt, sql } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { HighWaterMark } from "../domain/high-water.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { orders, sendingPauses } from "./schema.ts";

/** How far this database has come; what is visible here is on its disk. The transaction names every shop. */
export async function readMark(tx: Tx): Promise<HighWaterMark> {
  const { rows } = await tx.execute<{ born: string | null; timeline: number; decision: number }>(sql`
    SELECT (SELECT extract(epoch FROM min(created_at))::text FROM shops) AS born,
      (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline,
      coalesce((SELECT max(id) FROM decisions), 0) AS decision`);
  const row = rows[0];
  if (row === undefined) throw new Error("the database told nothing of itself");
  return row;
}

const RESTORED = "restored";

const everything = and(isNull(sendingPauses.shopId), isNull(sendingPauses.channel));

/** Switches off all sending until somebody resumes it after the restore. @returns whether that is new. */
export async function pauseRestored(tx: Tx): Promise<boolean> {
  const rows = await tx
    .insert(sendingPauses)
    .values({ shopId: null, channel: null, reason: RESTORED })
    .onConflictDoUpdate({
      target: [sendingPauses.shopId, sendingPauses.channel],
      set: { reason: RESTORED, pausedAt: sql`clock_timestamp()` },
      setWhere: sql`${sendingPauses.reason} <> ${RESTORED}`,
    })
    .returning({ id: sendingPauses.id });
  return rows.length > 0;
}

/** When sending was switched off because of a restore; null where it is not. */
export async function readRestoredAt(tx: Tx): Promise<Instant | null> {
  const [row] = await tx
    .select({ at: sendingPauses.pausedAt, reason: sendingPauses.reason })
    .from(sendingPauses)
    .where(everything);
  return row?.reason === RESTORED ? row.at : null;
}

/** Locks orders of these shops that were placed before `at` and have reminders to come; not those staff stopped. */
export async function lockOpenOrders(
  tx: Tx,
  shops: readonly ShopId[],
  at: Instant,
  limit: number,
): Promise<{ readonly id: OrderId; readonly shopId: ShopId }[]> {
  return await tx
    .select({ id: orders.id, shopId: orders.shopId })
    .from(orders)
    .where(
      and(
        inArray(orders.shopId, [...shops]),
        isNull(orders.stoppedAt),
        lt(sql`coalesce(${orders.placedAt}, ${orders.firstSeenAt})`, sql`${new Date(at).toISOString()}::timestamptz`),
        sql`EXISTS (SELECT FROM reminders r WHERE r.order_id = ${orders.id} AND r.state IN ('planned', 'queued'))`,
      ),
    )
    .orderBy(orders.id)
    .limit(limit)
    .for("no key update");
}

/** Orders' rows where nothing that is sealed matters. */
import { and, eq, gt, isNotNull, ne, or } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { minor } from "../domain/money.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { orders } from "./schema.ts";

/** Locks orders, in the one order everybody uses. @returns their status, which nobody changes from now on. */
export async function lockOrderRows(tx: Tx, ids: readonly OrderId[]): Promise<Map<OrderId, OrderStatus>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: orders.id, status: orders.status })
    .from(orders)
    .where(among(orders.id, ids))
    .orderBy(orders.id)
    .for("no key update");
  return new Map(rows.map((row) => [row.id, row.status]));
}

/** Those of the orders that wait for no payment any more, or that staff stopped. Takes no locks. */
export async function endedAmong(tx: Tx, ids: readonly OrderId[]): Promise<Set<OrderId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(among(orders.id, ids), or(ne(orders.status, "unpaid"), isNotNull(orders.stoppedAt))));
  return new Set(rows.map((row) => row.id));
}

/** Those of the orders that there is nothing to thank for any more: not paid, money back, or stopped. Takes no locks. */
export async function unthankableAmong(tx: Tx, ids: readonly OrderId[]): Promise<Set<OrderId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        among(orders.id, ids),
        or(ne(orders.status, "paid"), gt(orders.refunded, minor(0)), isNotNull(orders.stoppedAt)),
      ),
    );
  return new Set(rows.map((row) => row.id));
}

/** Locks the order with this id of the shop's own. */
export async function lockOrderNamed(
  tx: Tx,
  shopId: ShopId,
  externalId: string,
): Promise<{ readonly id: OrderId; readonly stoppedAt: Instant | null } | null> {
  const [row] = await tx
    .select({ id: orders.id, stoppedAt: orders.stoppedAt })
    .from(orders)
    .where(and(eq(orders.shopId, shopId), eq(orders.externalId, externalId)))
    .for("no key update");
  return row ?? null;
}

/** Staff want no more reminders of a locked order. */
export async function markStopped(tx: Tx, id: OrderId, at: Instant): Promise<void> {
  await tx.update(orders).set({ stoppedAt: at, updatedAt: at }).where(eq(orders.id, id));
}

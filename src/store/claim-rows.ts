import { and, eq, gt, or } from "drizzle-orm";
import type { BuyerId, OrderId, PersonId, ReminderId, ShopId } from "../domain/brand.ts";
import type { ChannelName, Purpose } from "../domain/channel.ts";
import type { OrderItem, OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import type { CurrencyCode, Minor } from "../domain/money.ts";
import type { Reason } from "../domain/reason.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { buyers, orders, reminders } from "./schema.ts";

/** A queued reminder and whom it is for. */
export interface ClaimTarget {
  readonly shopId: ShopId;
  readonly reminderId: ReminderId;
  readonly orderId: OrderId;
  readonly buyerId: BuyerId;
  readonly purpose: Purpose;
}

/** An order as the claim reads it, after the locks. */
export interface ClaimOrder {
  readonly id: OrderId;
  readonly shopId: ShopId;
  readonly externalId: string;
  readonly buyerId: BuyerId;
  readonly status: OrderStatus;
  readonly placedAt: Instant;
  readonly closesAt: Instant | null;
  readonly amount: Minor;
  readonly currency: CurrencyCode;
  /** How much of the payment went back. */
  readonly refunded: Minor;
  readonly items: readonly OrderItem[];
  readonly registers: Uint8Array;
  readonly arm: "treated" | "held_out" | null;
  readonly stoppedAt: Instant | null;
  readonly reason: Reason;
}

/** Which of these are still queued on this channel. Reads without a lock: the claim looks again. */
export async function readTargets(tx: Tx, ids: readonly ReminderId[], channel: ChannelName): Promise<ClaimTarget[]> {
  const rows = await tx
    .select({
      shopId: reminders.shopId,
      reminderId: reminders.id,
      orderId: reminders.orderId,
      buyerId: orders.buyerId,
      purpose: reminders.purpose,
    })
    .from(reminders)
    .innerJoin(orders, eq(orders.id, reminders.orderId))
    .where(and(among(reminders.id, ids), eq(reminders.state, "queued"), eq(reminders.channel, channel)))
    .orderBy(reminders.dueAt, reminders.id);
  return rows.flatMap(({ buyerId, ...row }) => (buyerId === null ? [] : [{ ...row, buyerId }]));
}

/** The people behind buyers. */
export async function readBuyerPeople(tx: Tx, ids: readonly BuyerId[]): Promise<Map<BuyerId, readonly PersonId[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.select({ id: buyers.id, people: buyers.people }).from(buyers).where(among(buyers.id, ids));
  return new Map(rows.map((row) => [row.id, row.people]));
}

/** Locks buyers, in the one order everybody uses. @returns the people behind them, as they are under the lock. */
export async function lockBuyers(tx: Tx, ids: readonly BuyerId[]): Promise<Map<BuyerId, readonly PersonId[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: buyers.id, people: buyers.people })
    .from(buyers)
    .where(among(buyers.id, ids))
    .orderBy(buyers.id)
    .for("no key update");
  return new Map(rows.map((row) => [row.id, row.people]));
}

/** Locks these orders and every other open order of these buyers, in the one order everybody uses. */
export async function lockClaimOrders(
  tx: Tx,
  targets: readonly OrderId[],
  buyerIds: readonly BuyerId[],
): Promise<OrderId[]> {
  if (buyerIds.length === 0) return [];
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(or(among(orders.id, targets), and(among(orders.buyerId, buyerIds), eq(orders.status, "unpaid"))))
    .orderBy(orders.id)
    .for("no key update");
  return rows.map((row) => row.id);
}

/** Reads locked orders: a statement of its own after the locks, so that it sees what was committed before them. */
export async function readClaimOrders(tx: Tx, ids: readonly OrderId[]): Promise<Map<OrderId, ClaimOrder>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      id: orders.id,
      shopId: orders.shopId,
      externalId: orders.externalId,
      buyerId: orders.buyerId,
      status: orders.status,
      placedAt: orders.placedAt,
      closesAt: orders.closesAt,
      amount: orders.amount,
      currency: orders.currency,
      refunded: orders.refunded,
      items: orders.items,
      registers: orders.registers,
      arm: orders.arm,
      stoppedAt: orders.stoppedAt,
      reason: {
        code: orders.reasonCode,
        confidence: orders.reasonConfidence,
        source: orders.reasonSource,
        at: orders.reasonAt,
      },
    })
    .from(orders)
    .where(among(orders.id, ids));
  const complete = rows.flatMap(({ buyerId, placedAt, amount, currency, ...row }) =>
    buyerId === null || placedAt === null || amount === null || currency === null
      ? []
      : [{ ...row, buyerId, placedAt, amount, currency }],
  );
  return new Map(complete.map((order) => [order.id, order]));
}

/** When these buyers paid which orders since `since`. */
export async function readPayments(
  tx: Tx,
  buyerIds: readonly BuyerId[],
  since: Instant,
): Promise<Map<BuyerId, { readonly orderId: OrderId; readonly paidAt: Instant }[]>> {
  const found = new Map<BuyerId, { orderId: OrderId; paidAt: Instant }[]>();
  if (buyerIds.length === 0) return found;
  const rows = await tx
    .select({ buyerId: orders.buyerId, orderId: orders.id, paidAt: orders.paidAt })
    .from(orders)
    .where(and(among(orders.buyerId, buyerIds), eq(orders.status, "paid"), gt(orders.paidAt, since)));
  for (const { buyerId, orderId, paidAt } of rows) {
    if (buyerId === null || paidAt === null) continue;
    found.set(buyerId, [...(found.get(buyerId) ?? []), { orderId, paidAt }]);
  }
  return found;
}

import { and, eq, gt, inArray, or, sql } from "drizzle-orm";
import type { BuyerId, OrderId, PersonId, ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import { type OrderState, paidAt, refundedSum } from "../domain/order.ts";
import type { Arm } from "../domain/plan.ts";
import { type ReasonState, reasonOf } from "../domain/reason.ts";
import type { Stamp } from "../domain/registers.ts";
import { among, insertBulk, updateBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { buyers, orders } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** What of an order is sealed: the join, and which event named the buyer. */
export interface OrderRegisters {
  readonly state: OrderState;
  readonly buyer: { readonly id: BuyerId; readonly stamp: Stamp } | null;
  /** When its buyer said no in words about this order, before anybody had named the buyer. */
  readonly refusedAt: Instant | null;
}

/** An order as intake works on it. `id` is null until it was inserted. */
export interface OrderRow extends OrderRegisters {
  readonly id: OrderId | null;
  readonly shopId: ShopId;
  readonly externalId: string;
  readonly firstSeenAt: Instant;
  readonly paidSeen: boolean;
  readonly arm: Arm | null;
  readonly eligible: boolean | null;
  readonly planned: boolean;
  readonly stoppedAt: Instant | null;
  /** What was heard of why it is unpaid. */
  readonly why: ReasonState;
}

/** The columns that follow from what was heard of the reason. */
export function reasonContent(why: ReasonState) {
  const { code, confidence, source, at } = reasonOf(why);
  return {
    reasonCode: code,
    reasonConfidence: confidence,
    reasonSource: source,
    reasonAt: at,
    reasonEvidence: [...why.evidence],
    reasonCorrection: why.correction,
  };
}

export const orderKey = (shopId: ShopId, externalId: string): string => `${shopId} ${externalId}`;

const place = (shop: ShopId, externalId: string) => ({ table: "orders", column: "registers", shop, row: externalId });

/** Unseals what `orders.registers` holds. */
export const openRegisters = (
  vault: Vault,
  row: { readonly shopId: ShopId; readonly externalId: string; readonly registers: Uint8Array },
): OrderRegisters => JSON.parse(vault.openText(row.registers, place(row.shopId, row.externalId)));

/** Every column that follows from the row's content. */
function content(vault: Vault, row: OrderRow, now: Instant) {
  const { state } = row;
  const { values } = state.fields;
  return {
    buyerId: row.buyer?.id ?? null,
    status: state.status,
    wasUnpaid: state.wasUnpaid,
    placedAt: values.placedAt ?? null,
    closesAt: values.closesAt ?? null,
    paidAt: paidAt(state),
    amount: values.amount ?? null,
    currency: values.currency ?? null,
    refunded: refundedSum(state),
    items: values.items ?? [],
    paymentMethod: values.paymentMethod ?? null,
    paymentErrorCode: values.paymentError?.code ?? null,
    flags: [...(values.flags ?? [])],
    shipsAt: values.shipsAt ?? null,
    buyerGrade: values.grade ?? null,
    buyerPaidOrders: state.paidBefore,
    registers: vault.seal(
      JSON.stringify({ state, buyer: row.buyer, refusedAt: row.refusedAt } satisfies OrderRegisters),
      place(row.shopId, row.externalId),
    ),
    arm: row.arm,
    eligible: row.eligible,
    planned: row.planned,
    stoppedAt: row.stoppedAt,
    ...reasonContent(row.why),
    updatedAt: now,
  };
}

/** Makes orders that were not there, sorted by key. @returns the ids of those made, by `orderKey`. */
export async function insertOrders(
  tx: Tx,
  vault: Vault,
  rows: readonly OrderRow[],
  now: Instant,
): Promise<Map<string, OrderId>> {
  if (rows.length === 0) return new Map();
  const sorted = [...rows].sort((a, b) =>
    orderKey(a.shopId, a.externalId) < orderKey(b.shopId, b.externalId) ? -1 : 1,
  );
  const made = await insertBulk<typeof orders, { id: OrderId; shop_id: ShopId; external_id: string }>(
    tx,
    orders,
    sorted.map((row) => ({
      ...content(vault, row, now),
      shopId: row.shopId,
      externalId: row.externalId,
      firstSeenAt: row.firstSeenAt,
    })),
    { computed: { paidSeenAt: paidSeen("NULL") }, tail: "ON CONFLICT DO NOTHING RETURNING id, shop_id, external_id" },
  );
  return new Map(made.map((row) => [orderKey(row.shop_id, row.external_id), Number(row.id) as OrderId]));
}

const isNamed = (keys: readonly { readonly shopId: ShopId; readonly externalId: string }[]) =>
  and(
    among(
      orders.shopId,
      keys.map((key) => key.shopId),
    ),
    among(
      orders.externalId,
      keys.map((key) => key.externalId),
    ),
  );

/** Locks the orders with these ids of the shop, in the one order everybody uses, and reads them after the lock. */
export async function lockOrders(
  tx: Tx,
  vault: Vault,
  keys: readonly { readonly shopId: ShopId; readonly externalId: string }[],
): Promise<Map<string, OrderRow & { readonly id: OrderId }>> {
  if (keys.length === 0) return new Map();
  const ids = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(isNamed(keys))
    .orderBy(orders.id)
    .for("no key update");
  return await readOrdersById(
    tx,
    vault,
    ids.map((row) => row.id),
  );
}

/** Orders by id, unsealed, by `orderKey`. */
export async function readOrdersById(
  tx: Tx,
  vault: Vault,
  ids: readonly OrderId[],
): Promise<Map<string, OrderRow & { readonly id: OrderId }>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      id: orders.id,
      shopId: orders.shopId,
      externalId: orders.externalId,
      registers: orders.registers,
      firstSeenAt: orders.firstSeenAt,
      paidSeenAt: orders.paidSeenAt,
      arm: orders.arm,
      eligible: orders.eligible,
      planned: orders.planned,
      stoppedAt: orders.stoppedAt,
      evidence: orders.reasonEvidence,
      correction: orders.reasonCorrection,
    })
    .from(orders)
    .where(among(orders.id, ids));
  return new Map(
    rows.map(({ registers, paidSeenAt, evidence, correction, ...row }) => [
      orderKey(row.shopId, row.externalId),
      {
        ...row,
        ...openRegisters(vault, { ...row, registers }),
        paidSeen: paidSeenAt !== null,
        why: { evidence, correction },
      },
    ]),
  );
}

/** Writes locked orders. */
export async function updateOrders(
  tx: Tx,
  vault: Vault,
  rows: readonly (OrderRow & { readonly id: OrderId })[],
  now: Instant,
): Promise<void> {
  await updateBulk(
    tx,
    orders,
    rows.map((row) => ({ id: row.id, ...content(vault, row, now) })),
    { paidSeenAt: paidSeen("orders.paid_seen_at") },
  );
}

/** When a paid order was first known to be paid, by the database's own clock: what claims are measured against. */
const paidSeen = (known: string): string =>
  `CASE WHEN v.status = 'paid' THEN coalesce(${known}, clock_timestamp()) END`;

/** The people behind the buyer of one order; none where the order or its buyer is not known. */
export async function peopleOfOrder(tx: Tx, shopId: ShopId, externalId: string): Promise<readonly PersonId[]> {
  const [row] = await tx
    .select({ people: buyers.people })
    .from(orders)
    .innerJoin(buyers, eq(buyers.id, orders.buyerId))
    .where(and(eq(orders.shopId, shopId), eq(orders.externalId, externalId)));
  return row?.people ?? [];
}

/** The open orders of these buyers that were placed since `since`, not locked. */
export async function openOrderKeys(
  tx: Tx,
  buyerIds: readonly BuyerId[],
  since: Instant,
): Promise<{ shopId: ShopId; externalId: string }[]> {
  if (buyerIds.length === 0) return [];
  return await tx
    .select({ shopId: orders.shopId, externalId: orders.externalId })
    .from(orders)
    .where(and(among(orders.buyerId, buyerIds), eq(orders.status, "unpaid"), gt(orders.placedAt, since)));
}

/** All orders of these buyers that were placed since `since`, not locked. */
export async function recentOrderKeys(
  tx: Tx,
  buyerIds: readonly BuyerId[],
  since: Instant,
): Promise<{ shopId: ShopId; externalId: string }[]> {
  if (buyerIds.length === 0) return [];
  return await tx
    .select({ shopId: orders.shopId, externalId: orders.externalId })
    .from(orders)
    .where(and(among(orders.buyerId, buyerIds), gt(orders.placedAt, since)));
}

/** Who placed these orders, as far as that is known; not locked. */
export async function buyersOf(
  tx: Tx,
  keys: readonly { readonly shopId: ShopId; readonly externalId: string }[],
): Promise<BuyerId[]> {
  if (keys.length === 0) return [];
  const rows = await tx.select({ buyerId: orders.buyerId }).from(orders).where(isNamed(keys));
  return rows.flatMap(({ buyerId }) => buyerId ?? []);
}

/** The open orders of these buyers, and those that thanks are still to be sent for, locked in the one order everybody uses. */
export async function openOrdersOf(tx: Tx, buyerIds: readonly BuyerId[]): Promise<OrderId[]> {
  if (buyerIds.length === 0) return [];
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(among(orders.buyerId, buyerIds), or(inArray(orders.status, ["unpaid", "partially_paid"]), awaitsThanks)))
    .orderBy(orders.id)
    .for("no key update");
  return rows.map((row) => row.id);
}

const awaitsThanks = sql`${orders.status} = 'paid' AND EXISTS (SELECT FROM reminders r WHERE r.order_id = ${orders.id}
  AND r.purpose = 'thank_you' AND r.state IN ('planned', 'queued'))`;

/** Empties what was written by or about buyers who are erased. Amounts, times and keyed hashes stay. */
import { sql } from "drizzle-orm";
import type { BuyerId, OrderId, PersonId, ShopId } from "../domain/brand.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import {
  callTasks,
  complaints,
  contacts,
  coupons,
  events,
  messages,
  orders,
  receipts,
  suppressions,
} from "./schema.ts";

/** Every order of these buyers. */
export async function ordersOfBuyers(tx: Tx, ids: readonly BuyerId[]): Promise<OrderId[]> {
  const rows = await tx.select({ id: orders.id }).from(orders).where(among(orders.buyerId, ids)).orderBy(orders.id);
  return rows.map((row) => row.id);
}

/** Whose words to empty: buyers of one shop, with their orders and everyone they are known as. */
export interface Erasure {
  readonly shopId: ShopId;
  readonly buyers: readonly BuyerId[];
  readonly orders: readonly OrderId[];
  readonly people: readonly PersonId[];
}

/** Conversations, replies, sheets of calls, codes of coupons, raw events and the addresses that stand beside a "no". */
export async function eraseWords(tx: Tx, { shopId, buyers, orders: orderIds, people }: Erasure): Promise<void> {
  await tx.execute(sql`
    DELETE FROM ${messages} WHERE ${among(messages.orderId, orderIds)} OR ${among(messages.buyerId, buyers)}`);
  await tx.execute(sql`
    UPDATE ${receipts} SET text = NULL WHERE text IS NOT NULL
      AND contact_id IN (SELECT id FROM ${contacts} WHERE ${among(contacts.buyerId, buyers)})`);
  await tx.execute(sql`
    UPDATE ${callTasks} SET sheet = NULL WHERE sheet IS NOT NULL
      AND contact_id IN (SELECT id FROM ${contacts} WHERE ${among(contacts.buyerId, buyers)})`);
  await tx.execute(
    sql`UPDATE ${coupons} SET code = NULL WHERE ${among(coupons.orderId, orderIds)} AND code IS NOT NULL`,
  );
  await tx.execute(sql`
    UPDATE ${events} SET raw = NULL WHERE shop_id = ${shopId} AND raw IS NOT NULL
      AND external_id IN (SELECT external_id FROM ${orders} WHERE ${among(orders.id, orderIds)})`);
  await tx.execute(sql`
    UPDATE ${events} SET raw = NULL WHERE shop_id = ${shopId} AND raw IS NOT NULL
      AND buyer_hash IN (SELECT identity_hash FROM buyers WHERE id = ANY(${sql.param([...buyers])}::uuid[]))`);
  await tx.execute(sql`
    UPDATE ${complaints} SET content = NULL WHERE content IS NOT NULL AND shop_id = ${shopId}
      AND (${among(complaints.personId, people)} OR ${among(complaints.orderId, orderIds)})`);
  await tx
    .update(suppressions)
    .set({ address: null })
    .where(sql`${among(suppressions.personId, people)} AND address IS NOT NULL`);
}

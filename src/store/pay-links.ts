import { and, eq, isNull } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { openRegisters } from "./orders.ts";
import { buyers, contactOrders, contacts, orders } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** The order behind a `/r/` link. */
export interface LinkedOrder {
  readonly shopId: ShopId;
  readonly status: OrderStatus;
  readonly closesAt: Instant | null;
  /** Where the shop takes the money; personal. */
  readonly payUrl: string | null;
  /** The buyer's, BCP 47. */
  readonly locale: string | null;
  /** When its message was handed over: the time of the claim, at most 10 s before. */
  readonly sentAt: Instant;
  readonly clickedAt: Instant | null;
}

/** Whose link it is, among the shops that the transaction names. */
export async function findLink(tx: Tx, vault: Vault, code: string): Promise<LinkedOrder | null> {
  const [row] = await tx
    .select({
      shopId: orders.shopId,
      externalId: orders.externalId,
      status: orders.status,
      closesAt: orders.closesAt,
      registers: orders.registers,
      locale: buyers.locale,
      sentAt: contacts.claimedAt,
      clickedAt: contactOrders.clickedAt,
    })
    .from(contactOrders)
    .innerJoin(contacts, eq(contacts.id, contactOrders.contactId))
    .innerJoin(orders, eq(orders.id, contactOrders.orderId))
    .leftJoin(buyers, eq(buyers.id, orders.buyerId))
    .where(eq(contactOrders.linkCode, code));
  if (!row) return null;
  const { shopId, status, closesAt, locale, sentAt, clickedAt } = row;
  const payUrl = openRegisters(vault, row).state.fields.values.payUrl ?? null;
  return { shopId, status, closesAt, payUrl, locale, sentAt, clickedAt };
}

/** Keeps the first click; later ones change nothing. */
export async function markClicked(tx: Tx, code: string, at: Instant): Promise<void> {
  await tx
    .update(contactOrders)
    .set({ clickedAt: at })
    .where(and(eq(contactOrders.linkCode, code), isNull(contactOrders.clickedAt)));
}

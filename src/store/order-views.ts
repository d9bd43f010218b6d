/** Orders as people and programs look at them, with everything that was done about them. Reads alone. */
import { and, asc, eq, inArray } from "drizzle-orm";
import type { BuyerId, ContactId, OrderId, ShopId } from "../domain/brand.ts";
import { type Buyer, readBuyersToShow } from "./buyers.ts";
import type { Tx } from "./connect.ts";
import { readReplies, type StoredReply } from "./contact-receipts.ts";
import { readConversions } from "./conversions.ts";
import { type CouponView, readCouponViews } from "./coupons.ts";
import { readDecisions } from "./decisions.ts";
import { readReminders } from "./reminders.ts";
import { contactOrders, contacts, orders } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** What is read of an order where nothing sealed matters. */
export const orderColumns = {
  id: orders.id,
  shopId: orders.shopId,
  externalId: orders.externalId,
  buyerId: orders.buyerId,
  status: orders.status,
  placedAt: orders.placedAt,
  closesAt: orders.closesAt,
  paidAt: orders.paidAt,
  amount: orders.amount,
  currency: orders.currency,
  refunded: orders.refunded,
  stoppedAt: orders.stoppedAt,
  reasonCode: orders.reasonCode,
  reasonConfidence: orders.reasonConfidence,
  reasonSource: orders.reasonSource,
  reasonEvidence: orders.reasonEvidence,
  reasonCorrection: orders.reasonCorrection,
};

export type OrderColumns = Awaited<ReturnType<typeof findOrder>> & object;

/** The order with this id of the shop's own. */
export async function findOrder(tx: Tx, shopId: ShopId, externalId: string) {
  const [row] = await tx
    .select(orderColumns)
    .from(orders)
    .where(and(eq(orders.shopId, shopId), eq(orders.externalId, externalId)));
  return row ?? null;
}

/** A contact with the shop's ids of the orders it names. */
export type ContactView = Awaited<ReturnType<typeof readContactViews>>[number];

async function readContactViews(tx: Tx, orderIds: readonly OrderId[]) {
  if (orderIds.length === 0) return [];
  const own = tx
    .select({ id: contactOrders.contactId })
    .from(contactOrders)
    .where(inArray(contactOrders.orderId, [...orderIds]));
  return await tx
    .select({
      id: contacts.id,
      orderId: contactOrders.orderId,
      externalId: orders.externalId,
      dropped: contactOrders.dropped,
      clickedAt: contactOrders.clickedAt,
      channel: contacts.channel,
      purpose: contacts.purpose,
      provider: contacts.provider,
      state: contacts.state,
      providerId: contacts.providerId,
      claimedAt: contacts.claimedAt,
      sentAt: contacts.sentAt,
      agent: contacts.agent,
      templateId: contacts.templateId,
      templateVersion: contacts.templateVersion,
      templateLocale: contacts.templateLocale,
      templateReason: contacts.templateReason,
      experimentId: contacts.experimentId,
    })
    .from(contactOrders)
    .innerJoin(contacts, eq(contacts.id, contactOrders.contactId))
    .innerJoin(orders, eq(orders.id, contactOrders.orderId))
    .where(inArray(contacts.id, own))
    .orderBy(asc(contacts.claimedAt), asc(contacts.id), asc(contactOrders.orderId));
}

/** An order with all that hangs on it. Personal. */
export interface OrderView {
  readonly order: OrderColumns;
  /** Null where nobody is known, or what is known is damaged. */
  readonly buyer: Buyer | null;
  readonly reminders: Awaited<ReturnType<typeof readReminders>>;
  /** One a contact and order it names; several of one contact follow each other. */
  readonly contacts: readonly ContactView[];
  /** What the buyer wrote back, by contact. */
  readonly replies: ReadonlyMap<ContactId, readonly StoredReply[]>;
  readonly decisions: Awaited<ReturnType<typeof readDecisions>>;
  readonly coupon: CouponView | null;
  readonly conversion: Awaited<ReturnType<typeof readConversions>>[number] | null;
}

/** These orders with all that hangs on them: seven statements, however many they are. */
export async function readOrderViews(tx: Tx, vault: Vault, rows: readonly OrderColumns[]): Promise<OrderView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const buyerIds = rows.flatMap(({ buyerId }): BuyerId[] => (buyerId === null ? [] : [buyerId]));
  const buyers = await readBuyersToShow(tx, vault, buyerIds);
  const reminders = Map.groupBy(await readReminders(tx, ids), ({ orderId }) => orderId);
  const decisions = Map.groupBy(await readDecisions(tx, ids), ({ orderId }) => orderId);
  const conversions = new Map((await readConversions(tx, ids)).map((row) => [row.orderId, row]));
  const coupons = new Map((await readCouponViews(tx, ids)).map((row) => [row.orderId, row]));
  const lines = await readContactViews(tx, ids);
  const contactsOf = new Map<OrderId, Set<ContactId>>();
  for (const { orderId, id } of lines) contactsOf.set(orderId, (contactsOf.get(orderId) ?? new Set()).add(id));
  const replies = await readReplies(tx, vault, [...new Set(lines.map(({ id }) => id))]);
  return rows.map((order) => ({
    order,
    replies,
    buyer: order.buyerId === null ? null : (buyers.get(order.buyerId) ?? null),
    reminders: reminders.get(order.id) ?? [],
    contacts: lines.filter(({ id }) => contactsOf.get(order.id)?.has(id)),
    decisions: decisions.get(order.id) ?? [],
    coupon: coupons.get(order.id) ?? null,
    conversion: conversions.get(order.id) ?? null,
  }));
}

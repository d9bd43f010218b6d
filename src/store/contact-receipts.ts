import { and, eq, sql } from "drizzle-orm";
import type { ContactId, OrderId, PersonId, ShopId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import type { ContactState } from "../domain/states.ts";
import type { Tx } from "./connect.ts";
import { buyers, contactOrders, contacts, receipts } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** A contact as a receipt finds it. */
export interface ReceivedContact {
  readonly id: ContactId;
  readonly shopId: ShopId;
  readonly channel: ChannelName;
  readonly state: ContactState;
  readonly claimedAt: Instant;
}

/** Whose contact it is, among the shops that the transaction names. */
export async function findContact(
  tx: Tx,
  id: ContactId,
): Promise<{
  shopId: ShopId;
  people: readonly PersonId[];
  orderIds: readonly OrderId[];
  /** The buyer's, BCP 47. */
  locale: string | null;
} | null> {
  const [contact] = await tx
    .select({ shopId: contacts.shopId, people: buyers.people, locale: buyers.locale })
    .from(contacts)
    .innerJoin(buyers, eq(buyers.id, contacts.buyerId))
    .where(eq(contacts.id, id));
  if (!contact) return null;
  const orders = await tx
    .select({ orderId: contactOrders.orderId })
    .from(contactOrders)
    .where(and(eq(contactOrders.contactId, id), eq(contactOrders.dropped, false)));
  return { ...contact, orderIds: orders.map(({ orderId }) => orderId) };
}

export async function lockContact(tx: Tx, id: ContactId): Promise<ReceivedContact | null> {
  const [contact] = await tx
    .select({
      id: contacts.id,
      shopId: contacts.shopId,
      channel: contacts.channel,
      state: contacts.state,
      claimedAt: contacts.claimedAt,
    })
    .from(contacts)
    .where(eq(contacts.id, id))
    .for("no key update");
  return contact ?? null;
}

/** Keeps a receipt, once, and moves the contact on where it says something new (`next` is not null). */
export async function moveContact(
  tx: Tx,
  vault: Vault,
  contact: ReceivedContact,
  receipt: {
    readonly state: ContactState;
    readonly next: ContactState | null;
    readonly at: Instant;
    readonly text: string | null;
    readonly providerId?: string;
    readonly now: Instant;
  },
): Promise<void> {
  const { state, next, at, text, providerId, now } = receipt;
  const place = { table: "receipts", column: "text", shop: contact.shopId, row: `${contact.id} ${state} ${toIso(at)}` };
  await tx
    .insert(receipts)
    .values({
      shopId: contact.shopId,
      contactId: contact.id,
      state,
      at,
      text: text === null ? null : vault.seal(text, place),
      receivedAt: now,
    })
    .onConflictDoNothing();
  if (next === null && providerId === undefined) return;
  // That it arrived proves that it was sent, whatever was known of it until now.
  const arrived = next !== null && next !== "rejected";
  await tx
    .update(contacts)
    .set({
      ...(next === null ? {} : { state: next, stateAt: now }),
      ...(arrived ? { sentAt: sql`coalesce(${contacts.sentAt}, ${contacts.claimedAt})` } : {}),
      ...(providerId === undefined ? {} : { providerId: sql`coalesce(${contacts.providerId}, ${providerId})` }),
    })
    .where(eq(contacts.id, contact.id));
}

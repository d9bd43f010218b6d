import { and, desc, eq, inArray, max, notInArray, sql } from "drizzle-orm";
import type { BuyerId, ContactId, OrderId, PersonId, ShopId } from "../domain/brand.ts";
import type { ChannelName, Purpose } from "../domain/channel.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import type { ContactState } from "../domain/states.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { buyerPeople, buyers, contactOrders, contacts, receipts } from "./schema.ts";
import { unlessDamaged, type Vault } from "./seal.ts";

/** A contact as a receipt finds it. */
export interface ReceivedContact {
  readonly id: ContactId;
  readonly shopId: ShopId;
  readonly channel: ChannelName;
  readonly state: ContactState;
  readonly claimedAt: Instant;
}

/** A contact, whose it is and what it is about. */
export interface FoundContact {
  readonly shopId: ShopId;
  readonly buyerId: BuyerId;
  readonly channel: ChannelName;
  readonly purpose: Purpose;
  readonly provider: string;
  readonly claimedAt: Instant;
  readonly people: readonly PersonId[];
  readonly orderIds: readonly OrderId[];
  /** The buyer's, BCP 47. */
  readonly locale: string | null;
}

/** Whose contact it is, among the shops that the transaction names. */
export async function findContact(tx: Tx, id: ContactId): Promise<FoundContact | null> {
  const [contact] = await tx
    .select({
      shopId: contacts.shopId,
      buyerId: contacts.buyerId,
      channel: contacts.channel,
      purpose: contacts.purpose,
      provider: contacts.provider,
      claimedAt: contacts.claimedAt,
      people: buyers.people,
      locale: buyers.locale,
    })
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

/** Whatever may have reached the buyer. */
const NEVER_SENT = ["claimed", "not_sent", "rejected", "cancelled"] as const;

/** The last contact made with any of these people, on the first of these channels that had one; null where none was. */
export async function latestContact(
  tx: Tx,
  people: readonly PersonId[],
  channels: readonly ChannelName[],
): Promise<ContactId | null> {
  if (people.length === 0) return null;
  const [contact] = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .innerJoin(buyerPeople, eq(buyerPeople.buyerId, contacts.buyerId))
    .where(
      and(
        among(buyerPeople.personId, people),
        inArray(contacts.channel, [...channels]),
        notInArray(contacts.state, [...NEVER_SENT]),
      ),
    )
    .orderBy(sql`array_position(${sql.param([...channels])}::text[], ${contacts.channel})`, desc(contacts.claimedAt))
    .limit(1);
  return contact?.id ?? null;
}

/** When a buyer last wrote back to us on a channel; null where they never did. */
export async function lastReplyAt(tx: Tx, buyerId: BuyerId, channel: ChannelName): Promise<Instant | null> {
  const [row] = await tx
    .select({ at: max(receipts.at) })
    .from(receipts)
    .innerJoin(contacts, eq(contacts.id, receipts.contactId))
    .where(and(eq(contacts.buyerId, buyerId), eq(contacts.channel, channel), eq(receipts.state, "replied")));
  return row?.at ?? null;
}

/** What a buyer wrote back. Personal. */
export interface StoredReply {
  readonly at: Instant;
  readonly text: string;
}

/** What came back of a contact. Personal where it has a text; none where that is damaged. */
export interface StoredReceipt {
  readonly contactId: ContactId;
  readonly state: ContactState;
  readonly at: Instant;
  readonly text: string | null;
}

/** Everything that came back of these contacts, in the order it happened. */
export async function readReceipts(tx: Tx, vault: Vault, ids: readonly ContactId[]): Promise<StoredReceipt[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({
      shopId: receipts.shopId,
      contactId: receipts.contactId,
      state: receipts.state,
      at: receipts.at,
      text: receipts.text,
    })
    .from(receipts)
    .where(among(receipts.contactId, ids))
    .orderBy(receipts.at, receipts.id);
  return rows.map(({ shopId, text, ...row }) => ({
    ...row,
    text: text && unlessDamaged(() => vault.openText(text, placeOf({ shopId, ...row }))),
  }));
}

/** What was written back to these contacts, in the order it came. */
export async function readReplies(
  tx: Tx,
  vault: Vault,
  ids: readonly ContactId[],
): Promise<Map<ContactId, readonly StoredReply[]>> {
  const said = (await readReceipts(tx, vault, ids)).flatMap(({ contactId, at, text }) =>
    text === null ? [] : [{ contactId, at, text }],
  );
  const byContact = Map.groupBy(said, ({ contactId }) => contactId);
  return new Map([...byContact].map(([id, list]) => [id, list.map(({ at, text }) => ({ at, text }))]));
}

const placeOf = (row: {
  readonly shopId: ShopId;
  readonly contactId: ContactId;
  readonly state: ContactState;
  readonly at: Instant;
}) => ({ table: "receipts", column: "text", shop: row.shopId, row: `${row.contactId} ${row.state} ${toIso(row.at)}` });

/** What a receipt tells beside the state. */
export interface ReceiptDetail {
  /** The provider's id of the contact. */
  readonly providerId?: string | null;
  /** Why it failed. */
  readonly code?: string | null;
  /** The provider's id of what the buyer wrote. */
  readonly ref?: string | null;
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
    readonly now: Instant;
  } & ReceiptDetail,
): Promise<void> {
  const { state, next, at, text, now, providerId = null, code = null, ref = null } = receipt;
  const place = placeOf({ shopId: contact.shopId, contactId: contact.id, state, at });
  await tx
    .insert(receipts)
    .values({
      shopId: contact.shopId,
      contactId: contact.id,
      state,
      at,
      text: text === null ? null : vault.seal(text, place),
      ref,
      receivedAt: now,
    })
    .onConflictDoNothing();
  if (next === null && providerId === null) return;
  // That it arrived proves that it was sent, whatever was known of it until now.
  const arrived = next !== null && next !== "rejected";
  await tx
    .update(contacts)
    .set({
      ...(next === null ? {} : { state: next, stateAt: now }),
      ...(arrived ? { sentAt: sql`coalesce(${contacts.sentAt}, ${contacts.claimedAt})` } : {}),
      ...(providerId === null ? {} : { providerId: sql`coalesce(${contacts.providerId}, ${providerId})` }),
      ...(code === null || next === null ? {} : { code }),
    })
    .where(eq(contacts.id, contact.id));
}

import { and, eq, gt, isNull, notExists, notInArray, or, sql } from "drizzle-orm";
import type { ContactId, OrderId, ShopId } from "../domain/brand.ts";
import type { ChannelName, Purpose } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import type { ContactState } from "../domain/states.ts";
import { among } from "./bulk.ts";
import { BY_PEOPLE } from "./call-tasks.ts";
import type { Tx } from "./connect.ts";
import { buyerPeople, callTasks, contactOrders, contacts, orders, suppressions } from "./schema.ts";

/** A contact as one of its orders sees it. */
export interface OrderContact {
  readonly id: ContactId;
  readonly shopId: ShopId;
  readonly orderId: OrderId;
  readonly channel: ChannelName;
  readonly purpose: Purpose;
  readonly provider: string;
  readonly state: ContactState;
  readonly providerId: string | null;
  readonly sentAt: Instant | null;
  readonly clickedAt: Instant | null;
  readonly agent: string | null;
}

/** The contacts of these orders, but for orders that were dropped from them. */
export async function readContactsOf(tx: Tx, orderIds: readonly OrderId[]): Promise<OrderContact[]> {
  if (orderIds.length === 0) return [];
  return await tx
    .select({
      id: contacts.id,
      shopId: contacts.shopId,
      orderId: contactOrders.orderId,
      channel: contacts.channel,
      purpose: contacts.purpose,
      provider: contacts.provider,
      state: contacts.state,
      providerId: contacts.providerId,
      sentAt: contacts.sentAt,
      clickedAt: contactOrders.clickedAt,
      agent: contacts.agent,
    })
    .from(contactOrders)
    .innerJoin(contacts, eq(contacts.id, contactOrders.contactId))
    .where(and(among(contactOrders.orderId, orderIds), eq(contactOrders.dropped, false)));
}

/** What a provider needs to cancel these contacts, where it accepted them. */
export async function readAccepted(tx: Tx, ids: readonly ContactId[]) {
  if (ids.length === 0) return [];
  return await tx
    .select({
      id: contacts.id,
      channel: contacts.channel,
      provider: contacts.provider,
      providerId: contacts.providerId,
    })
    .from(contacts)
    .where(and(among(contacts.id, ids), eq(contacts.state, "accepted")));
}

/**
 * Of these contacts, those with nothing left to remind of: each of their orders is paid, partly or in full, or has
 * ended, or was stopped by staff, or the buyer said no. A "no" is seen where the transaction names the group.
 */
export async function endedContacts(tx: Tx, ids: readonly ContactId[]): Promise<Set<ContactId>> {
  if (ids.length === 0) return new Set();
  const refused = tx
    .select({ one: sql`1` })
    .from(buyerPeople)
    .innerJoin(suppressions, eq(suppressions.personId, buyerPeople.personId))
    .where(and(eq(buyerPeople.buyerId, contacts.buyerId), isNull(suppressions.liftedAt)));
  const open = await tx
    .selectDistinct({ id: contacts.id })
    .from(contacts)
    .innerJoin(contactOrders, eq(contactOrders.contactId, contacts.id))
    .innerJoin(orders, eq(orders.id, contactOrders.orderId))
    .where(
      and(
        among(contacts.id, ids),
        eq(contactOrders.dropped, false),
        eq(orders.status, "unpaid"),
        isNull(orders.stoppedAt),
        notExists(refused),
      ),
    );
  const still = new Set(open.map((row) => row.id));
  return new Set(ids.filter((id) => !still.has(id)));
}

/**
 * Takes calls that people have not made yet off their list; the contact ends `cancelled`, on the list already or not.
 * That of a task somebody holds at this moment stays `accepted`: they may be on the telephone, and what they write
 * down says whether the call was made.
 */
export async function cancelTasks(tx: Tx, ids: readonly ContactId[], now: Instant): Promise<void> {
  if (ids.length === 0) return;
  const closed = await tx
    .update(callTasks)
    .set({ state: "cancelled", closedAt: now })
    .where(and(among(callTasks.contactId, ids), eq(callTasks.state, "open")))
    .returning({ id: callTasks.contactId });
  const made = tx
    .select({ id: callTasks.contactId })
    .from(callTasks)
    .where(
      and(
        among(callTasks.contactId, ids),
        or(eq(callTasks.state, "done"), gt(callTasks.leasedUntil, sql`clock_timestamp()`)),
      ),
    );
  await tx
    .update(contacts)
    .set({ state: "cancelled", stateAt: now })
    .where(
      and(
        among(contacts.id, ids),
        eq(contacts.state, "accepted"),
        or(
          eq(contacts.provider, BY_PEOPLE),
          among(
            contacts.id,
            closed.map((row) => row.id),
          ),
        ),
        notInArray(contacts.id, made),
      ),
    );
}

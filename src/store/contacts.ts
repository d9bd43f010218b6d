import { and, eq, inArray, sql } from "drizzle-orm";
import type { BuyerId, ContactId, OrderId, PersonId, ShopId } from "../domain/brand.ts";
import type { ChannelName, Purpose } from "../domain/channel.ts";
import { type Instant, instant, toIso } from "../domain/instant.ts";
import type { ContactState } from "../domain/states.ts";
import { among, insertBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { contactOrders, contacts } from "./schema.ts";

/** Real time a claim may stand without an outcome before it becomes `unknown` (design.md, "The send permit", 4). */
const LEASE_SECONDS = 60;

export interface NewContact {
  readonly id: ContactId;
  readonly shopId: ShopId;
  readonly buyerId: BuyerId;
  readonly channel: ChannelName;
  readonly purpose: Purpose;
  readonly provider: string;
  readonly rule: string | null;
}

/** A wish for the permit of one order. */
export interface PermitRow {
  readonly orderId: OrderId;
  readonly purpose: Purpose;
  readonly channel: ChannelName;
  readonly contactId: ContactId;
  readonly shopId: ShopId;
  readonly linkCode: string;
}

export const permitKey = (row: { orderId: OrderId; purpose: Purpose; channel: ChannelName }): string =>
  `${row.orderId} ${row.purpose} ${row.channel}`;

const leaseUntil = `clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;

/** New contacts in state `claimed`, each leased for 60 s of real time. */
export async function insertContacts(tx: Tx, rows: readonly NewContact[], now: Instant): Promise<void> {
  await insertBulk(
    tx,
    contacts,
    rows.map((row) => ({ ...row, state: "claimed" as const, claimedAt: now, stateAt: now })),
    { computed: { leaseUntil } },
  );
}

/**
 * Takes the send permits. A permit that is already taken stays with its owner: that row is not inserted, and the
 * unique constraint is what says so.
 * @returns the keys (`permitKey`) that were free and are now taken.
 */
export async function takePermits(tx: Tx, rows: readonly PermitRow[]): Promise<Set<string>> {
  const taken = await insertBulk<typeof contactOrders, { order_id: OrderId; purpose: Purpose; channel: ChannelName }>(
    tx,
    contactOrders,
    rows,
    { tail: "ON CONFLICT DO NOTHING RETURNING order_id, purpose, channel" },
  );
  return new Set(taken.map((row) => permitKey({ ...row, orderId: row.order_id })));
}

/** Ends contacts that were made in this transaction and then got no permit: nothing was or will be sent. */
export async function voidContacts(tx: Tx, ids: readonly ContactId[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.update(contacts).set({ state: "cancelled", code: "permit_taken" }).where(among(contacts.id, ids));
}

/** The states of these contacts. */
export async function readContactStates(tx: Tx, ids: readonly ContactId[]): Promise<Map<ContactId, ContactState>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: contacts.id, state: contacts.state })
    .from(contacts)
    .where(among(contacts.id, ids));
  return new Map(rows.map((row) => [row.id, row.state]));
}

/** Of these orders, those with no permit taken yet for this channel. */
export async function readOpenPermits(
  tx: Tx,
  orderIds: readonly OrderId[],
  channel: ChannelName,
  purpose: Purpose,
): Promise<Set<OrderId>> {
  if (orderIds.length === 0) return new Set();
  const taken = await tx
    .select({ orderId: contactOrders.orderId })
    .from(contactOrders)
    .where(
      and(
        among(contactOrders.orderId, orderIds),
        eq(contactOrders.channel, channel),
        eq(contactOrders.purpose, purpose),
      ),
    );
  const gone = new Set(taken.map(({ orderId }) => orderId));
  return new Set(orderIds.filter((id) => !gone.has(id)));
}

/** The link codes these contacts gave their orders. */
export async function readLinkCodes(tx: Tx, ids: readonly ContactId[]): Promise<Map<OrderId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ orderId: contactOrders.orderId, linkCode: contactOrders.linkCode })
    .from(contactOrders)
    .where(among(contactOrders.contactId, ids));
  return new Map(rows.map((row) => [row.orderId, row.linkCode]));
}

/**
 * Claims again contacts whose attempt provably sent nothing, for `provider` this time.
 * @returns the ids that were in state `not_sent`.
 */
export async function reclaimContacts(
  tx: Tx,
  ids: readonly ContactId[],
  now: Instant,
  provider: string,
): Promise<Set<ContactId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .update(contacts)
    .set({ state: "claimed", stateAt: now, claimedAt: now, leaseUntil: sql.raw(leaseUntil), code: null, provider })
    .where(and(among(contacts.id, ids), eq(contacts.state, "not_sent")))
    .returning({ id: contacts.id });
  return new Set(rows.map((row) => row.id));
}

/** Marks the orders of a contact that another attempt leaves out: all but these. */
export async function keepInContact(tx: Tx, contactId: ContactId, kept: readonly OrderId[]): Promise<void> {
  await tx
    .update(contactOrders)
    .set({ dropped: sql`NOT ${among(contactOrders.orderId, kept)}` })
    .where(eq(contactOrders.contactId, contactId));
}

/** Which of these orders had an answer on any channel, and which. */
export async function readAnswers(tx: Tx, orderIds: readonly OrderId[]): Promise<Map<OrderId, "replied" | "answered">> {
  if (orderIds.length === 0) return new Map();
  const rows = await tx
    .select({ orderId: contactOrders.orderId, state: contacts.state })
    .from(contactOrders)
    .innerJoin(contacts, eq(contacts.id, contactOrders.contactId))
    .where(
      and(
        among(contactOrders.orderId, orderIds),
        eq(contactOrders.dropped, false),
        inArray(contacts.state, ["replied", "answered"]),
      ),
    );
  return new Map(rows.map(({ orderId, state }) => [orderId, state === "replied" ? "replied" : "answered"]));
}

/** One attempt a contact, numbered after those it had. */
export async function insertAttempts(
  tx: Tx,
  rows: readonly { contactId: ContactId; shopId: ShopId; provider: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = JSON.stringify(rows.map((row) => ({ c: row.contactId, s: row.shopId, p: row.provider })));
  await tx.execute(sql`
    INSERT INTO attempts (contact_id, number, shop_id, provider, state, started_at)
    SELECT v.c, 1 + (SELECT count(*) FROM attempts a WHERE a.contact_id = v.c), v.s, v.p, 'claimed', clock_timestamp()
    FROM jsonb_to_recordset(${values}::jsonb) AS v(c uuid, s int, p text)`);
}

/** Adds a contact to the contact times of its people, and forgets those older than `oldest`. */
export async function addContactTimes(
  tx: Tx,
  rows: readonly { people: readonly PersonId[]; at: Instant }[],
  oldest: Instant,
): Promise<void> {
  const values = JSON.stringify(rows.flatMap(({ people, at }) => people.map((id) => ({ i: id, t: toIso(at) }))));
  await tx.execute(sql`
    UPDATE people SET contacted_at =
      ARRAY(SELECT t FROM unnest(contacted_at) AS t WHERE t > ${toIso(oldest)}::timestamptz ORDER BY t) || v.added
    FROM (SELECT i, array_agg(t) AS added FROM jsonb_to_recordset(${values}::jsonb) AS r(i bigint, t timestamptz)
      GROUP BY i) AS v
    WHERE people.id = v.i`);
}

/** Takes back a contact that never reached anybody from its people's contact times. */
export async function removeContactTimes(
  tx: Tx,
  rows: readonly { people: readonly PersonId[]; at: Instant }[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = JSON.stringify(rows.flatMap(({ people, at }) => people.map((id) => ({ i: id, t: toIso(at) }))));
  await tx.execute(sql`
    UPDATE people SET contacted_at = array_remove(contacted_at, v.t)
    FROM (SELECT DISTINCT i, t FROM jsonb_to_recordset(${values}::jsonb) AS r(i bigint, t timestamptz(3))) AS v
    WHERE people.id = v.i`);
}

/** When a shop's calls since `since` were claimed, the oldest first; those that reached nobody's desk left out. */
export async function readCallTimes(tx: Tx, shopId: ShopId, since: Instant): Promise<Instant[]> {
  const result = await tx.execute<{ at: number }>(sql`
    SELECT (extract(epoch FROM claimed_at) * 1000)::float8 AS at FROM contacts
    WHERE shop_id = ${shopId} AND channel = 'call' AND claimed_at > ${toIso(since)}::timestamptz
      AND state NOT IN ('not_sent', 'rejected') ORDER BY claimed_at`);
  return result.rows.map(({ at }) => instant(at));
}

/** How many contacts a shop claimed since `since`. */
export async function countContacts(tx: Tx, shopId: ShopId, since: Instant): Promise<number> {
  const result = await tx.execute<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM contacts
    WHERE shop_id = ${shopId} AND claimed_at > ${toIso(since)}::timestamptz AND state NOT IN ('not_sent', 'rejected')`);
  return result.rows[0]?.n ?? 0;
}

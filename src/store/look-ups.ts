/** Contacts whose provider is still to be asked what became of them. Times are real: they have to do with providers. */
import { and, eq, inArray, ne, notInArray, sql } from "drizzle-orm";
import type { BuyerId, ContactId, ShopId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import { type Instant, instant } from "../domain/instant.ts";
import { firstLookUp, nextLookUp } from "../domain/look-up.ts";
import type { ContactState } from "../domain/states.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { buyerPeople, contacts, lookUps } from "./schema.ts";

/** What is left to be found out. */
const OPEN_STATES = ["claimed", "accepted", "unknown"] as const satisfies readonly ContactState[];

/** A contact to ask about. */
export interface DueLookUp {
  readonly contactId: ContactId;
  readonly buyerId: BuyerId;
  readonly channel: ChannelName;
  readonly provider: string;
  readonly providerId: string | null;
  /** When its last request began. */
  readonly startedAt: Instant;
}

/** Notes that these contacts are to be asked about; those that were noted before stay as they are. */
export async function addLookUps(
  tx: Tx,
  rows: readonly {
    readonly contactId: ContactId;
    readonly shopId: ShopId;
    readonly state: "accepted" | "unknown";
  }[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = JSON.stringify(
    rows.map(({ contactId, shopId, state }) => ({ c: contactId, s: shopId, w: firstLookUp(state) / 1_000 })),
  );
  await tx.execute(sql`
    INSERT INTO look_ups (contact_id, shop_id, next_at)
    SELECT v.c, v.s, clock_timestamp() + make_interval(secs => v.w)
    FROM jsonb_to_recordset(${values}::jsonb) AS v(c uuid, s int, w float8) ON CONFLICT DO NOTHING`);
}

/** Forgets what is due and settled: a callback was quicker. @returns how many. */
export async function dropSettledLookUps(tx: Tx, limit: number): Promise<number> {
  const settled = tx
    .select({ id: lookUps.contactId })
    .from(lookUps)
    .innerJoin(contacts, eq(contacts.id, lookUps.contactId))
    .where(and(sql`${lookUps.nextAt} <= clock_timestamp()`, notInArray(contacts.state, [...OPEN_STATES])))
    .limit(limit);
  const dropped = await tx
    .delete(lookUps)
    .where(inArray(lookUps.contactId, settled))
    .returning({ id: lookUps.contactId });
  return dropped.length;
}

/**
 * Takes up to `limit` contacts of these providers that are due, those that waited longest first, and notes when they are
 * due again: whoever takes them and dies has only lost one question.
 */
export async function takeDueLookUps(tx: Tx, providers: readonly string[], limit: number): Promise<DueLookUp[]> {
  const result = await tx.execute<{
    contact_id: ContactId;
    buyer_id: BuyerId;
    channel: ChannelName;
    provider: string;
    provider_id: string | null;
    started_at: number;
    asked: number;
  }>(sql`
    WITH due AS (
      SELECT l.contact_id FROM look_ups l JOIN contacts c ON c.id = l.contact_id
      WHERE l.next_at <= clock_timestamp() AND c.provider = ANY(${sql.param([...providers])}::text[])
      ORDER BY l.next_at LIMIT ${limit} FOR UPDATE OF l SKIP LOCKED)
    UPDATE look_ups SET asked = look_ups.asked + 1 FROM due, contacts c
    WHERE look_ups.contact_id = due.contact_id AND c.id = due.contact_id
    RETURNING look_ups.contact_id, c.buyer_id, c.channel, c.provider, c.provider_id, look_ups.asked,
      (SELECT (extract(epoch FROM max(a.started_at)) * 1000)::float8 FROM attempts a
        WHERE a.contact_id = due.contact_id) AS started_at`);
  await waitLonger(tx, result.rows);
  return result.rows.map((row) => ({
    contactId: row.contact_id,
    buyerId: row.buyer_id,
    channel: row.channel,
    provider: row.provider,
    providerId: row.provider_id,
    startedAt: instant(row.started_at),
  }));
}

/** Each by how often it was asked about; what was asked about often enough is forgotten once it was asked this time. */
async function waitLonger(
  tx: Tx,
  taken: readonly { readonly contact_id: ContactId; readonly asked: number }[],
): Promise<void> {
  const next = taken.flatMap(({ contact_id, asked }) => {
    const wait = nextLookUp(asked);
    return wait === null ? [] : [{ c: contact_id, w: wait / 1_000 }];
  });
  const later = new Set(next.map(({ c }) => c));
  await tx.execute(sql`
    UPDATE look_ups SET next_at = clock_timestamp() + make_interval(secs => v.w)
    FROM jsonb_to_recordset(${JSON.stringify(next)}::jsonb) AS v(c uuid, w float8) WHERE contact_id = v.c`);
  const last = taken.map(({ contact_id }) => contact_id).filter((id) => !later.has(id));
  if (last.length > 0) await tx.delete(lookUps).where(among(lookUps.contactId, last));
}

/** Whether another contact with the same human is known to the provider by this id. */
export async function isOfAnother(
  tx: Tx,
  { contactId, buyerId, provider }: DueLookUp,
  providerId: string,
): Promise<boolean> {
  const people = tx.select({ id: buyerPeople.personId }).from(buyerPeople).where(eq(buyerPeople.buyerId, buyerId));
  const buyers = tx.select({ id: buyerPeople.buyerId }).from(buyerPeople).where(inArray(buyerPeople.personId, people));
  const [other] = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(
      and(
        inArray(contacts.buyerId, buyers),
        eq(contacts.provider, provider),
        eq(contacts.providerId, providerId),
        ne(contacts.id, contactId),
      ),
    )
    .limit(1);
  return other !== undefined;
}

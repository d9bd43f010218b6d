import { and, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import { buyerIdentity } from "../domain/buyer.ts";
import type { IntakeOutcome, ShopEvent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { among, insertBulk } from "./bulk.ts";
import { identityHash } from "./buyers.ts";
import type { Tx } from "./connect.ts";
import { events } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** One event with the shop it came to. */
export interface InboxItem {
  readonly shopId: ShopId;
  readonly event: ShopEvent;
}

export const inboxKey = (shopId: ShopId, eventId: string): string => `${shopId} ${eventId}`;

const byKey = (a: InboxItem, b: InboxItem): number =>
  a.shopId - b.shopId || (a.event.eventId < b.event.eventId ? -1 : a.event.eventId > b.event.eventId ? 1 : 0);

/**
 * Puts events into the inbox, sorted by key; an id already there stays as it is.
 * @returns the keys that are new, and the body hash of those that were there.
 */
export async function insertEvents(
  tx: Tx,
  vault: Vault,
  items: readonly InboxItem[],
  now: Instant,
): Promise<{ fresh: Set<string>; known: Map<string, Uint8Array> }> {
  const rows = [...items].sort(byKey).map(({ shopId, event }) => ({
    shopId,
    eventId: event.eventId,
    type: event.type,
    externalId: "externalId" in event ? event.externalId : null,
    buyerHash: buyerHash(vault, shopId, event),
    bodyHash: event.bodyHash,
    outcome: "applied" as const,
    raw: vault.seal(event.raw, { table: "events", column: "raw", shop: shopId, row: event.eventId }),
    receivedAt: now,
  }));
  const inserted = await insertBulk<typeof events, { shop_id: ShopId; event_id: string }>(tx, events, rows, {
    tail: "ON CONFLICT DO NOTHING RETURNING shop_id, event_id",
  });
  const fresh = new Set(inserted.map((row) => inboxKey(row.shop_id, row.event_id)));
  const others = rows.filter((row) => !fresh.has(inboxKey(row.shopId, row.eventId)));
  if (others.length === 0) return { fresh, known: new Map() };
  const there = await tx
    .select({ shopId: events.shopId, eventId: events.eventId, bodyHash: events.bodyHash })
    .from(events)
    .where(
      and(
        among(
          events.shopId,
          others.map((row) => row.shopId),
        ),
        among(
          events.eventId,
          others.map((row) => row.eventId),
        ),
      ),
    );
  return { fresh, known: new Map(there.map((row) => [inboxKey(row.shopId, row.eventId), row.bodyHash])) };
}

function buyerHash(vault: Vault, shopId: ShopId, event: ShopEvent): Uint8Array | null {
  const buyer = "buyer" in event ? event.buyer : event.kind === "unusable" ? event.about : null;
  const identity = buyer && buyerIdentity(buyer);
  return identity && identityHash(vault, shopId, identity);
}

/** Writes down how events were answered, where it isn't `applied`. */
export async function setOutcomes(
  tx: Tx,
  outcomes: readonly { shopId: ShopId; eventId: string; outcome: IntakeOutcome }[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const rows = JSON.stringify(outcomes.map((row) => ({ s: row.shopId, e: row.eventId, o: row.outcome })));
  await tx.execute(sql`
    UPDATE events SET outcome = v.o FROM jsonb_to_recordset(${rows}::jsonb) AS v(s int, e text, o text)
    WHERE events.shop_id = v.s AND events.event_id = v.e`);
}

/** What an order's story is told from, beside what every view of it reads (`order-views.ts`). */
import { and, asc, eq } from "drizzle-orm";
import type { ContactId, ShopId } from "../domain/brand.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { callTasks, events } from "./schema.ts";

/** The events that told of an order, in the order they came. */
export async function readEventsOf(tx: Tx, shopId: ShopId, externalId: string) {
  return await tx
    .select({ at: events.receivedAt, type: events.type, outcome: events.outcome })
    .from(events)
    .where(and(eq(events.shopId, shopId), eq(events.externalId, externalId)))
    .orderBy(asc(events.receivedAt), asc(events.eventId));
}

/** Which of these contacts stand or stood on the list of calls that people make. */
export async function readTasksOf(tx: Tx, ids: readonly ContactId[]) {
  if (ids.length === 0) return [];
  return await tx
    .select({
      contactId: callTasks.contactId,
      openedAt: callTasks.openedAt,
      closedAt: callTasks.closedAt,
      state: callTasks.state,
    })
    .from(callTasks)
    .where(among(callTasks.contactId, ids))
    .orderBy(asc(callTasks.openedAt));
}

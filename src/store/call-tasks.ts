import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { ContactId, ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { callTasks, contactOrders, orders } from "./schema.ts";
import type { Vault } from "./seal.ts";

/**
 * Puts a call on the list of those that people make, while an order of the contact is still unpaid and its buyer has
 * not said no: the order is locked, so that a payment comes either before or sees the task. There already, it stays.
 */
export async function openCallTask(
  tx: Tx,
  vault: Vault,
  task: {
    readonly contactId: ContactId;
    readonly shopId: ShopId;
    /** What the agent reads from; null where it could not be rendered. Personal. */
    readonly sheet: string | null;
    readonly now: Instant;
  },
): Promise<void> {
  const { contactId, shopId, now } = task;
  const ofContact = tx
    .select({ id: contactOrders.orderId })
    .from(contactOrders)
    .where(and(eq(contactOrders.contactId, contactId), eq(contactOrders.dropped, false)));
  const open = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        inArray(orders.id, ofContact),
        eq(orders.status, "unpaid"),
        isNull(orders.stoppedAt),
        sql`NOT EXISTS (SELECT FROM buyers b JOIN suppressions s ON s.person_id = ANY(b.people) AND s.lifted_at IS NULL
          WHERE b.id = orders.buyer_id)`,
      ),
    )
    .orderBy(orders.id)
    .for("share");
  if (open.length === 0) return;
  const sheet = task.sheet === null ? null : vault.seal(task.sheet, placeOfSheet(shopId, contactId));
  await tx.insert(callTasks).values({ contactId, shopId, state: "open", openedAt: now, sheet }).onConflictDoNothing();
}

const placeOfSheet = (shopId: ShopId, contactId: ContactId) => ({
  table: "call_tasks",
  column: "sheet",
  shop: shopId,
  row: contactId,
});

/** What the agent reads from; null where there is none, or the buyer was erased. */
export const openSheet = (
  vault: Vault,
  task: { readonly contactId: ContactId; readonly shopId: ShopId; readonly sheet: Uint8Array | null },
): string | null =>
  task.sheet === null ? null : vault.openText(task.sheet, placeOfSheet(task.shopId, task.contactId));

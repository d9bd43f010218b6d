import type { ShopId } from "../domain/brand.ts";
import { moveReminder } from "../domain/states.ts";
import { insertAudit } from "../store/audit.ts";
import { insertDecisions } from "../store/decisions.ts";
import { lockOrderNamed, markStopped } from "../store/order-rows.ts";
import { lockReminders, updateReminders } from "../store/reminders.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { cancelCalls, endContacts } from "./end-contacts.ts";

/** Which order's reminders to stop, by the shop's own id, and who wants it. */
export interface StopRequest {
  readonly shopId: ShopId;
  readonly externalId: string;
  readonly by: string;
}

/**
 * Ends the reminders of one order that are still to come, and its calls that nobody has made yet. Stopping again
 * changes nothing. @returns false where the shop has no such order.
 */
export async function stopOrder(ctx: JourneyContext, { shopId, externalId, by }: StopRequest): Promise<boolean> {
  const ended = await inShops(ctx.db, { shops: [shopId] }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    const order = await lockOrderNamed(tx, shopId, externalId);
    if (!order) return null;
    if (order.stoppedAt !== null) return [];
    await markStopped(tx, order.id, now);
    const open = (await lockReminders(tx, [order.id])).filter(({ state }) => state === "planned" || state === "queued");
    await updateReminders(
      tx,
      open.map((reminder) => moveReminder(reminder, "cancelled", "stopped")),
      now,
    );
    await insertDecisions(tx, [
      {
        shopId,
        orderId: order.id,
        at: now,
        what: "stopped",
        rule: null,
        reason: "stopped",
        policyVersion: null,
        inputs: { reminders: open.length },
      },
    ]);
    await insertAudit(tx, { shopId, actor: by, action: "order.stop", target: externalId, detail: {} });
    return await endContacts(tx, [order.id], now);
  });
  if (ended === null) return false;
  await cancelCalls(ctx, ended);
  return true;
}

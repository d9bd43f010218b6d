import type { ShopId } from "../domain/brand.ts";
import type { MarkKeeper } from "../domain/high-water.ts";
import type { Instant } from "../domain/instant.ts";
import { moveReminder } from "../domain/states.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { insertDecisions } from "../store/decisions.ts";
import { lockOpenOrders, readMark, readRestoredAt } from "../store/high-water.ts";
import { markStopped } from "../store/order-rows.ts";
import { removePause } from "../store/pauses.ts";
import { lockReminders, updateReminders } from "../store/reminders.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { cancelCalls, endContacts } from "./end-contacts.ts";

const STOPPED_AT_ONCE = 200;

/**
 * Sends again after a restore. What was sent since the backup nobody knows, so the reminders of orders placed before it
 * was noticed are cancelled first. @returns how many orders that were.
 */
export async function resumeAfterRestore(ctx: JourneyContext, keeper: MarkKeeper, by: string): Promise<number> {
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  const restoredAt = await inShops(
    ctx.db,
    { shops },
    async (tx) => (await readRestoredAt(tx)) ?? (await readClock(tx, ctx.clock)),
  );
  let stopped = 0;
  for (;;) {
    const { orders, calls } = await inShops(ctx.db, { shops }, (tx) => stopSome(tx, ctx, shops, restoredAt));
    await cancelCalls(ctx, calls);
    if (orders === 0) break;
    stopped += orders;
  }
  // The mark first: a scheduler that looks in between must not find the database behind it.
  await keeper.write(JSON.stringify(await inShops(ctx.db, { shops }, readMark)));
  await inShops(ctx.db, { shops }, async (tx) => {
    await removePause(tx, { shopId: null, channel: null });
    const detail = { reason: "restored", orders: stopped };
    await insertAudit(tx, { shopId: null, actor: by, action: "sending.resume", target: null, detail });
  });
  return stopped;
}

async function stopSome(tx: Tx, ctx: JourneyContext, shops: readonly ShopId[], before: Instant) {
  const now = await readClock(tx, ctx.clock);
  const orders = await lockOpenOrders(tx, shops, before, STOPPED_AT_ONCE);
  const ids = orders.map(({ id }) => id);
  for (const id of ids) await markStopped(tx, id, now);
  const open = (await lockReminders(tx, ids)).filter(({ state }) => state === "planned" || state === "queued");
  await updateReminders(
    tx,
    open.map((reminder) => moveReminder(reminder, "cancelled", "stopped")),
    now,
  );
  const counts = Map.groupBy(open, ({ orderId }) => orderId);
  await insertDecisions(
    tx,
    orders.map(({ id, shopId }) => ({
      shopId,
      orderId: id,
      at: now,
      what: "stopped",
      rule: null,
      reason: "stopped",
      policyVersion: null,
      inputs: { reminders: counts.get(id)?.length ?? 0, restored: true },
    })),
  );
  return { orders: orders.length, calls: await endContacts(tx, ids, now) };
}

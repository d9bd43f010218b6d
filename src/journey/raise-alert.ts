import { type Alert, within } from "../domain/alert.ts";
import { insertAlert } from "../store/alerts.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/**
 * Raises an alert in a transaction of its own, where there is none to be part of; the same about the same `subject` at
 * most once an hour. Never throws: an alert that can't be kept is in the log.
 */
export async function raiseAlert(
  ctx: Pick<JourneyContext, "db" | "clock" | "log" | "measures">,
  alert: Omit<Alert, "once"> & { readonly subject: string },
): Promise<void> {
  const { kind, shopId, detail, subject } = alert;
  try {
    const kept = await inShops(ctx.db, { shops: shopId === null ? [] : [shopId] }, async (tx) =>
      insertAlert(tx, { kind, shopId, detail, once: within(subject, await readClock(tx, ctx.clock)) }),
    );
    if (kept) ctx.measures.alert(kind);
  } catch (error) {
    ctx.log.error({ err: error, alert: kind }, "an alert could not be kept");
  }
}

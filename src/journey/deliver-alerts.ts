import { type DueAlert, dropOldAlerts, markDelivered, takeDueAlerts } from "../store/alerts.ts";
import { allShops } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Tells the operator of one alert. @returns whether it was taken; never throws. */
export type PostAlert = (alert: DueAlert) => Promise<boolean>;

const AT_ONCE = 10;
/** Days for which an alert is kept, delivered or not. */
const KEPT_DAYS = 30;

/**
 * Delivers the alerts that are due, at least once each; one that is not taken is tried again, less and less often. Any
 * number of processes may run it at once. @returns how many it tried.
 */
export async function deliverAlerts(ctx: JourneyContext, post: PostAlert): Promise<number> {
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  const due = await inShops(ctx.db, { shops }, (tx) => takeDueAlerts(tx, AT_ONCE));
  await Promise.all(
    due.map(async (alert) => {
      if (await post(alert)) await inShops(ctx.db, { shops }, (tx) => markDelivered(tx, alert.id));
      else ctx.log.warn({ alert: alert.kind }, "an alert could not be delivered; it is tried again");
    }),
  );
  if (due.length > 0) await inShops(ctx.db, { shops }, (tx) => dropOldAlerts(tx, KEPT_DAYS));
  return due.length;
}

import type { ReminderId } from "../domain/brand.ts";
import type { SendJob } from "../domain/send-job.ts";
import { unqueue } from "../store/due-reminders.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/**
 * Back into the table with reminders whose provider is paused: they are found again once it is not, and those whose time
 * runs out meanwhile expire. @returns none: there is nothing left of them for the job to do.
 */
export async function holdReminders(
  { db }: Pick<JourneyContext, "db">,
  shops: SendJob["shops"],
  held: readonly ReminderId[],
): Promise<readonly []> {
  if (held.length > 0) await inShops(db, { shops }, (tx) => unqueue(tx, held));
  return [];
}

import { eq } from "drizzle-orm";
import type { ContactId, ReminderId } from "../domain/brand.ts";
import type { Tried } from "../domain/route.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { attempts, reminders } from "./schema.ts";

/** What was tried with the contacts of these reminders; those that were never tried are left out. */
export async function readTriedReminders(tx: Tx, ids: readonly ReminderId[]): Promise<Map<ReminderId, Tried[]>> {
  const rows = await tx
    .select({ id: reminders.id, provider: attempts.provider, state: attempts.state })
    .from(reminders)
    .innerJoin(attempts, eq(attempts.contactId, reminders.contactId))
    .where(among(reminders.id, ids));
  return Map.groupBy(rows, ({ id }) => id);
}

/** What was tried with one contact. */
export async function readTriedContact(tx: Tx, contactId: ContactId): Promise<Tried[]> {
  return await tx
    .select({ provider: attempts.provider, state: attempts.state })
    .from(attempts)
    .where(eq(attempts.contactId, contactId));
}

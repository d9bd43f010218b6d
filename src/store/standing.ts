import { sql } from "drizzle-orm";
import type { ReminderState } from "../domain/states.ts";
import type { Tx } from "./connect.ts";

/**
 * How many reminders are still to come, how many contacts have an outcome nobody knows, and for how many seconds of real
 * time the oldest of these has been so (0: there is none): from indexes of their own.
 */
export async function readOpenStanding(
  tx: Tx,
): Promise<{ reminders: Map<ReminderState, number>; unknownContacts: number; unknownAge: number }> {
  const result = await tx.execute<{
    planned: number;
    queued: number;
    claimed: number;
    unknown: number;
    age: number;
  }>(sql`
    SELECT (SELECT count(*) FROM reminders WHERE state = 'planned') AS planned,
      (SELECT count(*) FROM reminders WHERE state = 'queued') AS queued,
      (SELECT count(*) FROM reminders WHERE state = 'claimed') AS claimed,
      (SELECT count(*) FROM contacts WHERE state = 'unknown') AS unknown,
      (SELECT coalesce(greatest(0, extract(epoch FROM clock_timestamp() - min(lease_until))), 0)::float8
        FROM contacts WHERE state = 'unknown') AS age`);
  const { planned = 0, queued = 0, claimed = 0, unknown = 0, age = 0 } = result.rows[0] ?? {};
  return {
    reminders: new Map<ReminderState, number>([
      ["planned", planned],
      ["queued", queued],
      ["claimed", claimed],
    ]),
    unknownContacts: unknown,
    unknownAge: age,
  };
}

/** How many reminders ended in which state. Reads the whole table: ask seldom. */
export async function countEndedReminders(tx: Tx): Promise<Map<ReminderState, number>> {
  const result = await tx.execute<{ state: ReminderState; n: number }>(
    sql`SELECT state, count(*) AS n FROM reminders WHERE state NOT IN ('planned', 'queued', 'claimed') GROUP BY state`,
  );
  return new Map(result.rows.map(({ state, n }) => [state, n]));
}

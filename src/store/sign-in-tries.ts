import { type SQL, sql } from "drizzle-orm";
import type { Db } from "./connect.ts";

/** How often something was tried. */
export interface Tries {
  readonly count: number;
  /** Milliseconds until these are forgotten. */
  readonly forgottenIn: number;
}

/**
 * Counts one more try before it is made, so that the tries of all processes at once are counted. They are forgotten one
 * `window` (milliseconds) after the first of them.
 */
export async function countTry(db: Db, key: Uint8Array, window: number): Promise<Tries> {
  const { rows } = await db.execute<{ count: number; forgotten_in: number }>(sql`
    INSERT INTO sign_in_tries AS known (key, count, since) VALUES (${key}, 1, clock_timestamp())
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN ${isPast(window)} THEN 1 ELSE known.count + 1 END,
      since = CASE WHEN ${isPast(window)} THEN clock_timestamp() ELSE known.since END
    RETURNING count, ${window} - extract(epoch FROM clock_timestamp() - known.since)::float8 * 1000 AS forgotten_in`);
  const [row] = rows;
  if (row === undefined) throw new Error("a try to sign in was not counted");
  return { count: row.count, forgottenIn: Math.max(0, row.forgotten_in) };
}

const isPast = (window: number): SQL => sql`known.since < clock_timestamp() - make_interval(secs => ${window / 1_000})`;

/** Forgets what was tried under `key`, and whatever is past. */
export async function forgetTries(db: Db, key: Uint8Array, window: number): Promise<void> {
  await db.execute(sql`DELETE FROM sign_in_tries AS known WHERE key = ${key} OR ${isPast(window)}`);
}

/** Takes back one try that was none. */
export async function forgiveTry(db: Db, key: Uint8Array): Promise<void> {
  await db.execute(sql`UPDATE sign_in_tries SET count = greatest(count - 1, 0) WHERE key = ${key}`);
}

import { sql } from "drizzle-orm";
import type { GroupId, ShopId } from "../domain/brand.ts";
import { type Clock, type Instant, instant } from "../domain/instant.ts";
import type { Db, Tx } from "./connect.ts";
import { databaseErrorCode } from "./database-error.ts";

/** Whose rows a transaction may see: row level security hides all others. */
export interface Scope {
  readonly shops: readonly ShopId[];
  readonly groups?: readonly GroupId[];
}

const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";
const MOST_TRIES = 5;

/**
 * Runs `work` in one READ COMMITTED transaction that sees the rows of `scope` alone. A deadlock rolls back and
 * runs it again, so `work` must have no effect outside the transaction.
 * @throws whatever `work` throws; a failed COMMIT throws too, and then nothing is known of its outcome.
 */
export async function inShops<T>(db: Db, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction(async (tx) => {
        await tx.execute(
          sql`SELECT set_config('app.shops', ${scope.shops.join(",")}, true), set_config('app.groups', ${(scope.groups ?? []).join(",")}, true)`,
        );
        return await work(tx);
      });
    } catch (error) {
      const code = databaseErrorCode(error);
      if (tries >= MOST_TRIES || (code !== DEADLOCK_DETECTED && code !== SERIALIZATION_FAILURE)) throw error;
    }
  }
}

/** The time all rules of this transaction go by: the database's, read now, unless a clock was injected. */
export async function readClock(tx: Tx, clock: Clock): Promise<Instant> {
  if (clock.kind === "injected") return clock.now();
  const result = await tx.execute<{ now: number }>(
    sql`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
  );
  const now = result.rows[0]?.now;
  if (now === undefined) throw new Error("the database gave no time");
  return instant(now);
}

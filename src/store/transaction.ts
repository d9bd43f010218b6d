import { type SQL, sql } from "drizzle-orm";
import type { GroupId, ShopId } from "../domain/brand.ts";
import { type Clock, type Instant, instant } from "../domain/instant.ts";
import type { Db, Tx } from "./connect.ts";
import { databaseErrorCode } from "./database-error.ts";

/** Whose rows a transaction may see: row level security hides all others. */
export interface Scope {
  readonly shops: readonly ShopId[];
  readonly groups?: readonly GroupId[];
  /** Every statement of the transaction finds its rows by key: it is planned once and for all. */
  readonly byKey?: boolean;
}

const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";
const MOST_TRIES = 5;

/**
 * Runs `work` in one READ COMMITTED transaction that sees the rows of `scope` alone. A deadlock rolls back and
 * runs it again, so `work` must have no effect outside the transaction.
 * @param work is told when the transaction began, by the database's clock.
 * @throws whatever `work` throws; a failed COMMIT throws too, and then nothing is known of its outcome.
 */
export async function inShops<T>(db: Db, scope: Scope, work: (tx: Tx, begun: Instant) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction(async (tx) => {
        return await work(tx, await begin(tx, scope));
      });
    } catch (error) {
      const code = databaseErrorCode(error);
      if (tries >= MOST_TRIES || (code !== DEADLOCK_DETECTED && code !== SERIALIZATION_FAILURE)) throw error;
    }
  }
}

const CLOCK = sql.raw("floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now");

async function begin(tx: Tx, { shops, groups = [], byKey = false }: Scope): Promise<Instant> {
  const settings = sql`set_config('app.shops', ${shops.join(",")}, true), set_config('app.groups', ${groups.join(",")}, true)`;
  return timeIn(await tx.execute<{ now: number }>(sql`SELECT ${settings}, ${byKey ? BY_KEY : BY_SIZE}, ${CLOCK}`));
}

const settingsOf = (settings: Readonly<Record<string, string>>): SQL =>
  sql.raw(
    Object.entries(settings)
      .map(([name, value]) => `set_config('${name}', '${value}', true)`)
      .join(", "),
  );

/** A plan for each run, by what is known of the tables and values at that moment. */
const BY_SIZE = settingsOf({ plan_cache_mode: "force_custom_plan" });

/**
 * One plan a statement, made without looking at values: by index, whatever was known of the tables' sizes when it was
 * made. Planning anew each time took longer than the statements themselves, and a plan made while a table was small
 * would read all of it once it has grown.
 */
const BY_KEY = settingsOf({
  plan_cache_mode: "force_generic_plan",
  enable_seqscan: "off",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
});

/** The time all rules of this transaction go by: the database's, read now, unless a clock was injected. */
export async function readClock(tx: Tx, clock: Clock): Promise<Instant> {
  if (clock.kind === "injected") return clock.now();
  return timeIn(await tx.execute<{ now: number }>(sql`SELECT ${CLOCK}`));
}

/** The same for a transaction that just began: what `inShops` told. */
export const clockAt = (clock: Clock, begun: Instant): Instant => (clock.kind === "injected" ? clock.now() : begun);

function timeIn({ rows }: { readonly rows: readonly { readonly now: number }[] }): Instant {
  const [row] = rows;
  if (row === undefined) throw new Error("the database gave no time");
  return instant(row.now);
}

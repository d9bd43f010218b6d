import { eq, sql } from "drizzle-orm";
import { type Rate, returnTokens, type Taken, takeTokens } from "../domain/rate.ts";
import type { Db } from "./connect.ts";
import { sendRates } from "./schema.ts";

/** Takes up to `wanted` tokens of this key, by the database's clock, in a transaction of its own. */
export async function takeRate(db: Db, key: string, wanted: number, rate: Rate): Promise<Omit<Taken, "bucket">> {
  return await db.transaction(async (tx) => {
    // Tokens lost with the last moment before a crash of the database do no harm.
    await tx.execute(sql`SELECT set_config('synchronous_commit', 'off', true)`);
    const found = await tx.execute<{ bucket: number; now: number }>(sql`
      INSERT INTO send_rates (key, bucket) VALUES (${key}, 0) ON CONFLICT (key) DO UPDATE SET key = excluded.key
      RETURNING bucket, (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`);
    const { bucket = 0, now = 0 } = found.rows[0] ?? {};
    const taken = takeTokens(bucket, now, wanted, rate);
    if (taken.granted > 0) await tx.update(sendRates).set({ bucket: taken.bucket }).where(eq(sendRates.key, key));
    return { granted: taken.granted, nextIn: taken.nextIn };
  });
}

/** Puts back tokens that were not used. */
export async function returnRate(db: Db, key: string, count: number, rate: Rate): Promise<void> {
  await db
    .update(sendRates)
    .set({ bucket: sql`${sendRates.bucket} - ${-returnTokens(0, count, rate)}::float8` })
    .where(eq(sendRates.key, key));
}

import { eq, sql } from "drizzle-orm";
import type { Trouble } from "../domain/breaker.ts";
import type { Db, Tx } from "./connect.ts";
import { providerTroubles } from "./schema.ts";

/** The trouble of one provider; `probed`: somebody is trying it just now. */
export interface StoredTrouble extends Trouble {
  readonly probed: boolean;
}

/** Seconds of real time for which somebody may try a provider: a claim, the permit's 10 s and the request's 10 s. */
const PROBE_SECONDS = 30;

/** What providers are in trouble, by key. */
export async function readTroubles(tx: Db | Tx): Promise<Map<string, StoredTrouble>> {
  const rows = await tx
    .select({
      key: providerTroubles.key,
      kind: providerTroubles.kind,
      until: providerTroubles.until,
      pauses: providerTroubles.pauses,
      probed: sql<boolean>`coalesce(${providerTroubles.probedUntil} > clock_timestamp(), false)`,
    })
    .from(providerTroubles);
  return new Map(rows.map(({ key, ...trouble }) => [key, trouble]));
}

/** The trouble of one provider, locked: whoever else wants to change it waits. Where there is none, a first one may be written. */
export async function lockTrouble(tx: Tx, key: string): Promise<Trouble | null> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`provider ${key}`}, 0))`);
  const [trouble] = await tx
    .select({ kind: providerTroubles.kind, until: providerTroubles.until, pauses: providerTroubles.pauses })
    .from(providerTroubles)
    .where(eq(providerTroubles.key, key));
  return trouble ?? null;
}

/** Writes what is known now; null: the trouble is over. Nobody is trying the provider any more. */
export async function writeTrouble(tx: Tx, key: string, trouble: Trouble | null): Promise<void> {
  if (trouble === null) {
    await tx.delete(providerTroubles).where(eq(providerTroubles.key, key));
    return;
  }
  const { kind, until, pauses } = trouble;
  const values = { kind, until, pauses, probedUntil: null };
  await tx
    .insert(providerTroubles)
    .values({ key, ...values })
    .onConflictDoUpdate({ target: providerTroubles.key, set: values });
}

/** Takes the turn to try a provider that is in trouble: one at a time, over all processes. @returns whether it was had. */
export async function takeProbe(db: Db, key: string): Promise<boolean> {
  const result = await db.execute(sql`
    UPDATE provider_troubles SET probed_until = clock_timestamp() + make_interval(secs => ${PROBE_SECONDS})
    WHERE key = ${key} AND (probed_until IS NULL OR probed_until <= clock_timestamp()) RETURNING key`);
  return result.rows.length > 0;
}

/** Gives the turn back: nothing was sent. */
export async function dropProbe(db: Db, key: string): Promise<void> {
  await db.update(providerTroubles).set({ probedUntil: null }).where(eq(providerTroubles.key, key));
}

import { sql } from "drizzle-orm";
import { CHANNELS } from "../domain/channel.ts";
import { type Instant, instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";

/** How many reminders are on their way to a provider: queued or claimed. */
export async function countUnderWay(tx: Tx): Promise<number> {
  const result = await tx.execute<{ n: number }>(
    // Each state apart, from its own index.
    sql`SELECT (SELECT count(*) FROM reminders WHERE state = 'queued')::int
      + (SELECT count(*) FROM reminders WHERE state = 'claimed')::int AS n`,
  );
  return result.rows[0]?.n ?? 0;
}

/** When the next planned reminder is due; null where none is planned. */
export async function nextDueAt(tx: Tx): Promise<Instant | null> {
  const result = await tx.execute<{ at: number | null }>(
    sql`SELECT (extract(epoch FROM min(first.due_at)) * 1000)::float8 AS at
      FROM unnest(${sql.param([...CHANNELS])}::text[]) AS c(channel), LATERAL (
        SELECT due_at FROM reminders r WHERE state = 'planned' AND r.channel = c.channel ORDER BY due_at LIMIT 1) AS first`,
  );
  const at = result.rows[0]?.at ?? null;
  return at === null ? null : instant(at);
}

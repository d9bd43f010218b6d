import { and, eq, isNull, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import type { Db, Tx } from "./connect.ts";
import { sendingPauses } from "./schema.ts";

/** What is switched off: null stands for every shop, every channel. */
export interface Pause {
  readonly shopId: ShopId | null;
  readonly channel: ChannelName | null;
  readonly reason: string;
  readonly pausedAt: Instant;
}

export async function readPauses(tx: Db | Tx): Promise<Pause[]> {
  return await tx
    .select({
      shopId: sendingPauses.shopId,
      channel: sendingPauses.channel,
      reason: sendingPauses.reason,
      pausedAt: sendingPauses.pausedAt,
    })
    .from(sendingPauses)
    .orderBy(sendingPauses.pausedAt);
}

/** Switches off; already off stays as it is. @returns whether anything changed. */
export async function addPause(tx: Tx, pause: Omit<Pause, "pausedAt">): Promise<boolean> {
  const rows = await tx.insert(sendingPauses).values(pause).onConflictDoNothing().returning({ id: sendingPauses.id });
  return rows.length > 0;
}

/** Switches on again exactly what was switched off under this scope. @returns whether anything changed. */
export async function removePause(tx: Tx, scope: Pick<Pause, "shopId" | "channel">): Promise<boolean> {
  const rows = await tx
    .delete(sendingPauses)
    .where(
      and(
        scope.shopId === null ? isNull(sendingPauses.shopId) : eq(sendingPauses.shopId, scope.shopId),
        scope.channel === null ? isNull(sendingPauses.channel) : eq(sendingPauses.channel, scope.channel),
      ),
    )
    .returning({ id: sendingPauses.id });
  return rows.length > 0;
}

export const isPaused = (pauses: readonly Pause[], shopId: ShopId, channel: ChannelName): boolean =>
  pauses.some(
    (pause) =>
      (pause.shopId === null || pause.shopId === shopId) && (pause.channel === null || pause.channel === channel),
  );

/** Namespace of the advisory locks that make claims of one shop take turns, so that its cap holds exactly. */
const CLAIM_LOCKS = 0x63756631;

/** Lets one claim of each of these shops run at a time, until its transaction ends. */
export async function takeClaimTurns(tx: Tx, shopIds: readonly ShopId[]): Promise<void> {
  for (const id of [...new Set(shopIds)].sort((a, b) => a - b)) {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(${CLAIM_LOCKS}::int, ${id}::int)`);
  }
}

import type { ShopId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import { insertAudit } from "../store/audit.ts";
import { readRestoredAt } from "../store/high-water.ts";
import { addPause, removePause } from "../store/pauses.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** What to switch off or on: null stands for every shop, every channel. */
export interface SendingChange {
  readonly shopId: ShopId | null;
  readonly channel: ChannelName | null;
  readonly paused: boolean;
  readonly by: string;
}

/**
 * Pauses sending, or resumes exactly what was paused under this scope: resuming a shop leaves a pause of one of its
 * channels, and one of every shop, as they are. @returns whether anything changed.
 */
export async function changeSending(
  ctx: Pick<JourneyContext, "db">,
  { shopId, channel, paused, by }: SendingChange,
): Promise<boolean> {
  return await inShops(ctx.db, { shops: shopId === null ? [] : [shopId] }, async (tx) => {
    if (!paused && shopId === null && channel === null && (await readRestoredAt(tx)) !== null) {
      throw new Error("the database was restored from a backup: run `cuifu resume --after-restore` (docs/running.md)");
    }
    const changed = paused
      ? await addPause(tx, { shopId, channel, reason: "staff" })
      : await removePause(tx, { shopId, channel });
    if (changed) {
      const action = paused ? "sending.pause" : "sending.resume";
      await insertAudit(tx, { shopId, actor: by, action, target: channel, detail: {} });
    }
    return changed;
  });
}

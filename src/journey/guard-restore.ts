import { isBehind, type MarkKeeper, parseMark } from "../domain/high-water.ts";
import { insertAudit } from "../store/audit.ts";
import { pauseRestored, readMark } from "../store/high-water.ts";
import { allShops } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Keeps a database that was restored from an older backup from sending again what it has forgotten. */
export interface RestoreGuard {
  /** Before anything is sent by this process: looks, unless it has. @throws where it can't be told; then don't send. */
  ensure(): Promise<void>;
  /**
   * Compares the database with the mark that is kept outside it: behind it, all sending is paused; ahead of it, the mark
   * moves on. @returns 0, for the scheduler.
   */
  look(): Promise<number>;
}

export function createRestoreGuard(ctx: Pick<JourneyContext, "db" | "log">, keeper: MarkKeeper): RestoreGuard {
  let hasLooked = false;
  const look = async (): Promise<number> => {
    const kept = parseMark(await keeper.read());
    const shops = (await allShops(ctx.db)).map(({ id }) => id);
    const { mark, isPaused } = await inShops(ctx.db, { shops }, async (tx) => {
      const found = await readMark(tx);
      const behind = kept !== null && isBehind(found, kept);
      if (behind && (await pauseRestored(tx))) {
        const audit = { shopId: null, actor: "cuifu", action: "sending.pause", target: null };
        await insertAudit(tx, { ...audit, detail: { reason: "restored" } });
        ctx.log.error({}, "the database was restored from a backup: all sending is paused, see `cuifu resume --help`");
      }
      return { mark: found, isPaused: behind };
    });
    if (!isPaused && (mark.decision !== kept?.decision || mark.born !== kept.born))
      await keeper.write(JSON.stringify(mark));
    hasLooked = true;
    return 0;
  };
  return {
    look,
    async ensure() {
      if (!hasLooked) await look();
    },
  };
}

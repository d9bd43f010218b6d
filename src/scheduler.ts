/** The scheduler's loops: finding what is due, closing claims that nobody finished, planning anew what a policy changed, counting. */
import { setTimeout as sleep } from "node:timers/promises";
import type { JourneyContext } from "./journey/context.ts";
import { deliverAlerts, type PostAlert } from "./journey/deliver-alerts.ts";
import { dispatchDue } from "./journey/dispatch-due.ts";
import type { RestoreGuard } from "./journey/guard-restore.ts";
import { reconcileUnknown } from "./journey/reconcile-unknown.ts";
import { refreshStats } from "./journey/refresh-stats.ts";
import { createReplanner } from "./journey/replan-orders.ts";
import { sweepExpiredClaims } from "./journey/sweep-claims.ts";
import { watchTrouble } from "./journey/watch-trouble.ts";

/** Milliseconds of real time from one look to the next. */
const DISPATCH_EVERY = 250;
const SWEEP_EVERY = 5_000;
const GUARD_EVERY = 5_000;
const RECONCILE_EVERY = 2_000;
const WATCH_EVERY = 15_000;
const ALERTS_EVERY = 1_000;
const REPLAN_EVERY = 2_000;
const STATS_EVERY = 1_000;
/** With so many found at once, more is likely waiting. */
const FULL_BATCH = 500;
/** The longest wait after an error; it doubles from the usual one up to this. */
const LONGEST_WAIT = 5_000;

export interface Scheduler {
  /** Looks no more, and resolves when the look under way has ended. */
  stop(): Promise<void>;
}

/** Starts looking. Any number of processes may; an error is logged, and the next look comes a little later. */
export function startScheduler(ctx: JourneyContext, guard: RestoreGuard, postAlert: PostAlert | null): Scheduler {
  const stopping = new AbortController();
  const { signal } = stopping;
  const replan = createReplanner(ctx);
  const loops = [
    repeat("dispatch", () => guard.ensure().then(() => dispatchDue(ctx)), { every: DISPATCH_EVERY, signal, ctx }),
    repeat("restore", () => guard.look(), { every: GUARD_EVERY, signal, ctx }),
    repeat("sweep", () => sweepExpiredClaims(ctx), { every: SWEEP_EVERY, signal, ctx }),
    repeat("reconcile", () => reconcileUnknown(ctx), { every: RECONCILE_EVERY, signal, ctx }),
    repeat("watch", () => watchTrouble(ctx), { every: WATCH_EVERY, signal, ctx }),
    ...(postAlert === null
      ? []
      : [repeat("alerts", () => deliverAlerts(ctx, postAlert), { every: ALERTS_EVERY, signal, ctx })]),
    repeat("replan", replan, { every: REPLAN_EVERY, signal, ctx }),
    repeat("stats", () => refreshStats(ctx), { every: STATS_EVERY, signal, ctx }),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(
  what: string,
  look: () => Promise<number>,
  { every, signal, ctx }: { readonly every: number; readonly signal: AbortSignal; readonly ctx: JourneyContext },
): Promise<void> {
  let failed = 0;
  while (!signal.aborted) {
    let found = 0;
    try {
      found = await look();
      failed = 0;
    } catch (error) {
      failed += 1;
      ctx.log.error({ err: error, loop: what }, "the scheduler could not look; it tries again");
    }
    if (found >= FULL_BATCH) continue;
    await sleep(Math.min(every * 2 ** failed, Math.max(every, LONGEST_WAIT)), undefined, { signal }).catch(
      () => undefined,
    );
  }
}

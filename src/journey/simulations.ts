import { randomUUID } from "node:crypto";
import type { ShopId } from "../domain/brand.ts";
import { HOUR } from "../domain/instant.ts";
import type { JourneyContext } from "./context.ts";
import { type PastComparison, type PastQuestion, simulatePast } from "./simulate-past.ts";

/** A simulation somebody asked for. Kept by the process that runs it, and gone with it. */
export interface RunningSimulation {
  readonly id: string;
  readonly shopId: ShopId;
  readonly days: number;
  readonly policyVersion: number;
  state: "running" | "done" | "failed" | "cancelled";
  /** 0 to 1. */
  progress: number;
  result: PastComparison | null;
}

export interface Simulations {
  /** @returns null where too many are running. */
  start(question: PastQuestion): RunningSimulation | null;
  find(shopId: ShopId, id: string): RunningSimulation | null;
  /** Stops it and forgets it. @returns false where there is none. */
  remove(shopId: ShopId, id: string): boolean;
}

/** In one process, and of one shop. */
const MOST_RUNNING = 2;
const MOST_OF_SHOP = 1;
/** Results kept in one process; the oldest go first. */
const MOST_KEPT = 50;
/** How long a result is kept. */
const KEPT_FOR = HOUR;

export function createSimulations(ctx: JourneyContext): Simulations {
  const all = new Map<string, RunningSimulation & { readonly startedAt: number }>();

  function forgetOld(): void {
    const old = ctx.realTime.monotonic() - KEPT_FOR;
    for (const { id, state, startedAt } of all.values()) {
      if (state !== "running" && (startedAt < old || all.size > MOST_KEPT)) all.delete(id);
    }
  }

  const find: Simulations["find"] = (shopId, id) => {
    forgetOld();
    const found = all.get(id);
    return found?.shopId === shopId ? found : null;
  };

  return {
    start(question) {
      forgetOld();
      const running = [...all.values()].filter(({ state }) => state === "running");
      const ofShop = running.filter(({ shopId }) => shopId === question.shop.id);
      if (running.length >= MOST_RUNNING || ofShop.length >= MOST_OF_SHOP) return null;
      const simulation: RunningSimulation & { readonly startedAt: number } = {
        id: randomUUID(),
        shopId: question.shop.id,
        days: question.days,
        policyVersion: question.shop.policyVersion,
        startedAt: ctx.realTime.monotonic(),
        state: "running",
        progress: 0,
        result: null,
      };
      all.set(simulation.id, simulation);
      void run(ctx, question, simulation);
      return simulation;
    },
    find,
    remove(shopId, id) {
      const found = find(shopId, id);
      if (found === null) return false;
      if (found.state === "running") found.state = "cancelled";
      all.delete(id);
      return true;
    },
  };
}

async function run(ctx: JourneyContext, question: PastQuestion, simulation: RunningSimulation): Promise<void> {
  const isCancelled = () => simulation.state === "cancelled";
  try {
    const tell = (done: number) => {
      simulation.progress = done;
    };
    simulation.result = await simulatePast(ctx, question, { tell, isCancelled });
    if (isCancelled()) return;
    simulation.progress = 1;
    simulation.state = "done";
  } catch (error) {
    ctx.log.error({ err: error, simulation: simulation.id }, "a simulation failed");
    if (!isCancelled()) simulation.state = "failed";
  }
}

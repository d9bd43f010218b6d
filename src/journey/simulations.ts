import { randomUUID } from "node:crypto";
import type { ShopId } from "../domain/brand.ts";
import { HOUR, type Instant } from "../domain/instant.ts";
import { comparePlayed, type PlayedComparison, type SimulationQuestion } from "./compare-played.ts";
import type { JourneyContext } from "./context.ts";

/** A simulation somebody asked for. Kept by the process that runs it, and gone with it. */
export interface RunningSimulation {
  readonly id: string;
  readonly shopId: ShopId;
  /** Null where the orders were given. */
  readonly days: number | null;
  readonly policyVersion: number;
  readonly startedAt: Instant;
  state: "running" | "done" | "failed" | "cancelled";
  /** 0 to 1. */
  progress: number;
  result: PlayedComparison | null;
}

export interface Simulations {
  /** @returns null where too many are running. */
  start(question: SimulationQuestion): RunningSimulation | null;
  find(shopId: ShopId, id: string): RunningSimulation | null;
  /** A shop's, the latest first. */
  list(shopId: ShopId): RunningSimulation[];
  /** Stops it where it runs, forgets it where it is over. @returns false where there is none. */
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
  const all = new Map<string, RunningSimulation>();

  function forgetOld(): void {
    const old = ctx.realTime.wall() - KEPT_FOR;
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
      const { source } = question;
      const simulation: RunningSimulation = {
        id: randomUUID(),
        shopId: question.shop.id,
        days: source.kind === "past" ? source.days : null,
        policyVersion: question.shop.policyVersion,
        startedAt: ctx.realTime.wall(),
        state: "running",
        progress: 0,
        result: null,
      };
      all.set(simulation.id, simulation);
      void run(ctx, question, simulation);
      return simulation;
    },
    find,
    list(shopId) {
      forgetOld();
      return [...all.values()].filter((one) => one.shopId === shopId).reverse();
    },
    remove(shopId, id) {
      const found = find(shopId, id);
      if (found === null) return false;
      if (found.state === "running") found.state = "cancelled";
      else all.delete(id);
      return true;
    },
  };
}

async function run(ctx: JourneyContext, question: SimulationQuestion, simulation: RunningSimulation): Promise<void> {
  const isCancelled = () => simulation.state === "cancelled";
  try {
    const tell = (done: number) => {
      simulation.progress = done;
    };
    const result = await comparePlayed(ctx, question, { tell, isCancelled });
    if (isCancelled()) return;
    simulation.result = result;
    simulation.progress = 1;
    simulation.state = "done";
  } catch (error) {
    ctx.log.error({ err: error, simulation: simulation.id }, "a simulation failed");
    if (!isCancelled()) simulation.state = "failed";
  }
}

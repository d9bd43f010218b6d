import { orderId } from "../load/order-body.ts";
import type { Machine, Running } from "../machine.ts";
import type { DoItYourself } from "./do-it-yourself.ts";

/** What a benchmark asks of the baseline. */
interface Wanted {
  readonly queue: DoItYourself["queue"];
  readonly providerUrl: string;
  /** Orders that are there from the start, numbered from 0, due from `from` to `to` (epoch milliseconds). */
  readonly seed: { readonly count: number; readonly from: number; readonly to: number } | null;
}

/** Starts the do-it-yourself reminder; null where its Redis is not on this machine. */
export async function startDoItYourself(
  machine: Machine,
  { queue, providerUrl, seed }: Wanted,
): Promise<Running | null> {
  const redis = queue === "bullmq" ? await machine.redis() : null;
  if (queue === "bullmq" && redis === null) return null;
  const settings: DoItYourself = {
    queue,
    databaseUrl: await machine.database("empty"),
    redisUrl: redis?.url ?? null,
    providerUrl,
    seed: seed && { ...seed, ids: orderId(0).slice(0, -1) },
  };
  const server = await machine.start("tests/bench/baselines/do-it-yourself.ts", [JSON.stringify(settings)]);
  if (seed !== null && Date.now() > seed.from) throw new Error("the baseline was not ready before its jobs fell due");
  return {
    ...server,
    async stop() {
      await server.stop();
      await redis?.stop();
    },
  };
}

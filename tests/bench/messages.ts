import type { Machine, Running } from "./machine.ts";
import type { Arrivals } from "./provider.ts";

/** A provider in a process of its own. */
export interface Provider extends Running {
  /** Where messages go. */
  readonly sendUrl: string;
  /** What came so far. */
  arrivals(): Promise<Arrivals>;
}

export async function startProvider(machine: Machine): Promise<Provider> {
  const running = await machine.start("tests/bench/provider.ts", []);
  return {
    ...running,
    sendUrl: `${running.url}/send`,
    arrivals: async () => await (await fetch(`${running.url}/arrivals`)).json(),
  };
}

/** Throws where two messages were about the same order. */
export function requireOnce(arrivals: Arrivals): void {
  const named = new Set(arrivals.map(([order]) => order));
  if (named.size !== arrivals.length) throw new Error(`${arrivals.length} messages were about ${named.size} orders`);
}

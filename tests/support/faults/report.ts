import type { FaultSite } from "./site.ts";

const started = performance.now();

/** Tells in one line what a test file went through, and how to run it again. */
export async function reportRun(
  name: string,
  site: FaultSite,
  { seed, kills }: { readonly seed: number; readonly kills: number },
): Promise<void> {
  const { events, orders, paid } = site.shop.acknowledged;
  const refused = [...site.shop.refusals].map(([status, times]) => `${times} × ${status || "no answer"}`).join(", ");
  const figures = [
    `${orders.size} orders`,
    `${events.size} events`,
    `${paid.size} paid`,
    `${site.provider.ledger().length} requests`,
    `${kills} faults`,
    `${await site.facts.unknown()} unknown`,
    `sent again by the shop: ${refused || "none"}`,
    `${((performance.now() - started) / 1_000).toFixed(0)} s`,
  ];
  console.info(`${name}: FAULT_SEED=${seed} ${figures.join(", ")}`);
}

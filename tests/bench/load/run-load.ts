import type { Machine, Running } from "../machine.ts";
import type { Installation } from "../service.ts";
import type { LoadJob, LoadResult } from "./client.ts";

/** Runs a load in a process of its own. Throws where anything was not answered 202. */
export async function runLoad(machine: Machine, job: LoadJob): Promise<LoadResult> {
  const printed = await machine.finish("tests/bench/load/client.ts", [JSON.stringify(job)]);
  const result: LoadResult = JSON.parse(printed);
  const others = Object.entries(result.statuses).filter(([status]) => status !== "202");
  if (others.length > 0) throw new Error(`not every request was answered 202: ${JSON.stringify(result.statuses)}`);
  return result;
}

/** Posts new orders, as fast as they are taken in. */
export async function takeOrders(
  machine: Machine,
  cuifu: Installation,
  service: Running,
  orders: { readonly first: number; readonly count: number },
): Promise<void> {
  await runLoad(machine, {
    ...orders,
    url: cuifu.webhookUrl(service),
    secret: cuifu.secret,
    event: "order.created",
    place: cuifu.place,
    at: Date.now(),
    connections: 32,
    warmUp: 0,
    seconds: null,
    paced: null,
  });
}

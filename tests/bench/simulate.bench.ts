/** How long `cuifu simulate` takes for 100,000 orders. */
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Benchmark } from "./benchmark.ts";
import type { Figure } from "./figure.ts";
import { orderBody } from "./load/order-body.ts";
import type { Machine } from "./machine.ts";
import { placeByDay } from "./places.ts";
import { install } from "./service.ts";

const ORDERS = 100_000;
/** Placed over a week, so that every slot, cap and window has its say. */
const SPAN = 7 * 24 * 3_600_000;
const FROM = Date.parse("2026-03-02T00:00:00Z");

/** An order a line, as `cuifu simulate` reads them. */
function* lines(): Generator<string> {
  const place = placeByDay();
  for (let number = 0; number < ORDERS; number++) {
    const body = orderBody("order.created", number, place, FROM + Math.floor((SPAN * number) / ORDERS));
    const { data }: { data: object } = JSON.parse(body);
    yield `${JSON.stringify(data)}\n`;
  }
}

async function run(machine: Machine): Promise<Figure[]> {
  const cuifu = await install(machine, placeByDay(), null);
  const file = path.join(machine.folder, "orders.ndjson");
  await pipeline(Readable.from(lines()), createWriteStream(file));
  const started = performance.now();
  const printed = await cuifu.command("simulate", "--shop", "bench", "--orders", file, "--json");
  const seconds = (performance.now() - started) / 1_000;
  const told = printed.trimEnd().split("\n").length;
  if (told !== ORDERS + 1) throw new Error(`${told} lines were printed, expected ${ORDERS} and the summary`);
  return [
    {
      what: "100,000 orders simulated",
      value: seconds,
      unit: "s",
      baseline: null,
      target: { of: "value", is: "at most", limit: 30 },
    },
  ];
}

export default { about: "cuifu simulate with 100,000 orders, the default policy", run } satisfies Benchmark;

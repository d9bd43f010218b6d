/** How many webhooks a second are taken in, each answered once it is durable, new and repeated. */

import type { DoItYourself } from "./baselines/do-it-yourself.ts";
import { startDoItYourself } from "./baselines/start.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Figure, median } from "./figure.ts";
import type { LoadJob } from "./load/client.ts";
import { runLoad } from "./load/run-load.ts";
import type { Machine, Running } from "./machine.ts";
import { placeByDay } from "./places.ts";
import { install } from "./service.ts";

/** More than anything answers in a window. */
const PREPARED = 90_000;
const WARM_UP = 3_000;
const SECONDS = 4;
const WINDOWS = 3;
const BASE: Omit<LoadJob, "url" | "first" | "count" | "warmUp"> = {
  secret: `whsec_${Buffer.alloc(32, 3).toString("base64")}`,
  event: "order.created",
  place: placeByDay(),
  at: Date.now(),
  connections: 32,
  seconds: SECONDS,
  paced: null,
};

interface Measured {
  /** Requests a second, the median of the windows. */
  readonly perSecond: number;
  /** What was sent in each window: the first order and how many. */
  readonly sent: readonly { readonly first: number; readonly count: number }[];
}

/** Sends new orders for some windows, each after a warm-up. */
async function measure(machine: Machine, url: string, over: Partial<LoadJob>, prepared: number): Promise<Measured> {
  const rates: number[] = [];
  const sent: { first: number; count: number }[] = [];
  for (let window = 0; window < WINDOWS; window++) {
    const first = window * prepared;
    const result = await runLoad(machine, { ...BASE, url, first, count: prepared, warmUp: WARM_UP, ...over });
    rates.push(result.perSecond);
    sent.push({ first, count: WARM_UP + result.sent });
  }
  return { perSecond: median(rates), sent };
}

/** Sends again what was sent before. */
async function repeat(machine: Machine, url: string, over: Partial<LoadJob>, before: Measured): Promise<number> {
  const rates: number[] = [];
  for (const part of before.sent) {
    const warmUp = Math.min(WARM_UP, Math.floor(part.count / 4));
    rates.push((await runLoad(machine, { ...BASE, url, ...part, warmUp, ...over })).perSecond);
  }
  return median(rates);
}

async function measureAndStop(machine: Machine, server: Running, prepared: number): Promise<number> {
  const { perSecond } = await measure(machine, `${server.url}/webhooks/bench`, {}, prepared);
  await server.stop();
  return perSecond;
}

async function doItYourself(machine: Machine, queue: DoItYourself["queue"]): Promise<number | null> {
  const server = await startDoItYourself(machine, { queue, providerUrl: "http://127.0.0.1:1/send", seed: null });
  return server && (await measureAndStop(machine, server, PREPARED / 3));
}

async function run(machine: Machine): Promise<Figure[]> {
  const bare = await measureAndStop(machine, await machine.start("tests/bench/baselines/bare-server.ts", []), PREPARED);
  machine.tell(`  bare Node server: ${Math.round(bare)}/s`);
  const pgBoss = (await doItYourself(machine, "pg-boss")) ?? 0;
  machine.tell(`  do-it-yourself on pg-boss: ${Math.round(pgBoss)}/s`);
  const bullmq = await doItYourself(machine, "bullmq");
  machine.tell(`  do-it-yourself on BullMQ: ${bullmq === null ? "no redis-server here" : `${Math.round(bullmq)}/s`}`);

  const cuifu = await install(machine, BASE.place, null);
  const service = await cuifu.start();
  const url = cuifu.webhookUrl(service);
  const fresh = await measure(machine, url, { secret: cuifu.secret }, PREPARED / 3);
  machine.tell(`  cuifu, new orders: ${Math.round(fresh.perSecond)}/s`);
  const repeated = await repeat(machine, url, { secret: cuifu.secret }, fresh);
  machine.tell(`  cuifu, repeated: ${Math.round(repeated)}/s`);
  await service.stop();

  const intake = { what: "signed durable intake", value: fresh.perSecond, unit: "requests/s" };
  const figures: Figure[] = [
    {
      ...intake,
      baseline: { what: "do-it-yourself, pg-boss", value: pgBoss },
      target: { of: "ratio", is: "at least", limit: 3 },
    },
    {
      ...intake,
      baseline: { what: "bare Node server", value: bare },
      target: { of: "ratio", is: "at least", limit: 0.2 },
    },
    {
      what: "duplicates",
      value: repeated,
      unit: "requests/s",
      baseline: { what: "new ones", value: fresh.perSecond },
      target: { of: "ratio", is: "at least", limit: 2 },
    },
  ];
  if (bullmq !== null) {
    figures.push({ ...intake, baseline: { what: "do-it-yourself, BullMQ on Redis", value: bullmq }, target: null });
  }
  return figures;
}

export default {
  about: "orders posted over 32 connections, each answered once it is durable",
  run,
} satisfies Benchmark;

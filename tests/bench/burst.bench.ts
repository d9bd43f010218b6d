/** How many reminders a second go out where 20,000 fall due at once. */
import { setTimeout as sleep } from "node:timers/promises";
import type { DoItYourself } from "./baselines/do-it-yourself.ts";
import { startDoItYourself } from "./baselines/start.ts";
import type { Benchmark } from "./benchmark.ts";
import type { Figure } from "./figure.ts";
import { takeOrders } from "./load/run-load.ts";
import type { Machine } from "./machine.ts";
import { type Provider, requireOnce, startProvider } from "./messages.ts";
import { placeByDay } from "./places.ts";
import type { Arrivals } from "./provider.ts";
import { install, ONE_SMS, spreadDue } from "./service.ts";

const REMINDERS = 20_000;
/** Whoever takes longer is measured by what came until then. */
const LONGEST_SECONDS = 60;
const LOOK_EVERY = 500;
/** Milliseconds to settle between the reminders being there and their falling due. */
const SETTLE = 4_000;
const SEED_DO_IT_YOURSELF = 15_000;

/** Messages a second from `due` on (epoch milliseconds) until the last of all came, or until it takes too long. */
async function rateOf(provider: Provider, due: number): Promise<number> {
  const end = due + LONGEST_SECONDS * 1_000;
  let arrivals: Arrivals = [];
  while (arrivals.length < REMINDERS && Date.now() < end) {
    await sleep(Math.max(LOOK_EVERY, due - Date.now()));
    arrivals = await provider.arrivals();
  }
  requireOnce(arrivals);
  const last = arrivals.length < REMINDERS ? Date.now() : Math.max(...arrivals.map(([, at]) => at));
  return arrivals.length / ((last - due) / 1_000);
}

async function ours(machine: Machine): Promise<number> {
  const provider = await startProvider(machine);
  const cuifu = await install(machine, placeByDay(), provider.sendUrl);
  const service = await cuifu.start();
  await cuifu.publish(service, ONE_SMS);
  await takeOrders(machine, cuifu, service, { first: 0, count: REMINDERS });
  const due = Date.now() + SETTLE;
  await spreadDue(cuifu, due, due);
  const rate = await rateOf(provider, due);
  await service.stop();
  await provider.stop();
  return rate;
}

async function doItYourself(machine: Machine, queue: DoItYourself["queue"]): Promise<number | null> {
  const provider = await startProvider(machine);
  const due = Date.now() + SEED_DO_IT_YOURSELF;
  const seed = { count: REMINDERS, from: due, to: due };
  const server = await startDoItYourself(machine, { queue, providerUrl: provider.sendUrl, seed });
  const rate = server && (await rateOf(provider, due));
  await server?.stop();
  await provider.stop();
  return rate;
}

async function run(machine: Machine): Promise<Figure[]> {
  const pgBoss = (await doItYourself(machine, "pg-boss")) ?? 0;
  machine.tell(`  do-it-yourself on pg-boss: ${Math.round(pgBoss)}/s`);
  const bullmq = await doItYourself(machine, "bullmq");
  machine.tell(`  do-it-yourself on BullMQ: ${bullmq === null ? "no redis-server here" : `${Math.round(bullmq)}/s`}`);
  const value = await ours(machine);
  machine.tell(`  cuifu: ${Math.round(value)}/s`);
  const sent = { what: "20,000 due at once, sent", value, unit: "messages/s" };
  const figures: Figure[] = [
    { ...sent, baseline: null, target: { of: "value", is: "at least", limit: 1_500 } },
    {
      ...sent,
      baseline: { what: "do-it-yourself, pg-boss", value: pgBoss },
      target: { of: "ratio", is: "at least", limit: 2 },
    },
  ];
  if (bullmq !== null) {
    figures.push({ ...sent, baseline: { what: "do-it-yourself, BullMQ on Redis", value: bullmq }, target: null });
  }
  return figures;
}

export default {
  about: "20,000 reminders due at once, sent to a provider in another process that takes 10 ms each",
  run,
} satisfies Benchmark;

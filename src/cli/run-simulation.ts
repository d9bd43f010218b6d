import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse as parseYaml } from "yaml";
import { type App, readPlacedOrder } from "../app.ts";
import { instant } from "../domain/instant.ts";
import { completePolicy, type Policy } from "../domain/policy.ts";
import type { Simulation } from "../domain/simulation.ts";
import { readShopPolicy } from "../journey/read-shop-policy.ts";
import { simulateAll } from "../journey/simulate.ts";
import { orderFromEvent } from "../journey/simulated-order.ts";
import type { SimulatedOrder } from "../journey/simulated-world.ts";
import { warnOfPolicy } from "../journey/warn-of-policy.ts";
import { simulationText } from "./simulation-text.ts";
import { withApp } from "./with-app.ts";

/** What some programs put at the head of a file. */
const BOM = /^\uFEFF/;

export interface SimulateOptions {
  readonly shop: string;
  readonly orders: string;
  readonly policy?: string;
  readonly json?: true;
  readonly csv?: true;
}

/** What `cuifu simulate` does; apart from it, so that help needs none of this in memory. */
export async function simulate({ shop, orders, policy, json, csv }: SimulateOptions): Promise<void> {
  const draft = policy === undefined ? null : await readPolicy(policy);
  const simulation = await withApp(({ ctx }) => play(ctx, shop, orders, draft));
  const form = json ? "json" : csv ? "csv" : "table";
  await write(simulationText(simulation, form));
}

/** The policy of a file, missing keys filled in. */
async function readPolicy(file: string): Promise<Policy> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(`${file}: expected a policy file that can be read`);
  });
  const completed = completePolicy(parsePolicy(file, text));
  if (completed.ok) return completed.policy;
  const wrong = completed.errors.map(({ pointer, detail }) => `${pointer || "/"} ${detail}`);
  throw new Error(`${file}: ${wrong.join("; ")}`);
}

function parsePolicy(file: string, text: string): unknown {
  try {
    return parseYaml(text) ?? {};
  } catch (error) {
    const where = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    throw new Error(`${file}: expected YAML or JSON: ${where}`);
  }
}

async function play(ctx: App["ctx"], slug: string, file: string, draft: Policy | null): Promise<Simulation> {
  const { shop, policy: published } = await readShopPolicy(ctx, slug);
  const policy = draft ?? published;
  const seen = new Map<string, number>();
  const played: SimulatedOrder[] = [];
  let [number, refused] = [0, 0];
  for await (const line of linesOf(file)) {
    number += 1;
    if (line.trim() === "") continue;
    const reading = readPlacedOrder(number === 1 ? line.replace(BOM, "") : line, number, shop);
    if (!reading.ok) {
      refused += 1;
      refuse(number, reading.errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join("; "));
      continue;
    }
    const before = seen.get(reading.event.externalId);
    const order = orderFromEvent(ctx, { shop, policy }, reading.event);
    if (before !== undefined) refuse(number, `line ${before} has an order of the same id`);
    else if (order !== null) played.push(order);
    seen.set(reading.event.externalId, before ?? number);
  }
  if (played.length === 0 && seen.size + refused > 0) {
    throw new Error(`${file}: expected at least one order that can be played, found none`);
  }
  warn(ctx, shop, policy, played);
  return simulateAll({ ...ctx, shop, policy }, played);
}

/** What can't come true of the policy, or rests on holidays of the days played that are not known. */
function warn(
  ctx: App["ctx"],
  shop: Parameters<typeof warnOfPolicy>[1],
  policy: Policy,
  played: readonly SimulatedOrder[],
): void {
  const last = played.reduce((latest, { at }) => Math.max(latest, at), 0);
  for (const { pointer, detail } of warnOfPolicy(ctx, shop, policy, instant(last))) {
    process.stderr.write(`cuifu: warning: ${pointer} ${detail}\n`);
  }
}

/** The lines of a file, however long it is. */
async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    yield* createInterface({ input: createReadStream(file, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  } catch {
    throw new Error(`${file}: expected a file of orders that can be read`);
  }
}

const refuse = (number: number, why: string): void => {
  process.stderr.write(`cuifu: line ${number} is left out: ${why}\n`);
};

/** Writes all of it, as fast as whoever reads it takes it; who stops reading has had enough. */
async function write(text: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(text), process.stdout, { end: false }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  });
}

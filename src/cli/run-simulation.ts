import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parse as parseYaml } from "yaml";
import { type App, readPlacedOrder } from "../app.ts";
import { instant } from "../domain/instant.ts";
import { completePolicy, type Policy } from "../domain/policy.ts";
import { comparePolicyOn, type OrdersToPlay } from "../journey/compare-played.ts";
import { OrderLines } from "../journey/order-lines.ts";
import { readPastOrders } from "../journey/read-past-orders.ts";
import { readShopPolicy } from "../journey/read-shop-policy.ts";
import { simulateAll } from "../journey/simulate.ts";
import { ordersUnder } from "../journey/simulated-order.ts";
import { warnOfPolicy } from "../journey/warn-of-policy.ts";
import { comparisonText } from "./comparison-text.ts";
import { simulationText } from "./simulation-text.ts";
import { withApp } from "./with-app.ts";

export interface SimulateOptions {
  readonly shop: string;
  /** One of the two is there. */
  readonly orders?: string;
  readonly days?: number;
  readonly policy?: string;
  readonly compare?: true;
  readonly json?: true;
  readonly csv?: true;
}

const NO_PROGRESS = { tell: () => undefined, isCancelled: () => false };

/** What `cuifu simulate` does; apart from it, so that help needs none of this in memory. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const draft = options.policy === undefined ? null : await readPolicy(options.policy);
  const form = options.json ? "json" : options.csv ? "csv" : "table";
  await withApp(async ({ ctx }) => {
    const { shop, policy: published } = await readShopPolicy(ctx, options.shop);
    const policy = draft ?? published;
    const read = await readOrders(ctx, shop, options);
    warn(ctx, shop, policy, read.orders);
    if (!options.compare) {
      const simulation = simulateAll({ ...ctx, shop, policy }, ordersUnder(read.orders, shop, policy));
      return await write(simulationText(simulation, form));
    }
    const comparison = await comparePolicyOn(ctx, { shop, published, draft: policy }, read, NO_PROGRESS);
    return comparison && (await write(comparisonText(comparison, form === "json")));
  });
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

type Shop = Awaited<ReturnType<typeof readShopPolicy>>["shop"];

async function readOrders(ctx: App["ctx"], shop: Shop, { orders: file, days }: SimulateOptions): Promise<OrdersToPlay> {
  if (file !== undefined) return await readFileOfOrders(ctx, shop, file);
  const past = await readPastOrders(ctx, { shop, days: days ?? 0 }, NO_PROGRESS);
  if (past === null || past.orders.length === 0) {
    throw new Error(`shop "${shop.slug}": expected at least one unpaid order of the last ${days} days, found none`);
  }
  return { ...past, leftOut: { count: 0, first: [] } };
}

async function readFileOfOrders(ctx: App["ctx"], shop: Shop, file: string): Promise<OrdersToPlay> {
  const lines = new OrderLines(ctx, shop, readPlacedOrder);
  let count = 0;
  for await (const line of linesOf(file)) {
    const left = lines.add(line);
    if (left === null) continue;
    count += 1;
    process.stderr.write(`cuifu: line ${left.line} is left out: ${left.why}\n`);
  }
  if (lines.orders.length === 0 && lines.count > 0) {
    throw new Error(`${file}: expected at least one order that can be played, found none`);
  }
  return { orders: lines.orders, truncated: false, leftOut: { count, first: [] } };
}

/** What can't come true of the policy, or rests on holidays of the days played that are not known. */
function warn(ctx: App["ctx"], shop: Shop, policy: Policy, played: OrdersToPlay["orders"]): void {
  const last = played.reduce((latest, { order }) => Math.max(latest, order.at), 0);
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

/** Writes all of it, as fast as whoever reads it takes it; who stops reading has had enough. */
async function write(text: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(text), process.stdout, { end: false }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  });
}

/** What the benchmark of statistics measures of a service whose shops are filled. */
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { ShopId } from "#src/domain/brand.ts";
import { RECOVERY_CUTS } from "#src/domain/recovery.ts";
import { refreshShop } from "#src/journey/refresh-stats.ts";
import type { Db } from "#src/store/connect.ts";
import { startCuifu } from "#tests/support/app.ts";
import { percentile } from "./figure.ts";
import { type Machine, query, type Running } from "./machine.ts";
import type { Installation } from "./service.ts";

/** Milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const LOOKS = 5;
const DAY = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

/** Every cut, the funnel, agents and reasons, each over 30 days, a year and all days; lift. */
function questions(): string[] {
  const asked = [...RECOVERY_CUTS.map((cut) => `recovery?by=${cut}&`), "funnel?", "agents?", "reasons?"];
  const periods = [30, 365, 3_650].map((days) => `from=${daysAgo(days)}&to=${daysAgo(-1)}`);
  return ["lift", ...asked.flatMap((one) => periods.map((period) => `${one}${period}`))];
}

export interface Answers {
  /** Milliseconds of each answer, and of those of the slowest question. */
  readonly all: readonly number[];
  readonly slowest: { readonly question: string; readonly p95: number };
  readonly lift: number;
}

/** Asks the service everything, some times over, one question at a time. */
export async function askEverything(service: Running, cuifu: Installation): Promise<Answers> {
  const times = new Map<string, number[]>(questions().map((question) => [question, []]));
  for (let look = 0; look < LOOKS; look++) {
    for (const [question, taken] of times) taken.push(await timed(() => cuifu.size(service, `stats/${question}`)));
  }
  const p95s = [...times].map(([question, taken]) => ({ question, p95: percentile(taken, 0.95) }));
  return {
    all: [...times.values()].flat(),
    slowest: p95s.reduce((worst, one) => (one.p95 > worst.p95 ? one : worst)),
    lift: percentile(times.get("lift") ?? [], 0.95),
  };
}

/** So many orders anywhere in the past change at once. @returns the milliseconds that counting them takes. */
export async function countChanged(url: string, db: Db, shopId: ShopId, orders: number): Promise<number> {
  await query(
    url,
    `UPDATE orders SET refunded = refunded + 1 WHERE id IN (
       SELECT o.id FROM (SELECT DISTINCT ceil(random() * (SELECT max(id) FROM orders))::bigint AS id
         FROM generate_series(1, 2 * $2::int)) AS any_of JOIN orders o USING (id) WHERE o.shop_id = $1 LIMIT $2::int)`,
    [shopId, orders],
  );
  return await timed(async () => {
    while ((await refreshShop({ db }, shopId)) > 0);
  });
}

/** What a process needs at most while `work` goes on, in MB of resident memory. */
async function watch<T>(pid: number, work: Promise<T>): Promise<{ peak: number; result: T }> {
  let [peak, done] = [0, false];
  const ended = work.finally(() => {
    done = true;
  });
  while (!done) {
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]).catch(() => ({
      stdout: "0",
    }));
    peak = Math.max(peak, Number(stdout) / 1_024);
    await Promise.race([sleep(250), ended.catch(() => undefined)]);
  }
  return { peak, result: await ended };
}

export interface Exported {
  readonly seconds: number;
  readonly megabytes: number;
  /** Of the process that made it. */
  readonly peak: number;
}

/** The contacts of a period from the running service; the bytes are thrown away. */
export async function exportByApi(service: Running, cuifu: Installation, file: string): Promise<Exported> {
  const started = performance.now();
  const { peak, result } = await watch(service.pid, cuifu.size(service, `exports/${file}`));
  return { seconds: (performance.now() - started) / 1_000, megabytes: result / 1_048_576, peak };
}

/** The same by `cuifu export`. */
export async function exportByCommand(
  machine: Machine,
  cuifu: Installation,
  format: "csv" | "parquet",
  from: string,
): Promise<Exported> {
  const started = performance.now();
  const output = `${machine.folder}/contacts.${format}`;
  const asked = ["export", "contacts", "--shop", "bench", "--from", from, "--format", format, "-o", output];
  const command = startCuifu(asked, cuifu.environment);
  const { peak, result } = await watch(command.process.pid ?? 0, command.finished);
  if (result.code !== 0) throw new Error(`cuifu export ended (${result.code}): ${result.stderr}`);
  return { seconds: (performance.now() - started) / 1_000, megabytes: 0, peak };
}

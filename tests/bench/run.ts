/**
 * The benchmarks: `npm run bench`, or `npm run bench -- intake burst` for some of them. Prints a table; `--json FILE`
 * writes the figures to a file, `--cpu-prof FOLDER` writes CPU profiles of every process. A target that is missed is
 * told in the table; only a benchmark that can't be run makes the command fail.
 */
import { readdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Benchmark } from "./benchmark.ts";
import { type Judged, judge } from "./figure.ts";
import { type Machine, openMachine } from "./machine.ts";
import { tableOf } from "./table.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ENDING = ".bench.ts";

async function readNames(): Promise<string[]> {
  const files = await readdir(HERE);
  return files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
}

async function runOne(machine: Machine, name: string): Promise<Judged[]> {
  const { default: benchmark }: { default: Benchmark } = await import(`./${name}${ENDING}`);
  machine.tell(`${name}: ${benchmark.about}`);
  const started = performance.now();
  const figures = await benchmark.run(machine);
  machine.tell(`${name}: took ${Math.round((performance.now() - started) / 1_000)} s\n`);
  return figures.map((figure) => judge(name, figure));
}

/** What the figures were measured on. */
const host = () => ({
  cpus: cpus().length,
  model: cpus()[0]?.model.trim() ?? "unknown",
  memory_gb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
});

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "string" }, "cpu-prof": { type: "string" } },
  });
  const known = await readNames();
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(", ")}: expected some of ${known.join(", ")}`);
  const profiles = values["cpu-prof"];
  const machine = await openMachine(profiles === undefined ? null : path.resolve(profiles));
  const stop = () => void machine.close().finally(() => process.exit(1));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const figures: Judged[] = [];
  try {
    for (const name of positionals.length > 0 ? positionals : known) figures.push(...(await runOne(machine, name)));
  } finally {
    await machine.close();
  }
  const { cpus: cores, model, memory_gb, node } = host();
  process.stdout.write(`${tableOf(figures)}\n\n${cores} cores (${model}), ${memory_gb} GB, Node ${node}\n`);
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify({ host: host(), figures }, null, 2)}\n`);
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

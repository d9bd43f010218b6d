import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { checkFile, type ImportFormat, placeIn, readImportedOrder, readRows } from "../app.ts";
import { instant } from "../domain/instant.ts";
import { type ImportCounts, importOrders, type RowToImport } from "../journey/import-orders.ts";
import { readShopPolicy } from "../journey/read-shop-policy.ts";
import { type ImportProgress, importProgress } from "./import-progress.ts";
import { type StopSignal, stopSignal } from "./stop-signal.ts";
import { withApp } from "./with-app.ts";

export interface ImportOptions {
  readonly shop: string;
  readonly json?: true;
}

/** What `cuifu import` does; apart from it, so that help needs none of this in memory. */
export async function runImport(file: string, { shop: slug, json }: ImportOptions): Promise<void> {
  const format = formatOf(file);
  const size = await sizeOf(file);
  await checkFile(createReadStream(file), format).catch((error: unknown) => {
    throw new Error(`${file}: ${error instanceof Error ? error.message : "expected a file that can be read"}`);
  });
  const signal = stopSignal();
  const progress = importProgress(process.stderr);
  const counts = await withApp(async ({ ctx }) => {
    const { shop } = await readShopPolicy(ctx, slug);
    const rows = eventsOf({ file, size, format, shop, progress, signal });
    const refuse = (line: number, why: string) => progress.say(`cuifu: line ${line} is refused: ${why}`);
    return await importOrders(ctx, shop, rows, refuse);
  }).finally(() => {
    progress.end();
    signal.release();
  });
  process.stdout.write(json ? `${JSON.stringify(counts)}\n` : `${sentenceOf(counts)}\n`);
  if (counts.refused > 0) process.exitCode = 1;
  if (signal.came()) throw new Error(`stopped after ${counts.rows} rows; run the same command again to go on`);
}

function formatOf(file: string): ImportFormat {
  const ending = path.extname(file).toLowerCase();
  if (ending === ".csv") return "csv";
  if (ending === ".ndjson" || ending === ".jsonl") return "ndjson";
  throw new Error(`${file}: expected a file that ends in .ndjson or .csv`);
}

/** In bytes. The file is read twice, first to its end to see whether it can be imported: a pipe can't be. */
async function sizeOf(file: string): Promise<number> {
  const facts = await stat(file).catch(() => null);
  if (facts === null || !facts.isFile()) throw new Error(`${file}: expected a file that can be read`);
  return facts.size;
}

interface Source {
  readonly file: string;
  readonly size: number;
  readonly format: ImportFormat;
  readonly shop: Parameters<typeof readImportedOrder>[1];
  readonly progress: ImportProgress;
  readonly signal: StopSignal;
}

/** The rows as events, until the file ends or somebody stops it. */
async function* eventsOf({ file, size, format, shop, progress, signal }: Source): AsyncGenerator<RowToImport> {
  const stream = createReadStream(file);
  let count = 0;
  for await (const row of readRows(stream, format)) {
    if (signal.came()) return;
    count += 1;
    progress.reach(Math.min(1, stream.bytesRead / Math.max(1, size)), count);
    const { line } = row;
    if (row.data === null) {
      yield { line, event: null, why: row.why };
      continue;
    }
    const reading = readImportedOrder(row.data, shop, instant(Date.now()));
    if (reading.ok) yield { line, event: reading.event };
    else {
      const why = reading.errors
        .map(({ pointer, detail }) => `${placeIn(format, pointer)} ${detail}`.trim())
        .join("; ");
      yield { line, event: null, why };
    }
  }
}

function sentenceOf({ rows, applied, duplicate, stale, ignored, refused }: ImportCounts): string {
  const nothing = rows > 0 && applied === 0 ? " Nothing changed." : "";
  return `${rows} rows: ${applied} applied, ${duplicate} duplicate, ${stale} stale, ${ignored} ignored, ${refused} refused.${nothing}`;
}

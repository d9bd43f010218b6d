/** The high-water mark in the data folder: one file a database. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "./config.ts";
import type { MarkKeeper } from "./domain/high-water.ts";
import type { Log } from "./domain/log.ts";

/** A folder that can't be written keeps no mark: that is logged once, and nothing is guarded. */
export function fileMarkKeeper(
  { dataDir, databaseUrl }: Pick<Config, "dataDir" | "databaseUrl">,
  log: Log,
): MarkKeeper {
  const file = path.join(dataDir, `high-water-${nameOf(databaseUrl)}.json`);
  let isTold = false;
  return {
    read: async () => await readFile(file, "utf8").catch(() => null),
    async write(text) {
      try {
        await mkdir(dataDir, { recursive: true, mode: 0o700 });
        const draft = `${file}.${randomUUID()}`;
        await writeFile(draft, text, { mode: 0o600 });
        await rename(draft, file);
      } catch (error) {
        if (!isTold) log.warn({ err: error }, "no mark can be kept in the data folder: a restore will not be noticed");
        isTold = true;
      }
    },
  };
}

/** Of the address what tells databases apart, without user and password. */
function nameOf(databaseUrl: string | null): string {
  if (databaseUrl === null) return "embedded";
  const { host, pathname } = new URL(databaseUrl);
  return createHash("sha256").update(`${host}${pathname}`).digest("hex").slice(0, 12);
}

/** One PostgreSQL for the whole run, with a migrated database from which every test file clones its own. */
import { existsSync } from "node:fs";
import { glob, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "#src/embedded/start.ts";
import { migrate } from "#src/store/migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Of the server's owner; its database is not migrated. */
    databaseServer: string;
    /** The name of the migrated database to clone. */
    databaseTemplate: string;
  }
}

const TEMPLATE = "migrated";
const ALREADY_THERE = "42P04";
const FOLDER = "cuifu-tests-";

/** Vitest calls this once for each project, all in one process: they share a data folder, and so one server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await clearUpAfterKilledRuns();
  const folder = path.join(tmpdir(), `${FOLDER}${process.pid}`);
  const server = await startEmbedded(folder, { durable: false });
  await createTemplate(server.url);
  project.provide("databaseServer", server.url);
  project.provide("databaseTemplate", TEMPLATE);
  return async () => {
    await server.stop();
    if (!hasServer(folder)) await rm(folder, { recursive: true, force: true });
  };
}

const hasServer = (folder: string): boolean => existsSync(path.join(folder, "postgres", "postmaster.pid"));

/** A run that was killed leaves its server behind: the next one takes it over, and as its last user stops it. */
async function clearUpAfterKilledRuns(): Promise<void> {
  for await (const name of glob(`${FOLDER}*`, { cwd: tmpdir() })) {
    if (isRunning(Number(name.slice(FOLDER.length)))) continue;
    const folder = path.join(tmpdir(), name);
    try {
      if (hasServer(folder)) await startEmbedded(folder, { durable: false }).then((server) => server.stop());
      await rm(folder, { recursive: true, force: true });
    } catch {
      // Another run clears up the same folder at this moment.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function createTemplate(serverUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client
    .query(`CREATE DATABASE ${TEMPLATE}`)
    .catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError && error.code === ALREADY_THERE)) throw error;
    })
    .finally(() => client.end());
  const url = new URL(serverUrl);
  url.pathname = TEMPLATE;
  await migrate(url.href);
}

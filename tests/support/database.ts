import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { inject } from "vitest";

const LEAVING_MS = 3_000;
const POLL_MS = 20;

export interface TestDatabase {
  /** Of the owner. `openDatabase` makes the application role's connections of it. */
  readonly url: string;
  /** Cuts whoever is connected. */
  drop(): Promise<void>;
}

/** A migrated database of this test file's own (contract, integration, e2e and faults). Drop it in `afterAll`. */
export const testDatabase = (): Promise<TestDatabase> => create(inject("databaseTemplate"));

/** An empty database that was never migrated. */
export const emptyDatabase = (): Promise<TestDatabase> => create("template0");

async function create(template: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(inject("databaseServer"));
  url.pathname = name;
  return {
    url: url.href,
    drop: () =>
      onServer(async (client) => {
        await untilLeft(client, name);
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: inject("databaseServer") });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Connections that a pool let go of are still closing for a moment; one that is cut then tells an error that nobody
 * listens to any more, which ends the test's process. Those that stay are cut after some seconds.
 */
async function untilLeft(client: pg.Client, name: string): Promise<void> {
  const deadline = performance.now() + LEAVING_MS;
  for (;;) {
    const { rowCount } = await client.query("SELECT 1 FROM pg_stat_activity WHERE datname = $1", [name]);
    if (rowCount === 0 || performance.now() > deadline) return;
    await sleep(POLL_MS);
  }
}

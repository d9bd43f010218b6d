import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

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
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(inject("databaseServer"));
  url.pathname = name;
  return {
    url: url.href,
    drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("databaseServer") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

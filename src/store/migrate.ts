/** Brings a database to the state this version needs. Runs as the owner; everything else as the application role. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LATEST_SCHEMA_VERSION, runMigrations } from "bullmq";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate as runOwnMigrations } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { ANALYST_ROLE, APPLICATION_ROLE } from "./roles.ts";

const FOLDER = fileURLToPath(new URL("../../migrations", import.meta.url));
const QUEUE_SCHEMA = "bullmq";
const LEAST_POSTGRES = 15;
const MIGRATION_LOCK = "(1668639078, 2)";

/** How a database stands to the migrations of this version; `ahead`: a later version migrated it. */
export type MigrationState = "current" | "behind" | "ahead";

/**
 * Creates the application role where it is missing, applies cuifu's migrations and BullMQ's, and grants the role what
 * it needs, all under one advisory lock; done already, it changes nothing. `url` is the owner's. Throws where
 * PostgreSQL is older than 15 or the owner lacks a right (the message says which).
 */
export async function migrate(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await requireVersion(client);
    await client.query(`SELECT pg_advisory_lock${MIGRATION_LOCK}`);
    for (const role of [APPLICATION_ROLE, ANALYST_ROLE]) await createRole(client, role);
    await allowApplicationRole(client);
    await runOwnMigrations(drizzle(client), { migrationsFolder: FOLDER });
    await runMigrations(client, QUEUE_SCHEMA);
    await client.query(GRANTS);
  });
}

/** Compares what was applied with what this version brings. Works for the owner and for the application role. */
export async function migrationState(url: string): Promise<MigrationState> {
  return await withClient(url, async (client) => {
    const own = await latest(client, "drizzle.__drizzle_migrations", "created_at");
    const queue = await latest(client, `${QUEUE_SCHEMA}.migration`, "version");
    if (own < lastOwnMigration() || queue < LATEST_SCHEMA_VERSION) return "behind";
    return own > lastOwnMigration() || queue > LATEST_SCHEMA_VERSION ? "ahead" : "current";
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "cuifu migrate",
    keepAlive: true,
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
  const version = rows[0]?.server_version ?? "";
  if (!(Number.parseInt(version, 10) >= LEAST_POSTGRES)) {
    throw new Error(`PostgreSQL ${version} is too old: cuifu needs ${LEAST_POSTGRES} or later`);
  }
}

/**
 * Roles belong to the whole server: another database's migration may create this one at the same moment, which shows
 * as a duplicate. From PostgreSQL 16 on a role's creator may not work as it until that is granted.
 */
async function createRole(client: pg.Client, role: string): Promise<void> {
  await client.query(`DO $$ BEGIN
    CREATE ROLE ${role} NOLOGIN;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
}

async function allowApplicationRole(client: pg.Client): Promise<void> {
  await client.query(`DO $$ BEGIN
    IF NOT pg_has_role('${APPLICATION_ROLE}',
        CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
      GRANT ${APPLICATION_ROLE} TO CURRENT_USER;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
}

/**
 * The queue's own tables and functions, and the record of what was applied; BullMQ makes a sequence for each queue
 * when it is first used. Of cuifu's tables the migrations decide.
 */
const GRANTS = `
  GRANT USAGE ON SCHEMA drizzle, ${QUEUE_SCHEMA} TO ${APPLICATION_ROLE};
  GRANT SELECT ON drizzle.__drizzle_migrations TO ${APPLICATION_ROLE};
  GRANT CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${APPLICATION_ROLE};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${APPLICATION_ROLE};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${APPLICATION_ROLE};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${APPLICATION_ROLE};`;

/** The greatest value of a migration record; -1 where there is none. */
async function latest(client: pg.Client, table: string, column: string): Promise<number> {
  const found = await client.query<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [table]);
  if (!found.rows[0]?.found) return -1;
  const { rows } = await client.query<{ latest: string }>(
    `SELECT coalesce(max(${column}), -1) AS latest FROM ${table}`,
  );
  return Number(rows[0]?.latest);
}

function lastOwnMigration(): number {
  const journal: { entries: { when: number }[] } = JSON.parse(readFileSync(`${FOLDER}/meta/_journal.json`, "utf8"));
  return Math.max(...journal.entries.map((entry) => entry.when));
}

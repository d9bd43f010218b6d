/** Which database this process works on: one that was named, or the embedded one in the data folder. */
import { type Config, requireSecretKey } from "./config.ts";
import type { Log } from "./domain/log.ts";
import { keptSecretKey } from "./embedded/secret-key.ts";
import { startEmbedded } from "./embedded/start.ts";
import { migrate, migrationState } from "./store/migrate.ts";

export interface ReachedDatabase {
  /** Of the owner. */
  readonly url: string;
  /** 32 bytes that seal personal data. */
  readonly secretKey: Uint8Array;
  /** Gives an embedded server's share back; close pools first. */
  release(): Promise<void>;
}

/** The database can't be worked on as it is. The message says what to do. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
}

/**
 * Reaches the database, migrated. An embedded one is started (or joined, where it runs) and migrated here; one that
 * `DATABASE_URL` names must have been migrated. Throws `DatabaseError` or `ConfigError`.
 * @param durable false gives up what survives a power cut: for demonstrations.
 */
export async function reachDatabase(config: Config, log: Log, durable: boolean): Promise<ReachedDatabase> {
  if (config.databaseUrl !== null) return await reachNamed(config, config.databaseUrl);
  const secretKey = config.secretKey ?? keptSecretKey(config.dataDir);
  const server = await startEmbedded(config.dataDir, {
    durable,
    onTrouble: (message) => log.warn({ trouble: message }, "embedded database"),
  });
  try {
    await migrate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: server.url, secretKey, release: server.stop };
}

async function reachNamed(config: Config, url: string): Promise<ReachedDatabase> {
  const secretKey = requireSecretKey(config);
  const state = await migrationState(url).catch((error: unknown) => {
    throw explained(error);
  });
  // A later version's schema still serves this one while hosts are being updated one by one.
  if (state === "behind") throw new DatabaseError("the database at DATABASE_URL is not migrated: run `cuifu migrate`");
  return { url, secretKey, release: async () => undefined };
}

/** Migrates the database this process would work on, and leaves it. */
export async function migrateDatabase(config: Config, log: Log): Promise<void> {
  if (config.databaseUrl === null) {
    const { release } = await reachDatabase(config, log, true);
    await release();
    return;
  }
  await migrate(config.databaseUrl).catch((error: unknown) => {
    throw explained(error);
  });
}

/** Node's own codes of sockets and names; SQLSTATE of connections (08), log-ins (28), missing databases (3D), shutdowns (57P). */
const CONNECTION_TROUBLE = /^(E[A-Z_]{3,}|08\w{3}|28\w{3}|3D\w{3}|57P\w{2})$/;

/** A connection that can't be had, said in the words of who runs this; any other error as it is. */
function explained(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!CONNECTION_TROUBLE.test(code)) return error;
  return new DatabaseError(
    `the database at DATABASE_URL can't be reached (${code}): check its address, user and password`,
  );
}

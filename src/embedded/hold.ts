/** One process's share in a running server: a connection that holds a lock, so that the last to leave is known. */
import { realpathSync } from "node:fs";
import pg from "pg";
import { type Cluster, OWNER } from "./cluster.ts";
import { type Postmaster, shutDown } from "./postmaster.ts";

/** Users hold this advisory lock shared; who gets it alone is the last. */
const USERS_LOCK = "(1668639078, 1)";
const CONNECT_TIMEOUT_MS = 5_000;

export interface Hold {
  readonly postmaster: Postmaster;
  /** Settles when the connection is lost. */
  readonly lost: Promise<void>;
  /** Gives the share back, and stops the server where nobody else has one. */
  release(): Promise<void>;
}

export const urlOf = (cluster: Cluster, port: number): string =>
  `postgres://${OWNER}:${cluster.password}@127.0.0.1:${port}/postgres`;

/**
 * Takes a share in the server of `cluster` that is recorded as `postmaster`. Throws where none answers there, where
 * it serves another folder, or where its last user is just stopping it.
 */
export async function takeHold(cluster: Cluster, postmaster: Postmaster): Promise<Hold> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, postmaster.port),
    application_name: "cuifu keeper",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  const lost = new Promise<void>((resolve) => {
    client.on("error", () => resolve());
    client.on("end", () => resolve());
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
    if (realpathSync(rows[0]?.data_directory ?? "") !== cluster.dir) throw new Error("another server has that port");
    await client.query("SET lock_timeout = '5s'");
    await client.query(`SELECT pg_advisory_lock_shared${USERS_LOCK}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return {
    postmaster,
    lost,
    release: () => release(cluster, client, postmaster),
  };
}

async function release(cluster: Cluster, client: pg.Client, postmaster: Postmaster): Promise<void> {
  // The lock stays held until the server is down: whoever comes now waits for it, is cut off, and starts another.
  if (await isLast(client)) await shutDown(cluster, postmaster);
  await client.end().catch(() => undefined);
}

/** False also where the connection is lost: then nothing tells who else is there, and the server is left alone. */
async function isLast(client: pg.Client): Promise<boolean> {
  try {
    await client.query(`SELECT pg_advisory_unlock_shared${USERS_LOCK}`);
    const { rows } = await client.query<{ last: boolean }>(`SELECT pg_try_advisory_lock${USERS_LOCK} AS last`);
    return rows[0]?.last ?? false;
  } catch {
    return false;
  }
}

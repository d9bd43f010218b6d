/** Connections to PostgreSQL: always as the application role, in UTC, with numbers for 64-bit integers and moments. */
import { Socket } from "node:net";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { APPLICATION_ROLE } from "./roles.ts";

export type Db = NodePgDatabase;
/** What the function of a transaction is handed. */
export type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

export interface Database {
  readonly db: Db;
  readonly pool: pg.Pool;
  /** Waits for running queries, then closes every connection. */
  close(): Promise<void>;
}

/** Milliseconds. The server gives up before the client does, so that its answer, not a guess, ends a statement. */
const STATEMENT_TIMEOUT = 20_000;
/** Where whole tables are read: exports, the check of statistics. */
export const LONG_STATEMENT = 10 * 60_000;
const SILENCE = 5_000;
const CONNECT_TIMEOUT = 10_000;

/**
 * Opens a pool of at most `max` connections that work as the application role. Values come as numbers, raw statements
 * included: `bigint` where it is a safe integer (it throws otherwise), `timestamptz` as milliseconds since the epoch
 * (an `Instant`), arrays of both. Nothing is connected before the first query; a lost connection fails the query that
 * is under way, never the process.
 * @param longest milliseconds a statement may take.
 */
export function openDatabase(
  url: string,
  { max, applicationName, longest = STATEMENT_TIMEOUT }: { max: number; applicationName: string; longest?: number },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    options: [
      `-c role=${APPLICATION_ROLE}`,
      "-c timezone=UTC",
      // Whatever the server's default: a permit or an acknowledged event that a crash takes back would be sent twice or lost.
      "-c synchronous_commit=on",
      `-c statement_timeout=${longest}`,
      `-c idle_in_transaction_session_timeout=${STATEMENT_TIMEOUT}`,
    ].join(" "),
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    types: { getTypeParser },
  });
  pool.on("error", ignoreLostConnection);
  pool.on("connect", (client) => {
    // The pool listens only while a client is idle: one lost inside a transaction would end the process.
    client.on("error", ignoreLostConnection);
    dropWhenSilent(client, longest + SILENCE);
    adaptToDrizzle(client);
  });
  return { db: drizzle(pool), pool, close: () => pool.end() };
}

/** The query that was under way gets the error, and the pool opens another connection. */
const ignoreLostConnection = (): void => undefined;

/** A connection whose other end vanished without a word is given up, so that the pool does not keep it. */
function dropWhenSilent(client: pg.PoolClient, after: number): void {
  const connection = "connection" in client ? client.connection : null;
  const socket = connection instanceof pg.Connection ? connection.stream : null;
  if (!(socket instanceof Socket)) throw new Error("the PostgreSQL driver no longer shows its socket");
  socket.setTimeout(after, () => socket.destroy(new Error("the database has not answered in time")));
}

/**
 * Drizzle sends type parsers of its own with each query, which leave moments as text: ours take their place. And each
 * statement gets a name, so that the server parses it once a connection and plans it seldom.
 */
function adaptToDrizzle(client: pg.PoolClient): void {
  client.query = new Proxy(client.query, {
    apply: (query, self, [config, values, ...rest]) => {
      if (!isQueryConfig(config)) return Reflect.apply(query, self, [config, values, ...rest]);
      const name = Array.isArray(values) && values.length > 0 ? nameOf(config.text) : undefined;
      return Reflect.apply(query, self, [{ ...config, types: undefined, name }, values, ...rest]);
    },
  });
}

const isQueryConfig = (config: unknown): config is { readonly text: string } =>
  typeof config === "object" && config !== null && "types" in config && "text" in config && !("submit" in config);

/** Names by text. Lists go as one parameter, so there are few texts; what is beyond this goes without a name. */
const names = new Map<string, string>();
const MOST_NAMES = 300;

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const name = `cuifu_${names.size}`;
  names.set(text, name);
  return name;
}

/** bigint, timestamptz and the arrays of both, by their object ids in PostgreSQL's catalogue. */
const READ_AS_NUMBERS: ReadonlySet<number> = new Set([20, 1184, 1016, 1185]);

const getTypeParser: pg.CustomTypesConfig["getTypeParser"] = (oid, format) => {
  const parse = pg.types.getTypeParser(oid, format);
  return READ_AS_NUMBERS.has(oid) ? (text: string) => toNumber(parse(text)) : parse;
};

function toNumber(value: unknown): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map(toNumber);
  const number = Number(value);
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER && Number.isFinite(number)) {
    throw new RangeError("a 64-bit integer is too large to be read as a number");
  }
  return number;
}

/** A pool for work that is not ours, with PostgreSQL's `settings`; its connections too work as the application role. */
export function openForeignPool(
  url: string,
  { max, settings }: { readonly max: number; readonly settings: Readonly<Record<string, string>> },
): pg.Pool {
  const all = Object.entries({ role: APPLICATION_ROLE, ...settings });
  return new pg.Pool({
    connectionString: url,
    max,
    keepAlive: true,
    application_name: "cuifu queue",
    Client: SteadyClient,
    options: all.map(([name, value]) => `-c ${name}=${value}`).join(" "),
  });
}

/**
 * A connection that is lost between two statements tells nobody but itself, and an error that nobody listens to ends the
 * process; whoever borrows a client need not listen, or listens no more while closing it. The next statement fails.
 */
class SteadyClient extends pg.Client {
  override emit(name: string | symbol, ...args: unknown[]): boolean {
    if (name === "error" && this.listenerCount("error") === 0) return false;
    return super.emit(name, ...args);
  }
}

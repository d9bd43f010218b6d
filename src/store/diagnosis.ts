/** What a database says of itself, for `cuifu doctor`. Reads alone, as the application role. */
import { sql } from "drizzle-orm";
import type { ChannelName } from "../domain/channel.ts";
import type { Db, Tx } from "./connect.ts";
import { APPLICATION_ROLE } from "./roles.ts";
import { shopSecrets } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** Tables with a `shop_id` that are read before a shop is named: the directory (0001_row_level_security.sql). */
const DIRECTORY = ["shop_secrets", "platform_secrets", "api_keys", "staff_shops"];

export interface ServerFacts {
  readonly version: string;
  /** As in 180004. */
  readonly versionNumber: number;
  readonly connections: number;
  readonly mostConnections: number;
  /** Settings that give up what survives a power cut and are off. */
  readonly careless: readonly string[];
  readonly bytes: number;
}

export async function readServerFacts(db: Db): Promise<ServerFacts> {
  const { rows } = await db.execute<Record<keyof ServerFacts, unknown> & { careless: string[] }>(sql`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS "versionNumber",
      (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
      current_setting('max_connections')::int AS "mostConnections",
      ARRAY(SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'autovacuum') AND setting = 'off'
        ORDER BY name) AS careless,
      pg_database_size(current_database())::float8 AS bytes`);
  const row = rows[0];
  return {
    version: String(row?.version ?? ""),
    versionNumber: Number(row?.versionNumber),
    connections: Number(row?.connections),
    mostConnections: Number(row?.mostConnections),
    careless: row?.careless ?? [],
    bytes: Number(row?.bytes),
  };
}

export interface RoleFacts {
  /** Whether statements work as the application role. */
  readonly isApplication: boolean;
  /** Superuser, or may pass over row level security. */
  readonly isMighty: boolean;
  /** Tables it owns: an owner passes over row level security. */
  readonly owned: readonly string[];
  /** Tables that belong to shops, or to groups of them, without row level security or a policy. */
  readonly unguarded: readonly string[];
}

export async function readRoleFacts(db: Db): Promise<RoleFacts> {
  const { rows } = await db.execute<{ [Key in keyof RoleFacts]: RoleFacts[Key] }>(sql`
    SELECT current_user = ${APPLICATION_ROLE} AS "isApplication",
      (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS "isMighty",
      ARRAY(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND pg_has_role(current_user, c.relowner, 'USAGE') ORDER BY 1) AS owned,
      ARRAY(SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
        AND c.relkind IN ('r', 'p') AND c.relname <> ALL (${sql.param(DIRECTORY)}::text[])
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'shop_id' AND NOT a.attisdropped)
        AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1) AS unguarded`);
  const row = rows[0];
  if (row === undefined) throw new Error("the database told nothing of its roles");
  return row;
}

/** The database's clock, in milliseconds since the epoch. */
export async function readServerClock(db: Db): Promise<number> {
  const { rows } = await db.execute<{ now: number }>(
    sql`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
  );
  return Number(rows[0]?.now);
}

/** How many of the newest secrets of shops this key opens. */
export async function tryKey(
  db: Db,
  vault: Vault,
  most: number,
): Promise<{ readonly opened: number; readonly tried: number }> {
  const rows = await db.select().from(shopSecrets).limit(most);
  const opened = rows.filter(({ id, shopId, secret }) => {
    try {
      return vault.openText(secret, { table: "shop_secrets", column: "secret", shop: shopId, row: id }) !== "";
    } catch {
      return false;
    }
  });
  return { opened: opened.length, tried: rows.length };
}

/** Work that should be further, by why it is not: nothing of it waits for so long where all roles run. */
export interface OverdueWork {
  /** Due for so long, and sending is not paused: no scheduler looks. */
  readonly unplanned: number;
  /** In the queue for so long: no worker takes it. */
  readonly queued: number;
  /** Claimed for so long: nobody sweeps. */
  readonly claimed: number;
  /** Its last moment is over for so long, and it has not ended. */
  readonly unended: number;
  /** Contacts whose outcome nobody knows, of the last day. */
  readonly unknown: number;
}

/** @param seconds real time. Sees the shops of the transaction. */
export async function countOverdue(tx: Tx, seconds: number): Promise<OverdueWork> {
  const ago = sql`clock_timestamp() - make_interval(secs => ${seconds})`;
  const { rows } = await tx.execute<{ [Key in keyof OverdueWork]: number }>(sql`
    SELECT (SELECT count(*) FROM reminders r WHERE state = 'planned' AND due_at < ${ago} AND not_after >= clock_timestamp()
        AND NOT EXISTS (SELECT FROM sending_pauses p WHERE (p.shop_id IS NULL OR p.shop_id = r.shop_id)
          AND (p.channel IS NULL OR p.channel = r.channel))) AS unplanned,
      (SELECT count(*) FROM reminders WHERE state = 'queued' AND queued_at < ${ago}) AS queued,
      (SELECT count(*) FROM reminders WHERE state = 'claimed' AND updated_at < ${ago}) AS claimed,
      (SELECT count(*) FROM reminders WHERE state IN ('planned', 'queued') AND not_after < ${ago}) AS unended,
      (SELECT count(*) FROM contacts WHERE state = 'unknown' AND claimed_at > clock_timestamp() - interval '1 day') AS unknown`);
  const row = rows[0];
  if (row === undefined) throw new Error("the database counted nothing");
  return row;
}

/** What providers made of the contacts of the last hour. */
export interface ProviderFigures {
  readonly channel: ChannelName;
  readonly provider: string;
  readonly contacts: number;
  readonly rejected: number;
  readonly unknown: number;
}

export async function countByProvider(tx: Tx): Promise<ProviderFigures[]> {
  const { rows } = await tx.execute<{ [Key in keyof ProviderFigures]: ProviderFigures[Key] }>(sql`
    SELECT channel, provider, count(*) AS contacts, count(*) FILTER (WHERE state = 'rejected') AS rejected,
      count(*) FILTER (WHERE state = 'unknown') AS unknown
    FROM contacts WHERE claimed_at > clock_timestamp() - interval '1 hour' GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows;
}

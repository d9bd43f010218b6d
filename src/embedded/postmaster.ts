/** The server process of a cluster: found by its pid file, started, stopped. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, existsSync, linkSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import type { Cluster } from "./cluster.ts";

const STOP_TIMEOUT_MS = 30_000;
const POLL_MS = 25;

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** What `postmaster.pid` says, whether or not that process still lives; null where there is no such file. */
export function recordedPostmaster(cluster: Cluster): Postmaster | null {
  try {
    const lines = readFileSync(pidFile(cluster), "utf8").split("\n");
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 ? { pid, port } : null;
  } catch {
    return null;
  }
}

/** Whether that process is this cluster's server: after a crash the number may have gone to a stranger. */
export function isAlive(cluster: Cluster, { pid }: Postmaster): boolean {
  if (process.platform === "win32") return isRunning(pid);
  const args = commandLine(pid);
  return args?.includes("postgres") === true && args.includes(cluster.dir);
}

/**
 * PostgreSQL does not start while the recorded number is some process's: drops a record whose number is a stranger's.
 * A record that another command wrote in the meantime is put back.
 */
export function dropStrangersRecord(cluster: Cluster): void {
  const recorded = recordedPostmaster(cluster);
  if (!recorded || commandLine(recorded.pid) === null || isAlive(cluster, recorded)) return;
  const aside = `${pidFile(cluster)}.${process.pid}`;
  try {
    renameSync(pidFile(cluster), aside);
    if (Number.parseInt(readFileSync(aside, "utf8"), 10) !== recorded.pid) linkSync(aside, pidFile(cluster));
  } catch {
    // Another command dropped it first.
  }
  rmSync(aside, { force: true });
}

const pidFile = (cluster: Cluster): string => path.join(cluster.dir, "postmaster.pid");

/** Null where there is no such process, or where the system does not tell. */
function commandLine(pid: number): string | null {
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { stdio: "pipe" }).toString();
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const LISTEN = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];
/** The server's log never shows statements or row values: they may be personal. */
const DISCREET = ["log_min_error_statement=panic", "log_error_verbosity=terse", "log_checkpoints=off"];
/** One call in place of one for each of the thousand files, which after a crash takes 20 s on a busy disk. */
const QUICK_RECOVERY = process.platform === "linux" ? ["recovery_init_sync_method=syncfs"] : [];
const NOT_DURABLE = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];

/**
 * Starts the server. It outlives this process (whoever uses it last stops it) and is no part of its process group,
 * so that Ctrl-C on a terminal reaches the service alone.
 */
export function launch(cluster: Cluster, binaries: Binaries, port: number, durable: boolean): ChildProcess {
  const settings = [
    ...LISTEN,
    ...DISCREET,
    ...QUICK_RECOVERY,
    "timezone=UTC",
    "jit=off",
    ...(durable ? [] : NOT_DURABLE),
  ];
  const args = ["-D", cluster.dir, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  const log = openSync(cluster.log, "a", 0o600);
  const child = spawn(...binaries.command(binaries.postgres, args), {
    stdio: ["ignore", log, log],
    detached: true,
  });
  child.on("error", () => undefined).unref();
  closeSync(log);
  return child;
}

/** Asks the server to stop (open transactions roll back) and waits until it is gone. */
export async function shutDown(cluster: Cluster, postmaster: Postmaster): Promise<void> {
  if (isAlive(cluster, postmaster)) process.kill(postmaster.pid, "SIGINT");
  const until = performance.now() + STOP_TIMEOUT_MS;
  while (isAlive(cluster, postmaster)) {
    if (performance.now() > until) {
      throw new Error(`embedded PostgreSQL (pid ${postmaster.pid}) did not stop within ${STOP_TIMEOUT_MS / 1000} s`);
    }
    await sleep(POLL_MS);
  }
}

/** The last complaint in the server's log, for an error message. */
export function lastComplaint(cluster: Cluster): string {
  try {
    const lines = readFileSync(cluster.log, "utf8").trimEnd().split("\n").slice(-20);
    return lines.findLast((line) => line.includes("FATAL:")) ?? lines.at(-1) ?? "it says nothing";
  } catch {
    return "it says nothing";
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

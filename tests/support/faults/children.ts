/** Processes of the service, to be killed and frozen. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

const READY_SECONDS = 90;
const MAIN = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
const PROVIDER = fileURLToPath(new URL("../fake-provider.ts", import.meta.url));
const LOG_KEPT = 20_000;

/** A program of ours that runs as a process of its own. */
export interface Child {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  isRunning(): boolean;
  /** Kills it as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>;
  /** Lets it go on where it was frozen. */
  thaw(): void;
  /** Waits until it is stopped: it met a `freeze` failpoint. */
  untilFrozen(): Promise<void>;
  /** Waits until it was killed by somebody else: it met a `kill` failpoint. */
  untilKilled(): Promise<void>;
  /** Ends it in order. @returns its exit code. */
  terminate(): Promise<number | null>;
  /** The last of what it logged. */
  log(): string;
}

/** Starts processes and, in the end, ends them all. */
export interface Children {
  service(role: string, environment: Readonly<Record<string, string>>): Promise<Child>;
  provider(secret: string, ledgerFile: string): Promise<Child>;
  killAll(): Promise<void>;
}

export function createChildren(): Children {
  const started: ChildProcess[] = [];
  const start = async (args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Child> => {
    const child = spawn(process.execPath, [...args], { stdio: ["ignore", "pipe", "pipe"], env: environment });
    started.push(child);
    return await ready(child, args.slice(1, 4).join(" "));
  };
  return {
    service: (role, environment) =>
      start([MAIN, "start", "--role", role], {
        PATH: process.env.PATH,
        NODE_ENV: "test",
        PORT: "0",
        LOG_LEVEL: "info",
        ...environment,
      }),
    provider: (secret, ledgerFile) => start([PROVIDER, "--secret", secret, "--ledger", ledgerFile], process.env),
    async killAll() {
      for (const child of started) child.kill("SIGKILL");
      await Promise.all(started.map(gone));
    },
  };
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function gone(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, "exit");
}

async function ready(child: ChildProcess, name: string): Promise<Child> {
  let out = "";
  let log = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-LOG_KEPT);
  });
  const url = await until(`${name} ready`, READY_SECONDS, () => {
    if (!isRunning(child)) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}: ${log}`);
    return /^ready (\S+)$/m.exec(out)?.[1] ?? null;
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no process`);
  return {
    url,
    isRunning: () => isRunning(child),
    async kill() {
      child.kill("SIGKILL");
      await gone(child);
    },
    thaw: () => void child.kill("SIGCONT"),
    untilFrozen: async () => void (await until(`${name} frozen`, READY_SECONDS, () => isStopped(pid))),
    untilKilled: async () =>
      void (await until(`${name} killed`, READY_SECONDS, () => {
        if (child.exitCode !== null) throw new Error(`${name} exited with ${child.exitCode}: ${log}`);
        return child.signalCode === "SIGKILL";
      })),
    async terminate() {
      child.kill("SIGTERM");
      await gone(child);
      return child.exitCode;
    },
    log: () => log,
  };
}

async function isStopped(pid: number): Promise<boolean> {
  const ps = spawn("ps", ["-o", "stat=", "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] });
  let state = "";
  ps.stdout.on("data", (chunk: Buffer) => {
    state += chunk.toString();
  });
  await once(ps, "close");
  return state.trim().startsWith("T");
}

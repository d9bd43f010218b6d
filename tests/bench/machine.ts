/** What benchmarks run on: a durable PostgreSQL of their own and processes, all gone at the end. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { freePort } from "#src/embedded/postmaster.ts";
import { startEmbedded } from "#src/embedded/start.ts";
import { migrate } from "#src/store/migrate.ts";
import { type Command, startNode, startProgram } from "#tests/support/app.ts";

/** A process that was started; `url` is where it listens. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

type Environment = Readonly<Record<string, string>>;

export interface Machine {
  /** For files of benchmarks; gone at the end. */
  readonly folder: string;
  /** An empty database, or a migrated one. @returns its owner's address. */
  database(kind: "empty" | "migrated"): Promise<string>;
  /** Starts a program, named by its path in the project, with Node. Resolves once it has printed `ready <url>`. */
  start(file: string, args: readonly string[], environment?: Environment): Promise<Running>;
  /** Runs one to its end. @returns what it printed. Throws where it fails. */
  finish(file: string, args: readonly string[], environment?: Environment): Promise<string>;
  /** A Redis that syncs every write to disk; null where this machine has none. */
  redis(): Promise<Running | null>;
  /** Says on stderr what is under way. */
  tell(message: string): void;
  close(): Promise<void>;
}

/** Milliseconds in which a process has to end when told to. */
const GRACE = 35_000;
const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const REDIS = "redis-server";

/** @param profiles a folder for CPU profiles of every process; null for none. */
export async function openMachine(profiles: string | null): Promise<Machine> {
  const folder = await mkdtemp(path.join(tmpdir(), "cuifu-bench-"));
  if (profiles !== null) await mkdir(profiles, { recursive: true });
  const server = await startEmbedded(folder);
  const running = new Set<Running>();
  let databases = 0;

  const keep = (command: Command, url: string): Running => {
    const one: Running = {
      url,
      pid: command.process.pid ?? 0,
      async stop() {
        running.delete(one);
        command.process.kill("SIGTERM");
        const late = setTimeout(() => command.process.kill("SIGKILL"), GRACE);
        await command.finished;
        clearTimeout(late);
      },
    };
    running.add(one);
    void command.finished.then(({ code, stderr }) => {
      if (running.delete(one)) process.stderr.write(`a process ended by itself (${code}): ${stderr.slice(-2_000)}\n`);
    });
    return one;
  };
  const node = (file: string, args: readonly string[], environment: Environment = {}): Command => {
    const profiling = profiles === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
    return startNode([...profiling, path.join(PROJECT, file), ...args], environment);
  };

  return {
    folder,
    async database(kind) {
      databases += 1;
      const url = new URL(server.url);
      url.pathname = `bench_${databases}`;
      await query(server.url, `CREATE DATABASE bench_${databases}`);
      if (kind === "migrated") await migrate(url.href);
      return url.href;
    },
    async start(file, args, environment) {
      const command = node(file, args, environment);
      return keep(command, (await command.firstLine).replace(/^ready /, ""));
    },
    async finish(file, args, environment) {
      const { code, stdout, stderr } = await node(file, args, environment).finished;
      if (code !== 0) throw new Error(`${path.basename(file)} ended (${code}): ${stderr}`);
      return stdout;
    },
    async redis() {
      if (!(await hasRedis())) return null;
      const port = await freePort();
      const durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
      const at = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
      return keep(startProgram(REDIS, [...at, ...durable]), `redis://127.0.0.1:${port}`);
    },
    tell: (message) => process.stderr.write(`${message}\n`),
    async close() {
      await Promise.all([...running].map((one) => one.stop()));
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One statement as the owner of a database. */
export async function query<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

const hasRedis = (): Promise<boolean> =>
  promisify(execFile)(REDIS, ["--version"]).then(
    () => true,
    () => false,
  );

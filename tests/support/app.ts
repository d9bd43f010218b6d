/** The whole service, in the test's process or in one of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type App, createApp, type Overrides } from "#src/app.ts";
import { type Environment, parseConfig } from "#src/config.ts";
import { createShop } from "#src/journey/create-shop.ts";
import { createLog } from "#src/log.ts";
import { queueEnvironment } from "#tests/support/queue-backend.ts";
import type { TestShop } from "#tests/support/send-webhook.ts";

/** Any 32 bytes. */
export const TEST_KEY = Buffer.alloc(32, 7).toString("base64");

/** Where services of the tests on a database of its own keep what belongs outside it. */
const DATA_DIR = mkdtempSync(path.join(tmpdir(), "cuifu-test-data-"));
process.on("exit", () => rmSync(DATA_DIR, { recursive: true, force: true }));

const LAUNCHER = fileURLToPath(new URL("../../bin/cuifu.mjs", import.meta.url));
const ALL_CONSOLE = "channels: { call: { provider: console }, im: { provider: console }, sms: { provider: console } }";

/** Built on a database that is migrated, with console channels unless `file` says otherwise. Stop it in the test. */
export const testApp = (databaseUrl: string, overrides: Overrides = {}, file: string = ALL_CONSOLE): Promise<App> =>
  createApp(
    parseConfig(
      {
        DATABASE_URL: databaseUrl,
        CUIFU_SECRET_KEY: TEST_KEY,
        PORT: "0",
        CUIFU_DATA_DIR: DATA_DIR,
        ...queueEnvironment(),
      },
      file,
    ),
    {
      log: createLog("silent"),
      ...overrides,
    },
  );

/** A shop in Shanghai on a service that listens at `url`. */
export async function testShop(app: App, url: string, slug: string): Promise<TestShop> {
  const request = { slug, name: "暖木", timezone: "Asia/Shanghai", country: "CN", currency: "CNY" };
  const { webhookSecret, apiKey } = await createShop(app.ctx, request);
  return { url, slug, webhookSecret, apiKey };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Everything printed so far. */
  output(): string;
  /** Resolves with the first line on stdout; rejects where it ends before. */
  readonly firstLine: Promise<string>;
}

/** Starts `cuifu …` with nothing in its environment but `environment`, the search path and where the queue is kept. */
export function startCuifu(args: readonly string[], environment: Environment = {}): Command {
  return startNode([LAUNCHER, ...args], environment);
}

/** Runs `cuifu …` to its end. */
export const runCuifu = (args: readonly string[], environment: Environment = {}): Promise<Finished> =>
  startCuifu(args, environment).finished;

/** Starts a program of its own under the Node that runs the tests. */
export const startNode = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Command => startProgram(process.execPath, args, environment);

/** Starts a program that is on this machine. */
export function startProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Command {
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CUIFU_DATA_DIR: DATA_DIR,
      ...queueEnvironment(),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const line = Promise.withResolvers<string>();
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    const end = stdout.indexOf("\n");
    if (end >= 0) line.resolve(stdout.slice(0, end));
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const finished = once(child, "close").then(([code]): Finished => {
    line.reject(new Error(`it ended (${code}) before it printed a line: ${stderr}`));
    return { code: typeof code === "number" ? code : null, stdout, stderr };
  });
  line.promise.catch(() => undefined);
  return { process: child, finished, output: () => stdout, firstLine: line.promise };
}

/** Looks until `look` gives something else than null. Throws, naming `what`, after `seconds`. */
export async function until<T>(what: string, look: () => Promise<T | null> | T | null, seconds = 60): Promise<T> {
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}

/** Real Redis servers of a test's own, each in a folder of its own, on free ports of 127.0.0.1. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { until } from "./faults/until.ts";

export interface TestRedis {
  /** For `REDIS_URL`. */
  readonly url: string;
  /** To look into it, and to change its settings. Of a cluster: its first node. */
  readonly client: Redis;
  /** As `kill -9`; what is in it is gone. */
  kill(): Promise<void>;
  /** Starts it where it was, empty. */
  start(): Promise<void>;
  /** Stops answering, without closing a connection. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

const START_SECONDS = 20;

async function freePort(): Promise<number> {
  // A node of a cluster listens 10,000 ports above as well.
  for (;;) {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    await once(server, "close");
    if (typeof address === "object" && address !== null && address.port < 55_000) return address.port;
  }
}

async function openServer(extra: readonly string[] = []) {
  const folder = await mkdtemp(path.join(tmpdir(), "cuifu-redis-"));
  const port = await freePort();
  const settings = { port, bind: "127.0.0.1", dir: folder, save: "", appendonly: "no", loglevel: "warning" };
  const args = [...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]), ...extra];
  const client = new Redis({ host: "127.0.0.1", port, lazyConnect: true, retryStrategy: () => 100, protocol: 2 });
  client.on("error", () => undefined);
  let server: ChildProcess | null = null;
  const start = async () => {
    server = spawn("redis-server", args, { stdio: "ignore" });
    if (client.status === "wait") await client.connect().catch(() => undefined);
    await until("Redis answers", START_SECONDS, async () => (await client.ping().catch(() => "")) === "PONG");
  };
  const kill = async () => {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    running.kill("SIGKILL");
    await once(running, "exit");
  };
  await start();
  return {
    port,
    client,
    start,
    kill,
    freeze: () => void server?.kill("SIGSTOP"),
    thaw: () => void server?.kill("SIGCONT"),
    async close() {
      client.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function testRedis(): Promise<TestRedis> {
  const server = await openServer();
  return { ...server, url: `redis://127.0.0.1:${server.port}/0` };
}

const SLOTS = 16_384;
const NODES = 3;

/** Three nodes, each with a third of the slots, no replicas. Faults hit the first. */
export async function testRedisCluster(): Promise<TestRedis> {
  const nodes = await Promise.all(
    Array.from({ length: NODES }, () => openServer(["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"])),
  );
  const [first] = nodes;
  if (first === undefined) throw new Error("no node");
  const share = Math.ceil(SLOTS / NODES);
  await Promise.all(
    nodes.map(async ({ client }, at) => {
      await client.cluster("ADDSLOTSRANGE", at * share, Math.min((at + 1) * share, SLOTS) - 1);
      await client.cluster("SET-CONFIG-EPOCH", at + 1);
    }),
  );
  for (const { port } of nodes.slice(1)) await first.client.cluster("MEET", "127.0.0.1", port);
  for (const { client } of nodes) {
    await until("the cluster is whole", START_SECONDS, async () =>
      String(await client.cluster("INFO")).includes("cluster_state:ok"),
    );
  }
  return {
    ...first,
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    close: async () => void (await Promise.all(nodes.map((node) => node.close()))),
  };
}

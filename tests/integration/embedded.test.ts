import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptSecretKey } from "#src/embedded/secret-key.ts";
import { type EmbeddedPostgres, startEmbedded } from "#src/embedded/start.ts";

let folder: string;
let servers: EmbeddedPostgres[];
let children: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cuifu-embedded-"));
  servers = [];
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const QUICK = { durable: false };
const start = async (options: Parameters<typeof startEmbedded>[1] = QUICK): Promise<EmbeddedPostgres> => {
  const server = await startEmbedded(folder, options);
  servers.push(server);
  return server;
};

/** A process of its own that uses the server until it is killed. */
async function otherProcess(): Promise<{ child: ChildProcess; port: number }> {
  const source = fileURLToPath(new URL("../../src/embedded/start.ts", import.meta.url));
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(source)});
    const { port } = await startEmbedded(${JSON.stringify(folder)}, { durable: false });
    console.log(port);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const [line] = await once(child.stdout, "data");
  return { child, port: Number(line) };
}

const pidFile = (): string => path.join(folder, "postgres", "postmaster.pid");
const serverPid = async (): Promise<number> => Number.parseInt(await readFile(pidFile(), "utf8"), 10);

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query({ text: statement, rowMode: "array" });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const isUp = async (url: string): Promise<boolean> => {
  try {
    return (await ask(url, "SELECT 1")) === 1;
  } catch {
    return false;
  }
};

describe("the embedded PostgreSQL", () => {
  it("is durable unless told otherwise, listens on this machine alone and wants its password", async () => {
    const server = await start({});
    expect(await ask(server.url, "SHOW fsync")).toBe("on");
    expect(await ask(server.url, "SHOW synchronous_commit")).toBe("on");
    expect(await ask(server.url, "SHOW listen_addresses")).toBe("127.0.0.1");
    const stranger = new URL(server.url);
    stranger.password = "guess";
    await expect(ask(stranger.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    const { mode } = await stat(path.join(folder, "postgres", "cuifu.password"));
    expect(mode & 0o077).toBe(0);
  });

  it("keeps its data from one start to the next", async () => {
    const first = await start();
    await ask(first.url, "CREATE TABLE kept AS SELECT 42 AS n");
    await first.stop();
    expect(await isUp(first.url)).toBe(false);
    const second = await start();
    expect(second.reused).toBe(false);
    expect(await ask(second.url, "SELECT n FROM kept")).toBe(42);
  });

  it("is one server for all who start it at the same moment in a new folder, and the last to leave stops it", async () => {
    const all = await Promise.all([start(), start(), start()]);
    expect(new Set(all.map((server) => server.port)).size).toBe(1);
    expect(all.filter((server) => !server.reused)).toHaveLength(1);
    for (const [index, server] of all.entries()) {
      expect(await isUp(server.url)).toBe(true);
      await server.stop();
      expect(await isUp(server.url)).toBe(index < all.length - 1);
    }
  });

  it("lives on when a process that used it is killed, and the next one takes it over", async () => {
    const other = await otherProcess();
    other.child.kill("SIGKILL");
    await once(other.child, "exit");
    const server = await start();
    expect(server).toMatchObject({ port: other.port, reused: true });
    await server.stop();
    expect(await isUp(server.url)).toBe(false);
  });

  it("stays when one process leaves that another still needs", async () => {
    const other = await otherProcess();
    const server = await start();
    expect(server).toMatchObject({ port: other.port, reused: true });
    await server.stop();
    expect(await isUp(server.url)).toBe(true);
    other.child.kill("SIGKILL");
    await once(other.child, "exit");
    await start();
  });

  it("is started again on the same port when it is killed, with what was committed", async () => {
    const troubles: string[] = [];
    let back: () => void;
    const isBack = new Promise<void>((resolve) => {
      back = resolve;
    });
    const server = await start({
      onTrouble: (message) => {
        troubles.push(message);
        if (message.endsWith("back")) back();
      },
    });
    await ask(server.url, "CREATE TABLE kept AS SELECT 42 AS n");
    process.kill(await serverPid(), "SIGKILL");
    await isBack;
    expect(await ask(server.url, "SELECT n FROM kept")).toBe(42);
    expect(troubles).toHaveLength(2);
  });

  it("is not mistaken for a stranger that bears its number after a crash", async () => {
    const first = await start();
    await first.stop();
    const lines = [process.pid, path.join(folder, "postgres"), 0, first.port, "", "127.0.0.1", "", "ready"];
    await writeFile(pidFile(), `${lines.join("\n")}\n`);
    const second = await start();
    expect(second.reused).toBe(false);
    expect(await isUp(second.url)).toBe(true);
  });

  it("says why it does not start", async () => {
    const first = await start();
    await first.stop();
    await writeFile(path.join(folder, "postgres", "postgresql.conf"), "no_such_setting = 1\n");
    await expect(startEmbedded(folder)).rejects.toThrow(/does not start: .*(FATAL|no_such_setting).*postgres\.log/);
  });
});

describe("the kept secret key", () => {
  it("is made once, for its owner alone", async () => {
    const key = keptSecretKey(folder);
    expect(key).toHaveLength(32);
    expect(keptSecretKey(folder)).toEqual(key);
    const { mode } = await stat(path.join(folder, "secret.key"));
    expect(mode & 0o077).toBe(0);
  });

  it("is never replaced where it can't be understood", async () => {
    await writeFile(path.join(folder, "secret.key"), "not a key");
    expect(() => keptSecretKey(folder)).toThrow("restore that file");
    expect(await readFile(path.join(folder, "secret.key"), "utf8")).toBe("not a key");
  });
});

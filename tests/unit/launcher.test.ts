import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Stands in for the service: says who it is, counts signals, ends on a word from outside or when it is told to. */
const SERVICE = `
let count = 0;
const [command] = process.argv.slice(2);
if (command === "exit") process.exit(7);
if (command === "die") process.kill(process.pid, "SIGKILL");
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    count++;
    // Whatever else is on its way arrives before the count is told.
    setTimeout(() => { console.log(signal, count); process.exit(3); }, 200);
  });
}
console.log("ready", process.pid, process.version.split(".")[0], process.argv.slice(2).join("|"));
setInterval(() => {}, 1000);
`;

const launcher = fileURLToPath(new URL("../../bin/cuifu.mjs", import.meta.url));
const localNode = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url));
/** A Node that calls itself old, so that the launcher looks for another. */
const PRETEND_OLD = `Object.defineProperty(process.versions, "node", { value: "20.0.0" });`;

let folder: string;
let asOldNode: string[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cuifu-launcher-"));
  for (const name of ["bin", "src", "node_modules/.bin"]) await mkdir(path.join(folder, name), { recursive: true });
  await copyFile(launcher, path.join(folder, "bin/cuifu.mjs"));
  await chmod(path.join(folder, "bin/cuifu.mjs"), 0o755);
  await writeFile(path.join(folder, "src/main.ts"), `const typed: number = 1;\n${SERVICE}`);
  await writeFile(path.join(folder, "package.json"), `{"type":"module"}`);
  await writeFile(path.join(folder, "old.cjs"), PRETEND_OLD);
  await symlink(localNode, path.join(folder, "node_modules/.bin/node"));
  asOldNode = ["--require", path.join(folder, "old.cjs")];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  /** Everything on standard output so far. */
  text(): string;
  /** Resolves with the words of the first line that starts so. */
  line(start: string): Promise<string[]>;
}

function start(node: string[], ...args: string[]): Running {
  const child = spawn(process.execPath, [...node, path.join(folder, "bin/cuifu.mjs"), ...args], {
    cwd: tmpdir(),
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  let text = "";
  const waiting = new Set<() => void>();
  child.stdout?.on("data", (chunk) => {
    text += chunk;
    for (const look of waiting) look();
  });
  const line = (begin: string) =>
    new Promise<string[]>((resolve) => {
      const look = () => {
        const found = text.split("\n").find((each) => each.startsWith(begin));
        if (found) resolve(found.split(" "));
      };
      waiting.add(look);
      look();
    });
  return { child, text: () => text, line };
}

const idOf = ({ child }: Running): number => {
  if (child.pid === undefined) throw new Error("the launcher did not start");
  return child.pid;
};

describe("the launcher", () => {
  it("runs in its own process where Node is new enough", async () => {
    const running = start([], "start", "--role", "api");
    const [, pid, , args] = await running.line("ready");
    expect(Number(pid)).toBe(running.child.pid);
    expect(args).toBe("start|--role|api");
    running.child.kill("SIGTERM");
    expect(await once(running.child, "exit")).toEqual([3, null]);
  });

  it("runs again under the Node that npm brought where it is too old, with the same arguments", async () => {
    const running = start(asOldNode, "start", "--role", "api");
    const [, pid, , args] = await running.line("ready");
    expect(Number(pid)).not.toBe(running.child.pid);
    expect(args).toBe("start|--role|api");
    running.child.kill("SIGTERM");
    expect(await once(running.child, "exit")).toEqual([3, null]);
  });

  it.each([
    ["exit", [7, null]],
    ["die", [null, "SIGKILL"]],
  ])("ends as its child did: %s", async (command, outcome) => {
    expect(await once(start(asOldNode, command).child, "exit")).toEqual(outcome);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "hands on %s once, also when the whole group gets it",
    async (signal) => {
      for (const toGroup of [false, true]) {
        const running = start(asOldNode, "start");
        await running.line("ready");
        process.kill(toGroup ? -idOf(running) : idOf(running), signal);
        expect(await running.line(signal)).toEqual([signal, "1"]);
        expect(await once(running.child, "exit")).toEqual([3, null]);
      }
    },
  );

  it("takes its child along, gracefully, when it is killed", async () => {
    const running = start(asOldNode, "start");
    await running.line("ready");
    running.child.kill("SIGKILL");
    expect(await running.line("SIGTERM")).toEqual(["SIGTERM", "1"]);
  });

  it.each([
    ["here", "", ""],
    ["under another Node", "asOldNode", ""],
    ["behind a shell", "", "shell"],
  ])("ends, gracefully and once, when the npm that started it does: %s", async (_, old, shell) => {
    const viaShell = shell !== "";
    const args = [...(old ? asOldNode : []), path.join(folder, "bin/cuifu.mjs"), "start"];
    const command = viaShell ? `"${[process.execPath, ...args].join('" "')}"; true` : process.execPath;
    const asNpm = `process.title = "npm start";
      require("node:child_process").spawn(${JSON.stringify(command)}, ${JSON.stringify(viaShell ? [] : args)}, {
        stdio: "inherit", shell: ${viaShell},
      });`;
    const npm = spawn(process.execPath, ["-e", asNpm], {
      env: { ...process.env, npm_lifecycle_event: "start" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    npm.stdout.on("data", (chunk) => {
      text += chunk;
    });
    await expect.poll(() => text, { timeout: 10_000 }).toContain("ready");
    npm.kill("SIGKILL");
    await expect.poll(() => text, { timeout: 10_000 }).toContain("SIGTERM 1\n");
  });

  it("says what to do where there is no newer Node", async () => {
    await rm(path.join(folder, "node_modules/.bin/node"));
    const child = spawn(process.execPath, [...asOldNode, path.join(folder, "bin/cuifu.mjs")], { stdio: "pipe" });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    expect(await once(child, "close")).toEqual([1, null]);
    expect(errors).toMatch(/^Node .* is too old: .*npm ci/);
  });
});

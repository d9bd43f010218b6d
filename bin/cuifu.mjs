#!/usr/bin/env node
// Plain JavaScript on purpose: runs on any Node, then re-runs itself under one that can run TypeScript.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A process's parent and name; nothing where the system does not tell. */
function readProcess(pid) {
  try {
    const [, name, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").match(/^\d+ \((.*)\) \S+ (\d+)/s);
    return { name, parent };
  } catch {
    return {};
  }
}

// npm ends of SIGTERM, or is killed, without handing it on: what it started ends as if it had been told. Between the two
// there may be a shell, which outlives npm.
if (process.env.npm_lifecycle_event && !process.channel) {
  const parent = process.ppid;
  const above = readProcess(parent).parent;
  const viaShell = readProcess(above).name?.startsWith("npm") === true;
  const watch = setInterval(() => {
    if (process.ppid === parent && !(viaShell && readProcess(parent).parent !== above)) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  watch.unref();
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major > 24 || (major === 24 && minor >= 12)) {
  // Started by an older Node, as below: ends as that one does, also where it was killed.
  if (process.channel) {
    process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
    process.channel.unref();
  }
  await import("../src/main.ts");
} else {
  const local = ["node", "node.exe"]
    .map((name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url)))
    .find(existsSync);
  if (!local) {
    console.error(
      `Node ${process.version} is too old: cuifu needs Node >= 24.12. Run "npm ci", which brings one, or install it.`,
    );
    process.exit(1);
  }
  // On a terminal the child shares the group that Ctrl-C reaches, and could not read its input from another one.
  // Elsewhere it gets a group of its own. Either way each signal reaches it once.
  const onTerminal = process.stdin.isTTY === true;
  const child = spawn(local, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    detached: !onTerminal,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      if (!onTerminal || signal === "SIGTERM") child.kill(signal);
    });
  }
  child.on("error", (error) => {
    console.error(`${local} does not start (${error.message}): run "npm ci" again.`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

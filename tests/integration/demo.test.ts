import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Finished, startNode } from "#tests/support/app.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/cuifu.mjs", import.meta.url));

describe("the demo", () => {
  let folder: string;
  let run: Finished;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cuifu-demo-test-"));
    // Its throwaway data goes below TMPDIR; the environment's own database is none of its business.
    run = await startNode([LAUNCHER, "demo"], {
      TMPDIR: folder,
      PORT: "0",
      DATABASE_URL: "postgres://127.0.0.1:1/none",
    }).finished;
  }, 170_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("plays a day to its end by itself", () => {
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^100%/m);
  });

  it("takes at least 300 orders in, and sends nothing twice, after paying, after STOP or to held-out buyers", () => {
    const [, taken, posted] = /orders taken in: (\d+) of (\d+)/.exec(run.stdout) ?? [];
    expect(Number(posted)).toBeGreaterThanOrEqual(300);
    expect(taken).toBe(posted);
    expect(run.stdout).toMatch(/sent twice: 0 · after paid: 0 · after STOP: 0 · to held-out buyers: 0$/m);
    const [, sent, stored] = /messages sent: (\d+) \(in the database: (\d+)\)/.exec(run.stdout) ?? [];
    expect(Number(sent)).toBeGreaterThan(100);
    expect(sent).toBe(stored);
  });

  it("shows what was won back, in rows that add up", () => {
    const rows = run.stdout.split("\n").map((line) => line.trim().split(/\s{2,}/));
    const totals = rows.filter(([name]) => name === "all").map((cells) => cells.slice(1));
    expect(totals).toHaveLength(2);
    expect(totals[0]).toEqual(totals[1]);
    expect(Number(totals[0]?.[3])).toBeGreaterThan(20);
    const channels = rows.filter(([name = ""]) =>
      ["phone call", "instant message", "SMS", "not reminded"].includes(name),
    );
    const sum = channels.slice(0, 4).reduce((orders, cells) => orders + Number(cells[1]), 0);
    expect(String(sum)).toBe(totals[0]?.[0]);
  });

  it("leaves nothing behind", async () => {
    expect(await readdir(folder)).toEqual([]);
  });
});

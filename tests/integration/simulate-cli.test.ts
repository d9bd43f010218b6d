import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCuifu, TEST_KEY } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";

const SHOP = "--name 暖木 --timezone Asia/Shanghai --country CN --currency CNY".split(" ");
const data = (id: string, over: object = {}) => ({
  order: { id, placed_at: "2026-03-10T10:00:00+08:00", amount: "199.00", currency: "CNY", ...over },
  buyer: { id: `b-${id}`, phone: "+8613800138000", im: { wecom: "w" }, country: "CN" },
});

describe("cuifu simulate", { timeout: 180_000 }, () => {
  let database: TestDatabase;
  let folder: string;
  const file = async (name: string, text: string) => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const run = (...args: string[]) =>
    runCuifu(["simulate", ...args], { DATABASE_URL: database.url, CUIFU_SECRET_KEY: TEST_KEY, LOG_LEVEL: "silent" });

  beforeAll(async () => {
    database = await testDatabase();
    folder = await mkdtemp(path.join(tmpdir(), "cuifu-simulate-"));
    await runCuifu(["shop", "create", "--slug", "s", ...SHOP], {
      DATABASE_URL: database.url,
      CUIFU_SECRET_KEY: TEST_KEY,
    });
  });
  afterAll(async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("prints a line for each order, in order, then the summary", async () => {
    const lines = [data("z"), data("=a", { payment_method: "cod" })].map((one) => JSON.stringify(one));
    const orders = await file("orders.ndjson", `\uFEFF${lines[0]}\r\n\r\nno JSON\n${lines[0]}\n${lines[1]}\n`);
    const policy = await file("policy.yaml", "held_out: 0\nsteps: [{ channel: sms }]\n");
    const { code, stdout, stderr } = await run("--shop", "s", "--orders", orders, "--policy", policy, "--json");
    expect(code).toBe(0);
    const [first, second, summary, ...more] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(more).toEqual([]);
    expect(first).toEqual({
      order: "z",
      reminders: [
        {
          channel: "sms",
          due_at: expect.stringMatching(/^2026-03-10T0[678]:\d\d:\d\d\.\d{3}Z$/),
          not_after: "2026-03-10T09:00:00.000Z",
          state: "planned",
          reason: null,
        },
      ],
    });
    expect(second).toMatchObject({
      order: "=a",
      reminders: [{ channel: "sms", state: "skipped", reason: "filtered" }],
    });
    expect(summary).toMatchObject({ summary: { orders: 2, planned: 1, skipped: 1, by_reason: { filtered: 1 } } });
    expect(stderr.split("\n").map((line) => line.split(":")[1])).toEqual([
      " line 3 is left out",
      " line 4 is left out",
      undefined,
    ]);
    expect(stderr).toContain("line 1 has an order of the same id");

    const csv = await run("--shop", "s", "--orders", orders, "--policy", policy, "--csv");
    expect(csv.stdout.split("\n")[0]).toBe("order,channel,due_at,not_after,state,reason,merged_into");
    expect(csv.stdout).toContain("\n'=a,sms,");
    const table = await run("--shop", "s", "--orders", orders, "--policy", policy);
    expect(table.stdout).toMatch(/^orders +2$/m);
    expect(table.stdout).toMatch(/^ {2}because filtered +1$/m);
    expect((await run("--shop", "s", "--orders", orders, "--policy", policy, "--json")).stdout).toBe(stdout);
  });

  it("plays under the shop's own policy where none is named", async () => {
    const orders = await file("one.ndjson", JSON.stringify(data("a")));
    const { code, stdout } = await run("--shop", "s", "--orders", orders, "--json");
    expect(code).toBe(0);
    const [line] = stdout.split("\n").map((one) => (one === "" ? null : JSON.parse(one)));
    expect(line.reminders.map(({ channel }: { channel: string }) => channel)).toEqual(["call", "im", "sms"]);
  });

  it("sets a draft beside the shop's own policy", async () => {
    const orders = await file("both.ndjson", [data("a"), data("b")].map((one) => JSON.stringify(one)).join("\n"));
    const policy = await file("draft.yaml", "held_out: 0\nwho: { grades: [A] }\n");
    const args = ["--shop", "s", "--orders", orders, "--policy", policy, "--compare"];
    const { stdout } = await run(...args, "--json");
    const { comparison } = JSON.parse(stdout);
    expect(comparison).toMatchObject({ changed: 2, draft: { orders: 2, planned: 0, by_reason: { grade: 6 } } });
    const table = (await run(...args)).stdout;
    expect(table).toMatch(/^ +published +draft$/m);
    expect(table).toMatch(/^ {2}because grade +0 +6$/m);
    expect(table).toMatch(/^2 orders fare otherwise under the draft/m);
  });

  it("fails with one line that says what to do", async () => {
    const orders = await file("none.ndjson", "no JSON\n");
    const good = await file("good.ndjson", JSON.stringify(data("a")));
    const bad = await file("bad.yaml", "held_out: 2\nsome: thing\n");
    const broken = await file("broken.yaml", "a: [\n");
    const cases: [string[], number, RegExp][] = [
      [["--shop", "nobody", "--orders", good], 1, /there is no shop "nobody"/],
      [["--shop", "s", "--orders", path.join(folder, "absent")], 1, /expected a file of orders/],
      [["--shop", "s", "--orders", good, "--policy", path.join(folder, "absent")], 1, /expected a policy file/],
      [
        ["--shop", "s", "--orders", good, "--policy", bad],
        1,
        /\/held_out expected a number from 0 to 0\.5.*\/some unknown key/,
      ],
      [["--shop", "s", "--orders", good, "--policy", broken], 1, /expected YAML or JSON/],
      [["--shop", "s", "--orders", good, "--json", "--csv"], 2, /cannot be used with/],
      [["--shop", "s"], 2, /--orders/],
      [["--shop", "s", "--days", "0"], 2, /expected a whole number from 1 to 90/],
      [["--shop", "s", "--days", "3", "--orders", good], 2, /cannot be used with/],
      [["--shop", "s", "--orders", good, "--compare"], 2, /--compare needs a draft/],
      [["--shop", "s", "--days", "3"], 1, /at least one unpaid order of the last 3 days/],
    ];
    const ended = await Promise.all(cases.map(async (one) => ({ one, ...(await run(...one[0])) })));
    for (const { one, code, stdout, stderr } of ended) {
      const [args, expected, told] = one;
      expect([args.at(-1), code, stdout]).toEqual([args.at(-1), expected, ""]);
      expect(stderr.trimEnd().split("\n").length).toBe(1);
      expect(stderr).toMatch(told);
    }
    const { code, stderr } = await run("--shop", "s", "--orders", orders);
    expect(code).toBe(1);
    expect(stderr).toMatch(/expected at least one order that can be played/);
  });

  it("says nothing of no orders", async () => {
    const orders = await file("empty.ndjson", "");
    const { code, stdout } = await run("--shop", "s", "--orders", orders, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { orders: 0, planned: 0, skipped: 0, by_reason: {} } });
  });
});

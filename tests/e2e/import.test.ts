import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createShop } from "#src/journey/create-shop.ts";
import { type Database, openDatabase } from "#src/store/connect.ts";
import { createVault } from "#src/store/seal.ts";
import { runCuifu, startCuifu, TEST_KEY } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";

const SHOP = { name: "暖木", timezone: "Asia/Shanghai", country: "CN", currency: "CNY" };
const SHOP_OPTIONS = Object.entries(SHOP).flatMap(([name, value]) => [`--${name}`, value]);
const ROWS = 700;
const HEADER = "id,placed_at,amount,currency,note,buyer_id,buyer_phone";

const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1_000).toISOString();
const phone = (at: number): string => `+86138${String(at).padStart(8, "0")}`;

describe("cuifu import", () => {
  let database: TestDatabase;
  let owner: pg.Client;
  let own: Database;
  let folder: string;
  const environment = () => ({ DATABASE_URL: database.url, CUIFU_SECRET_KEY: TEST_KEY, LOG_LEVEL: "silent" });
  const file = async (name: string, text: string | Buffer) => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const importFile = (shop: string, name: string, over: object = {}) =>
    runCuifu(["import", "--shop", shop, name, "--json"], { ...environment(), ...over });
  const makeShop = (slug: string) =>
    createShop({ db: own.db, vault: createVault(Buffer.from(TEST_KEY, "base64")) }, { slug, ...SHOP });
  /** Everything of a shop's orders that an import makes, but for when it was made. */
  const endState = async (slug: string) => {
    const { rows } = await owner.query(
      `SELECT o.external_id, o.status, o.amount, o.placed_at, o.arm, o.eligible, count(r.id)::int AS reminders,
         array_agg(r.state ORDER BY r.step) AS states, array_agg(r.reason ORDER BY r.step) AS reasons
       FROM orders o JOIN shops s ON s.id = o.shop_id LEFT JOIN reminders r ON r.order_id = o.id
       WHERE s.slug = $1 GROUP BY o.id ORDER BY o.external_id`,
      [slug],
    );
    return rows;
  };

  beforeAll(async () => {
    database = await testDatabase();
    owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    own = openDatabase(database.url, { max: 1, applicationName: "cuifu test" });
    folder = await mkdtemp(path.join(tmpdir(), "cuifu-import-"));
    await makeShop("whole");
  });
  afterAll(async () => {
    await owner?.end();
    await own?.close();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it("takes a file in once, killed in the middle or not, and says what became of its rows", async () => {
    const rows = Array.from(
      { length: ROWS },
      (_, at) => `o-${at},${secondsAgo(3_600 + at)},199.00,CNY,"two\r\nlines",b-${at},${phone(at)}`,
    );
    const orders = await file("orders.csv", `\uFEFF${[HEADER, ...rows].join("\r\n")}\r\n`);
    const first = await importFile("whole", orders);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    const all = { rows: ROWS, applied: ROWS, duplicate: 0, stale: 0, ignored: 0, refused: 0 };
    expect(JSON.parse(first.stdout)).toEqual(all);
    const again = await importFile("whole", orders);
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { ...all, applied: 0, duplicate: ROWS }]);

    await makeShop("killed");
    const fault = { NODE_ENV: "test", CUIFU_FAILPOINT: "after_import_batch:kill" };
    const killed = await importFile("killed", orders, fault);
    expect(killed.stdout).toBe("");
    const half = await endState("killed");
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(ROWS);
    const rest = JSON.parse((await importFile("killed", orders)).stdout);
    expect(rest).toEqual({ ...all, applied: ROWS - half.length, duplicate: half.length });
    const [one, other] = [await endState("whole"), await endState("killed")];
    const known = (state: object[]) => state.map((row) => ({ ...row, arm: null, states: null, reasons: null }));
    expect(known(other)).toEqual(known(one));
  });

  it("names each row that is refused by its line, takes the others, and exits 1", async () => {
    const good = `{"order":{"id":"g","placed_at":"${secondsAgo(60)}","amount":"1","currency":"CNY"},"buyer":{"phone":"${phone(9_999)}"}}`;
    const orders = await file("some.ndjson", `${good}\n\nno JSON\n${good.replace('"1"', '"1.001"')}\n`);
    const { code, stdout, stderr } = await runCuifu(["import", "--shop", "whole", orders], environment());
    expect(stdout).toBe("3 rows: 1 applied, 0 duplicate, 0 stale, 0 ignored, 2 refused.\n");
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^cuifu: line 3 is refused: .*JSON/),
      expect.stringMatching(/^cuifu: line 4 is refused: \/order\/amount must have at most 2 decimals/),
    ]);
    expect(code).toBe(1);
    expect(stderr).not.toContain(phone(9_999));
  });

  it("refuses a file that can't be imported with one line, and takes nothing of it in", async () => {
    const row = `x-1,${secondsAgo(60)},1,CNY,,b,${phone(1)}`;
    const cases: [string, string | Buffer, RegExp][] = [
      [
        "gbk.csv",
        Buffer.concat([Buffer.from(`${HEADER}\n${row}\n`), Buffer.from([0xb4, 0xdf])]),
        /line 3: expected UTF-8/,
      ],
      ["orders.xlsx", "", /expected a file that ends in \.ndjson or \.csv/],
    ];
    for (const [name, text, told] of cases) {
      const named = await file(name, text);
      const { code, stdout, stderr } = await importFile("whole", named);
      expect([name, code, stdout, stderr.trimEnd().split("\n").length]).toEqual([name, 1, "", 1]);
      expect(stderr).toMatch(told);
    }
    expect((await endState("whole")).map(({ external_id }) => external_id)).not.toContain("x-1");
    const stranger = await importFile("nobody", await file("one.csv", `${HEADER}\n${row}\n`));
    expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringMatching(/there is no shop "nobody"/)]);
  });

  it("finds the embedded server of a service that runs", async () => {
    const embedded = { CUIFU_DATA_DIR: path.join(folder, "data"), PORT: "0", LOG_LEVEL: "silent" };
    const service = startCuifu(["start"], embedded);
    try {
      await service.firstLine;
      expect((await runCuifu(["shop", "create", "--slug", "beside", ...SHOP_OPTIONS], embedded)).code).toBe(0);
      const orders = await file("beside.csv", `${HEADER}\nx-1,${secondsAgo(60)},1,CNY,,b,${phone(1)}\n`);
      const { code, stdout } = await runCuifu(["import", "--shop", "beside", orders, "--json"], embedded);
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { applied: 1 }]);
    } finally {
      service.process.kill("SIGTERM");
      expect((await service.finished).code).toBe(0);
    }
  });
});

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXPORT_COLUMNS, EXPORT_TABLES, type ExportTable } from "#src/domain/export-tables.ts";
import { currencyDigits, parseCurrency } from "#src/domain/money.ts";
import { readPrices } from "#src/domain/prices.ts";
import { runCuifu, TEST_KEY } from "#tests/support/app.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { type HttpService, type HttpShop, openHttpService } from "#tests/support/http-service.ts";
import { about, created } from "#tests/support/journey.ts";

/** Ids that a spreadsheet, CSV or JSON might trip over. */
const FORMULA = '=HYPERLINK("http://x","a,b")';
const POLICY = { slots: [{ orders: "00:00-24:00", remind: { after: "40m" } }], steps: [{ channel: "sms" }] };
/** Of one part; the words of these orders are two. */
const PRICES = readPrices({ sms: { CN: "0.0451 CNY" } });

let database: TestDatabase;
let service: HttpService;
let other: HttpShop;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  if (!PRICES.ok) throw new Error("no prices");
  service = await openHttpService(database.url, { now: "2026-03-10T02:00:00Z" });
  Object.assign(service.journey.ctx, { prices: PRICES.priceOf });
  folder = await mkdtemp(path.join(tmpdir(), "cuifu-export-"));
  await service.journey.putPolicy(POLICY);
  const { shop, journey } = service;
  await shop.post(created(FORMULA, "2026-03-10T10:00:00+08:00", { order: { payment_method: "-1+2" } }));
  await shop.post(created("plain", "2026-03-10T10:00:00+08:00"));
  await shop.post(
    created("yen", "2026-03-10T10:00:00+08:00", {
      order: { currency: "JPY", amount: "1500", items: [{ sku: "A", title: "a", quantity: 1, price: "1500" }] },
    }),
  );
  other = await service.addShop("other");
  await other.post(created("foreign", "2026-03-10T10:00:00+08:00"));
  journey.moveTo("2026-03-10T02:45:00Z");
  await journey.run();
  await journey.rows(`INSERT INTO call_tasks (contact_id, shop_id, state, opened_at, leased_by, leased_at, outcome, promised_at)
    SELECT id, shop_id, 'done', claimed_at, '007', claimed_at, 'answered', claimed_at FROM contacts`);
  await shop.post(about("order.paid", FORMULA, "2026-03-10T03:00:00Z", { paid_at: "2026-03-10T03:00:00Z" }));
  await shop.post(about("order.refunded", FORMULA, "2026-03-10T04:00:00Z", { refunded: "49.50" }));
});
afterAll(async () => {
  await service.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const csv = async (table: ExportTable, query = "") =>
  await (await service.shop.api(`exports/${table}.csv${query}`)).text();
const parquet = async (table: ExportTable) => await (await service.shop.api(`exports/${table}.parquet`)).arrayBuffer();
const lines = (text: string) => text.trimEnd().split("\r\n");

describe("CSV", () => {
  test("opens in a spreadsheet: a byte order mark, no text is a formula, false is said", async () => {
    const response = await service.shop.api("exports/orders.csv");
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toContain("atelier-orders.csv");
    const [header, ...rows] = lines(bytes.subarray(3).toString());
    expect(header).toBe(EXPORT_COLUMNS.orders.map(({ name }) => name).join(","));
    expect(rows).toHaveLength(3);
    const tricky = rows.find((row) => row.includes("HYPERLINK")) ?? "";
    expect(tricky).toContain(`"'=HYPERLINK(""http://x"",""a,b"")",2026-03-10T02:00:00.000Z,2026-03-10,paid,`);
    expect(tricky).toContain(",199.00,CNY,49.50,'-1+2,");
    expect(tricky).toContain(",199.00,149.50,0.090200");
    expect(tricky).toContain(",true,true,true,true,false,false,true,sms,");
    expect(rows.find((row) => row.includes("yen"))).toContain(",1500,JPY,0,");
  });

  test("of no rows is its header, of a period what was placed in it", async () => {
    expect(lines(await csv("orders", "?from=2026-03-11"))).toHaveLength(1);
    expect(lines(await csv("orders", "?from=2026-03-10&to=2026-03-10"))).toHaveLength(4);
    expect(lines(await csv("stats", "?to=2026-03-09"))).toHaveLength(1);
  });
});

describe("every table", () => {
  test.each(EXPORT_TABLES)(
    "%s: Parquet holds what CSV does, typed, and nothing personal or of another shop",
    async (table) => {
      const text = await csv(table);
      const file = await parquet(table);
      const rows = await parquetReadObjects({ file });
      expect(rows.length).toBe(lines(text).length - 1);
      expect(rows.length).toBeGreaterThan(0);
      expect(Object.keys(rows[0] ?? {})).toEqual(EXPORT_COLUMNS[table].map(({ name }) => name));
      const { schema } = parquetMetadata(file);
      for (const { name, kind } of EXPORT_COLUMNS[table]) {
        const element = schema.find((one) => one.name === name);
        const expected = { amount: "DECIMAL", cost: "DECIMAL", moment: "TIMESTAMP_MILLIS", date: "DATE", text: "UTF8" };
        if (kind in expected) expect(element?.converted_type).toBe(expected[kind as keyof typeof expected]);
      }
      const all = text + JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value));
      for (const personal of ["王芳", "+86138", "wx-", "foreign", "pay/"]) expect(all).not.toContain(personal);
    },
  );

  test("amounts and times come out of Parquet as they are", async () => {
    const rows = await parquetReadObjects({ file: await parquet("orders") });
    expect(rows.find(({ order_id }) => order_id === FORMULA)).toMatchObject({
      amount: 199,
      refunded: 49.5,
      net_amount: 149.5,
      cost: 0.0902,
      recovered: true,
      clicked: false,
      hour: 10n,
      placed_at: new Date("2026-03-10T02:00:00Z"),
      day: new Date("2026-03-10T00:00:00Z"),
      closes_at: null,
    });
  });

  test("an unknown table is 404, a wrong day 422", async () => {
    expect((await service.shop.api("exports/buyers.csv")).status).toBe(404);
    expect((await service.shop.api("exports/orders.xlsx")).status).toBe(404);
    expect((await service.shop.api("exports/orders.csv?from=yesterday")).status).toBe(422);
  });

  test("columns are those of the view", async () => {
    for (const table of EXPORT_TABLES) {
      const rows = await service.journey.rows<{ name: string }>(
        `SELECT attname AS name FROM pg_attribute WHERE attrelid = 'analytics.${table}'::regclass AND attnum > 0 ORDER BY attnum`,
      );
      expect(rows.map(({ name }) => name)).toEqual(EXPORT_COLUMNS[table].map(({ name }) => name));
    }
  });

  test("every currency has the decimals it has in the service", async () => {
    const codes = Intl.supportedValuesOf("currency");
    const rows = await service.journey.rows<{ code: string; text: string }>(
      `SELECT code, analytics.amount(1234567, code)::text AS text FROM unnest(ARRAY['${codes.join("','")}']) AS code`,
    );
    for (const { code, text } of rows) {
      const currency = parseCurrency(code);
      if (currency === null) throw new Error(code);
      expect([code, text.split(".")[1]?.length ?? 0]).toEqual([code, currencyDigits(currency)]);
    }
  });
});

test("cuifu export writes the same to a file", async () => {
  const environment = { DATABASE_URL: database.url, CUIFU_SECRET_KEY: TEST_KEY, PORT: "0" };
  const output = path.join(folder, "orders.csv");
  const done = await runCuifu(["export", "orders", "--shop", "atelier", "--format", "csv", "-o", output], environment);
  expect(done).toMatchObject({ code: 0, stdout: `3 rows of orders in ${output}\n` });
  expect(await readFile(output, "utf8")).toBe(
    await csv("orders").then((text) => `\ufeff${text.replace(/^\ufeff/, "")}`),
  );
  const wrong = await runCuifu(["export", "orders", "--shop", "nobody", "--format", "csv", "-o", output], environment);
  expect(wrong.code).toBe(1);
  expect(await readdir(folder)).toEqual(["orders.csv"]);
});

describe("an analyst's login", () => {
  let analyst: pg.Client;
  const login = `analyst_${process.pid}_${Date.now()}`;
  const owner = async (text: string) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };

  beforeAll(async () => {
    await owner(`CREATE ROLE ${login} LOGIN PASSWORD 'secret' IN ROLE cuifu_analyst;
      ALTER ROLE ${login} SET default_transaction_read_only = on;
      INSERT INTO analyst_shops (login, shop_id) SELECT '${login}', id FROM shops WHERE slug = 'atelier'`);
    const url = new URL(database.url);
    url.username = login;
    url.password = "secret";
    analyst = new pg.Client({ connectionString: url.href });
    await analyst.connect();
  });
  afterAll(async () => {
    await analyst.end();
    await owner(`DROP OWNED BY ${login}; DROP ROLE ${login}`);
  });

  test("sees its shop alone, whatever it sets", async () => {
    const orders = async () => (await analyst.query("SELECT DISTINCT shop FROM analytics.orders")).rows;
    expect(await orders()).toEqual([{ shop: "atelier" }]);
    await analyst.query("SELECT set_config('app.shops', '1,2,3', false)");
    expect(await orders()).toEqual([{ shop: "atelier" }]);
    await owner(`DELETE FROM analyst_shops WHERE login = '${login}'`);
    expect(await orders()).toEqual([]);
    await owner(`INSERT INTO analyst_shops (login, shop_id) SELECT '${login}', id FROM shops WHERE slug = 'atelier'`);
  });

  test.each(["orders", "buyers", "events", "stats_orders", "analyst_shops", "api_keys"])(
    "can't read %s",
    async (table) => {
      await expect(analyst.query(`SELECT * FROM public.${table}`)).rejects.toThrow(/permission denied/);
    },
  );

  test("can't become the application, nor write", async () => {
    await expect(analyst.query("SET ROLE cuifu_app")).rejects.toThrow(/permission denied/);
    await analyst.query("SET default_transaction_read_only = off");
    await expect(analyst.query("DELETE FROM public.stats_daily")).rejects.toThrow(/permission denied/);
  });

  test("runs every example of docs/data.md", async () => {
    const examples = [...(await readFile("docs/data.md", "utf8")).matchAll(/```sql\n(.*?)```/gs)].map(
      ([, text]) => text,
    );
    expect(examples.length).toBeGreaterThan(4);
    for (const text of examples) expect((await analyst.query(text ?? "")).fields.length).toBeGreaterThan(1);
  });
});

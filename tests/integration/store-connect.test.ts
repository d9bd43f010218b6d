import { sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase, openForeignPool } from "#src/store/connect.ts";
import { groups } from "#src/store/schema.ts";
import { type TestDatabase, testDatabase } from "#tests/support/database.ts";

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await testDatabase();
  database = openDatabase(test.url, { max: 2, applicationName: "test" });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

describe("a connection", () => {
  it("works as the application role, which owns nothing", async () => {
    const { rows } = await database.db.execute(sql`SELECT current_user AS role, current_setting('TimeZone') AS zone`);
    expect(rows).toEqual([{ role: "cuifu_app", zone: "UTC" }]);
    await expect(database.db.execute(sql`CREATE TABLE mine ()`)).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(database.db.execute(sql`DROP TABLE orders`)).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it("commits durably and ends what takes too long", async () => {
    const { rows } = await database.db.execute(
      sql`SELECT current_setting('statement_timeout') AS statement,
        current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    expect(rows).toEqual([{ statement: "20s", idle: "20s" }]);
  });

  it("reads moments and 64-bit integers as numbers, in raw statements and in built ones", async () => {
    const { rows } = await database.db.execute(
      sql`SELECT '2026-11-21T10:14:58.250+08:00'::timestamptz AS at, 9007199254740991::int8 AS big,
        ARRAY['1970-01-01T00:00:01Z'::timestamptz, NULL] AS ats, ARRAY[7::int8] AS bigs, NULL::timestamptz AS none`,
    );
    const at = Date.UTC(2026, 10, 21, 2, 14, 58, 250);
    expect(rows).toEqual([
      {
        at,
        big: Number.MAX_SAFE_INTEGER,
        ats: [1000, null],
        bigs: [7],
        none: null,
      },
    ]);
    const [group] = await database.db.insert(groups).values({ name: "g" }).returning();
    const [read] = await database.db
      .select({
        createdAt: groups.createdAt,
        same: sql<number>`${groups.createdAt}`,
        count: sql<number>`count(*)`,
      })
      .from(groups)
      .groupBy(groups.createdAt);
    expect(read).toEqual({
      createdAt: group?.createdAt,
      same: group?.createdAt,
      count: 1,
    });
  });

  it("refuses a 64-bit integer that a number can't hold", async () => {
    await expect(database.db.execute(sql`SELECT 9007199254740993::int8`)).rejects.toMatchObject({
      cause: expect.any(RangeError),
    });
  });

  it("fails alone when it is lost, inside a transaction too, and the next one works", async () => {
    const owner = new pg.Pool({ connectionString: test.url });
    const cut = database.db.transaction(async (tx) => {
      await tx.execute(sql`SELECT 1`);
      const { rowCount } = await owner.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test'",
      );
      expect(rowCount).toBeGreaterThan(0);
      await tx.execute(sql`SELECT 1`);
    });
    await expect(cut).rejects.toThrow("Failed query");
    expect((await database.db.execute(sql`SELECT 1 AS one`)).rows).toEqual([{ one: 1 }]);
    await owner.end();
  });
});

describe("a pool for work that is not ours", () => {
  it("outlives the loss of a client whose borrower does not listen", async () => {
    const pool = openForeignPool(test.url, { max: 1, settings: { search_path: "bullmq" } });
    const client = await pool.connect();
    const { rows } = await client.query("SELECT current_user AS role, current_setting('search_path') AS path");
    expect(rows).toEqual([{ role: "cuifu_app", path: "bullmq" }]);
    client.removeAllListeners();
    // An error that nobody listens to is thrown by `emit` and would end the process.
    expect(client.emit("error", new Error("terminating connection"))).toBe(false);
    client.release(true);
    await pool.end();
  });
});

import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createPostgresBackend, Queue, Worker } from "bullmq";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate, migrationState } from "#src/store/migrate.ts";
import { emptyDatabase, type TestDatabase, testDatabase } from "#tests/support/database.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

describe("migrate", () => {
  let empty: TestDatabase;
  let owner: pg.Pool;
  beforeAll(async () => {
    empty = await emptyDatabase();
    owner = new pg.Pool({ connectionString: empty.url });
  });
  afterAll(async () => {
    await owner.end();
    await empty.drop();
  });

  it("brings an empty database up, run by several at once, and changes nothing when run again", async () => {
    expect(await migrationState(empty.url)).toBe("behind");
    await Promise.all([migrate(empty.url), migrate(empty.url), migrate(empty.url)]);
    expect(await migrationState(empty.url)).toBe("current");
    const applied = "SELECT hash FROM drizzle.__drizzle_migrations ORDER BY id";
    const before = (await owner.query(applied)).rows;
    await migrate(empty.url);
    expect((await owner.query(applied)).rows).toEqual(before);
    expect(new Set(before.map((row) => row.hash)).size).toBe(before.length);
  });

  it("tells a database that misses a migration from one that a later version migrated", async () => {
    const shift = (by: number) =>
      owner.query("UPDATE drizzle.__drizzle_migrations SET created_at = created_at + $1", [by]);
    await shift(1);
    expect(await migrationState(empty.url)).toBe("ahead");
    await shift(-2);
    expect(await migrationState(empty.url)).toBe("behind");
    await shift(1);
    await owner.query("DELETE FROM bullmq.migration");
    expect(await migrationState(empty.url)).toBe("behind");
  });
});

describe("a migrated database", () => {
  it("lets BullMQ work as the application role", async () => {
    const test = await testDatabase();
    const connection = {
      connectionString: test.url,
      options: "-c role=cuifu_app -c enable_sort=off",
      max: 2,
    };
    const queue = new Queue("trial", { connection }, createPostgresBackend);
    const worker = new Worker("trial", async (job) => job.data.n * 2, { connection }, createPostgresBackend);
    const done = new Promise((resolve, reject) => {
      worker.on("completed", (_job, result) => resolve(result));
      worker.on("failed", (_job, error) => reject(error));
    });
    await queue.addBulk([{ name: "double", data: { n: 21 }, opts: { jobId: "trial-1", removeOnComplete: true } }]);
    expect(await done).toBe(42);
    await worker.close();
    await queue.close();
    await test.drop();
  });
});

describe("the migrations", () => {
  it("are what the schema in code asks for: drizzle-kit has nothing to add", async () => {
    const copy = await mkdtemp(path.join(tmpdir(), "cuifu-migrations-"));
    await cp(path.join(root, "migrations"), copy, { recursive: true });
    const before = await readdir(copy);
    const schema = path.join(root, "src/store/schema.ts");
    await run(
      process.execPath,
      [
        path.join(root, "node_modules/drizzle-kit/bin.cjs"),
        "generate",
        "--dialect",
        "postgresql",
        "--schema",
        schema,
      ].concat(["--out", path.relative(root, copy)]),
      { cwd: root },
    );
    expect(await readdir(copy)).toEqual(before);
    await rm(copy, { recursive: true });
  });
});

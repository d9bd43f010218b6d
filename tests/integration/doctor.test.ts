import { once } from "node:events";
import { createServer } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Environment, parseConfig, readEnv } from "#src/config.ts";
import { examine, type Line } from "#src/doctor/examine.ts";
import { createShop } from "#src/journey/create-shop.ts";
import { createLog } from "#src/log.ts";
import { openDatabase } from "#src/store/connect.ts";
import { createVault } from "#src/store/seal.ts";
import { runCuifu, TEST_KEY } from "#tests/support/app.ts";
import { emptyDatabase, type TestDatabase, testDatabase } from "#tests/support/database.ts";
import { testRedis } from "#tests/support/redis.ts";

const OTHER_KEY = Buffer.alloc(32, 8).toString("base64");
const CONSOLE = "channels: { call: { provider: agent }, im: { provider: console }, sms: { provider: console } }";

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function ask(over: Environment = {}, file: string = CONSOLE) {
  const environment = {
    DATABASE_URL: database.url,
    CUIFU_SECRET_KEY: TEST_KEY,
    PUBLIC_URL: "https://pay.example",
    ...over,
  };
  const { lines } = await examine(
    () => parseConfig(readEnv(environment), file),
    () => createLog("debug"),
  );
  return lines;
}

const tell = ({ level, text }: Line): string => `${level}: ${text}`;
/** What stands in each of these reports: the tests' server need not survive a power cut. */
const KNOWN = [
  "warning: im, sms: messages are only printed, and count as sent",
  "warning: switched off in PostgreSQL: fsync, full_page_writes",
];
const troubles = (lines: readonly Line[]): string[] =>
  lines
    .filter(({ level }) => level !== "ok")
    .map(tell)
    .filter((line) => !KNOWN.includes(line));

async function addShop(slug: string): Promise<void> {
  const { db, close } = openDatabase(database.url, { max: 1, applicationName: "cuifu test" });
  const vault = createVault(Buffer.from(TEST_KEY, "base64"));
  await createShop({ db, vault }, { slug, name: "暖木", timezone: "Asia/Shanghai", country: "CN", currency: "CNY" });
  await close();
}

describe("cuifu doctor", () => {
  it("misses a shop at first, and finds nothing wrong", async () => {
    const lines = await ask();
    expect(lines.map(tell)).toEqual(expect.arrayContaining(KNOWN));
    expect(troubles(lines)).toEqual(["warning: there is no shop yet"]);
    await addShop("patient");
    expect(troubles(await ask())).toEqual([]);
  });

  it("prints a line each and what to do, or JSON; warnings alone exit 0", async () => {
    const environment = { DATABASE_URL: database.url, CUIFU_SECRET_KEY: TEST_KEY };
    const { code, stdout, stderr } = await runCuifu(["doctor"], environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^warning public address: .*\n {8}→ set PUBLIC_URL .*$/m);
    expect(stdout).toMatch(/^\d+ ok, 3 warnings, 0 wrong$/m);
    const wrong = await runCuifu(["doctor", "--json"], { ...environment, CUIFU_SECRET_KEY: OTHER_KEY });
    expect(wrong.code).toBe(1);
    const report = JSON.parse(wrong.stdout);
    expect(report).toMatchObject({ healthy: false, counts: { wrong: 1 } });
    expect(report.findings.filter(({ level }: Line) => level === "wrong")).toEqual([
      {
        check: "secret key",
        level: "wrong",
        text: "the key opens 0 of 1 secrets",
        mend: expect.stringContaining("CUIFU_SECRET_KEY"),
      },
    ]);
  });

  it.each<[string, Environment, RegExp]>([
    ["a setting that is no such thing", { PORT: "many" }, /^wrong: PORT: expected/],
    ["a database that is away", { DATABASE_URL: "postgres://127.0.0.1:1/x" }, /^wrong: .*can't be reached/],
    ["a missing key", { CUIFU_SECRET_KEY: "" }, /^wrong: CUIFU_SECRET_KEY is not set/],
    ["a Redis that is away", { REDIS_URL: "redis://127.0.0.1:1" }, /^wrong: the queue's Redis can't be reached/],
  ])("names %s", async (_, over, told) => {
    const wrong = troubles(await ask(over)).filter((line) => line.startsWith("wrong"));
    expect(wrong).toEqual([expect.stringMatching(told)]);
    expect(wrong.join()).not.toContain("postgres://");
  });

  it("names a database that is not migrated", async () => {
    const empty = await emptyDatabase();
    expect(troubles(await ask({ DATABASE_URL: empty.url }))).toEqual([
      "wrong: the database at DATABASE_URL is not migrated: run `cuifu migrate`",
    ]);
    await empty.drop();
  });

  it("names tables that one shop could see of another", async () => {
    await owner.query("CREATE TABLE notes (shop_id integer)");
    await owner.query("ALTER TABLE notes OWNER TO cuifu_app");
    expect(troubles(await ask({}))).toEqual([
      "wrong: the role cuifu_app owns notes",
      "wrong: no row level security on notes",
    ]);
    await owner.query("DROP TABLE notes");
  });

  it("names gateways that nobody can connect to, and sends nothing to those that somebody can", async () => {
    let heard = 0;
    const gateway = createServer((socket) => void socket.on("data", () => (heard += 1))).listen(0, "127.0.0.1");
    await once(gateway, "listening");
    const address = gateway.address();
    const port = typeof address === "object" ? address?.port : 0;
    const http = (at: number | undefined) =>
      `{ provider: http, url: "http://127.0.0.1:${at}/send", secret: whsec_${Buffer.alloc(32).toString("base64")} }`;
    const lines = await ask({}, `channels: { call: { provider: agent }, im: ${http(port)}, sms: ${http(1)} }`);
    expect(lines.filter(({ check }) => check === "gateways").map(tell)).toEqual([
      `ok: im: 127.0.0.1:${port} can be connected to`,
      "wrong: sms: 127.0.0.1:1 can't be connected to (econnrefused)",
    ]);
    expect(heard).toBe(0);
    gateway.close();
  });

  it("names what is paused, and how to resume it", async () => {
    await owner.query("INSERT INTO sending_pauses (shop_id, channel, reason) SELECT id, 'sms', 'too many' FROM shops");
    const paused = (await ask({})).filter(({ check }) => check === "sending");
    expect(paused).toEqual([
      expect.objectContaining({
        level: "warning",
        text: "paused: shop patient, sms (too many)",
        mend: expect.stringContaining("`cuifu resume --shop patient --channel sms`"),
      }),
    ]);
    await owner.query("UPDATE sending_pauses SET shop_id = NULL, channel = NULL, reason = 'restored'");
    expect((await ask()).filter(({ check }) => check === "sending")).toEqual([
      expect.objectContaining({ mend: expect.stringContaining("`cuifu resume --after-restore`") }),
    ]);
    await owner.query("DELETE FROM sending_pauses");
  });

  it("names reminders that nobody moves on, each with the process that is missing", async () => {
    await owner.query(`WITH made AS (
        INSERT INTO orders (shop_id, external_id, status, was_unpaid, refunded, registers, first_seen_at, updated_at)
        SELECT id, 'o-' || n, 'unpaid', true, 0, '', now(), now() FROM shops, generate_series(1, 4) AS n
        RETURNING id, shop_id, external_id)
      INSERT INTO reminders (shop_id, order_id, purpose, channel, step, state, due_at, not_after, policy_version,
        queued_at, updated_at)
      SELECT shop_id, id, 'payment_reminder', 'call', 0,
        CASE external_id WHEN 'o-1' THEN 'queued' WHEN 'o-2' THEN 'claimed' ELSE 'planned' END,
        now() - interval '1 hour', now() + CASE external_id WHEN 'o-4' THEN '-30 minutes' ELSE '1 day' END::interval, 1,
        CASE external_id WHEN 'o-1' THEN now() - interval '1 hour' END, now() - interval '1 hour' FROM made`);
    const stuck = (await ask({})).filter(({ check }) => check === "reminders");
    expect(stuck.map(tell)).toEqual([
      "wrong: 1 are due for over 120 s and not queued",
      "wrong: 1 are over and have not ended",
      "wrong: 1 are claimed for over 120 s",
      "warning: 1 are in the queue for over 120 s",
    ]);
    await owner.query("UPDATE reminders SET state = 'done', queued_at = NULL");
  });

  it("reads the queue and the clock of a Redis, and warns where it may drop jobs", async () => {
    const redis = await testRedis();
    await redis.client.config("SET", "maxmemory-policy", "allkeys-lru");
    const lines = await ask({ REDIS_URL: redis.url });
    expect(troubles(lines)).toEqual(["warning: Redis may drop jobs when its memory is full (allkeys-lru)"]);
    expect(lines.map(tell)).toContain("ok: kept in Redis; empty");
    expect(lines.filter(({ check }) => check === "clocks")).toHaveLength(2);
    await redis.close();
  });
});

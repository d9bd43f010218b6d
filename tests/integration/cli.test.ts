import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCuifu, startCuifu, startProgram, TEST_KEY } from "#tests/support/app.ts";
import { emptyDatabase, type TestDatabase, testDatabase } from "#tests/support/database.ts";

const SHOP = "--name 暖木 --timezone Asia/Shanghai --country CN --currency CNY".split(" ");

describe("the command line", () => {
  let database: TestDatabase;
  let empty: TestDatabase;
  let folder: string;
  const named = () => ({ DATABASE_URL: database.url, CUIFU_SECRET_KEY: TEST_KEY, PORT: "0" });

  beforeAll(async () => {
    [database, empty] = [await testDatabase(), await emptyDatabase()];
    folder = await mkdtemp(path.join(tmpdir(), "cuifu-cli-"));
  });
  afterAll(async () => {
    await database?.drop();
    await empty?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  /** One line on stderr, nothing on stdout. */
  const complaint = async (args: readonly string[], environment: Parameters<typeof runCuifu>[1]) => {
    const { code, stdout, stderr } = await runCuifu(args, environment);
    expect(stdout).toBe("");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    return { code, line: stderr.trimEnd() };
  };

  it.each([
    ["--help"],
    ["start", "--help"],
    ["migrate", "--help"],
    ["shop", "create", "--help"],
    ["pause", "--help"],
    ["resume", "--help"],
    ["demo", "--help"],
  ])("shows help for %s %s", async (...args) => {
    const { code, stdout, stderr } = await runCuifu(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: cuifu/);
  });

  it.each([
    [["start", "--role", "boss"], "all, api, scheduler, worker"],
    [["start", "--nope"], "--nope"],
    [["nope"], "nope"],
    [["shop", "create", "--slug", "s"], "--name"],
    [["pause", "--channel", "fax"], "call, im, sms, email"],
  ])("ends with 2 where %j is no usage", async (args, told) => {
    const { code, line } = await complaint(args, named());
    expect(code).toBe(2);
    expect(line).toContain(told);
  });

  it("ends with 1 and names what is wrong with the configuration", async () => {
    const cases: [Parameters<typeof runCuifu>[1], RegExp][] = [
      [{ ...named(), PORT: "many" }, /PORT: expected/],
      [{ DATABASE_URL: database.url }, /CUIFU_SECRET_KEY/],
      [{ ...named(), DATABASE_URL: "postgres://127.0.0.1:1/none" }, /DATABASE_URL can't be reached \(ECONNREFUSED\)/],
      [{ ...named(), DATABASE_URL: empty.url }, /not migrated: run `cuifu migrate`/],
      [{ ...named(), CUIFU_FAILPOINT: "after_claim:kill" }, /CUIFU_FAILPOINT/],
      [{ ...named(), REDIS_URL: "redis://one:1,two:2" }, /REDIS_URL: expected redis:/],
    ];
    for (const [environment, told] of cases) {
      const { code, line } = await complaint(["start"], environment);
      expect({ code, line }).toEqual({ code: 1, line: expect.stringMatching(told) });
    }
  });

  it("shows the stack at LOG_LEVEL=debug alone", async () => {
    const environment = { ...named(), DATABASE_URL: empty.url };
    expect((await runCuifu(["start"], { ...environment, LOG_LEVEL: "debug" })).stderr).toMatch(/\n\s+at /);
    expect((await runCuifu(["start"], environment)).stderr).not.toMatch(/\n\s+at /);
  });

  it("names the provider that it can't build", async () => {
    const file = path.join(folder, "twilio.yaml");
    await writeFile(file, "channels: { sms: { provider: twilio } }");
    const { code, line } = await complaint(["start"], { ...named(), CUIFU_CONFIG: file });
    expect({ code, line }).toEqual({ code: 1, line: expect.stringMatching(/channels\.sms\.provider: twilio/) });
  });

  it("says which port is taken", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const address = holder.address();
    const port = typeof address === "object" && address ? String(address.port) : "";
    try {
      const { code, line } = await complaint(["start"], { ...named(), PORT: port });
      expect({ code, line }).toEqual({ code: 1, line: expect.stringContaining(`127.0.0.1:${port} is taken`) });
    } finally {
      holder.close();
    }
  });

  it("migrates, and again changes nothing", async () => {
    const other = await emptyDatabase();
    const environment = { DATABASE_URL: other.url };
    try {
      for (let run = 0; run < 2; run++) expect((await runCuifu(["migrate"], environment)).code).toBe(0);
      const made = await runCuifu(["shop", "create", "--slug", "nuan", ...SHOP], { ...named(), ...environment });
      expect(made.code).toBe(0);
    } finally {
      await other.drop();
    }
  });

  it("prints a new shop's secrets as one JSON line, and refuses the slug a second time", async () => {
    const made = await runCuifu(["shop", "create", "--slug", "nuan", ...SHOP, "--json"], named());
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout.split("\n")).toHaveLength(2);
    expect(JSON.parse(made.stdout)).toEqual({
      shop: "nuan",
      webhook_secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]+=*$/),
      api_key: expect.stringMatching(/^ck_/),
    });
    const again = await complaint(["shop", "create", "--slug", "nuan", ...SHOP], named());
    expect({ code: again.code, line: again.line }).toEqual({ code: 1, line: expect.stringContaining("nuan") });
  });

  it("sets a platform's secret apart, from stdin", async () => {
    const put = async (slug: string, secret: string) => {
      const words = `--slug ${slug} --platform shopify --secret-stdin`;
      const script = `printf '${secret}\\n' | '${process.execPath}' '${path.resolve("bin/cuifu.mjs")}' shop secret ${words}`;
      return await startProgram("sh", ["-c", script], named()).finished;
    };
    await runCuifu(["shop", "create", "--slug", "platformed", ...SHOP], named());
    const done = await put("platformed", "0123456789abcdef0123456789abcdef");
    expect(done).toMatchObject({ code: 0, stdout: "shopify webhooks of platformed are checked with it now\n" });
    const refused = [await put("nowhere", "0123456789abcdef"), await put("platformed", "hush")];
    expect(refused.map(({ code }) => code)).toEqual([1, 1]);
    expect(refused[0]?.stderr).toContain("nowhere");
    expect(refused[1]?.stderr).toContain("expected 16 to 200");
    expect(refused[1]?.stderr).not.toContain("hush");
  });

  it("lets staff in, with a password from stdin or a link, and says what is wrong with them", async () => {
    const launcher = path.resolve("bin/cuifu.mjs");
    const words = "--username Fang --role admin --password-stdin";
    const script = `printf 'correct horse battery\\n' | '${process.execPath}' '${launcher}' staff create ${words}`;
    const made = await startProgram("sh", ["-c", script], named()).finished;
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(made.stdout)).toEqual({ staff: "fang", role: "admin", shops: null });

    const agent = ["staff", "create", "--username", "li", "--role", "agent", "--shop"];
    const linked = await runCuifu([...agent, "nuan"], { ...named(), PUBLIC_URL: "https://remind.example" });
    expect(JSON.parse(linked.stdout)).toEqual({
      staff: "li",
      role: "agent",
      shops: ["nuan"],
      link: expect.stringMatching(/^https:\/\/remind\.example\/reset\?token=[\w-]{64}$/),
    });
    expect(await complaint([...agent, "nowhere"], named())).toMatchObject({
      code: 1,
      line: expect.stringContaining('no shop "nowhere"'),
    });
    expect((await complaint(["staff", "create", "--username", "x", "--role", "boss"], named())).code).toBe(2);
    const { stdout } = await runCuifu(["staff", "list"], named());
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).staff),
    ).toEqual(["fang", "li"]);
  });

  it("pauses and resumes, and says where there is no such shop", async () => {
    expect((await runCuifu(["pause", "--channel", "sms"], named())).stdout).toBe(
      "sending is paused: every shop, channel sms\n",
    );
    expect((await runCuifu(["resume", "--channel", "sms"], named())).stdout).toBe(
      "sending is on: every shop, channel sms\n",
    );
    expect((await complaint(["pause", "--shop", "nobody"], named())).line).toContain('no shop "nobody"');
  });

  it("finds the embedded server of a service that runs, and leaves it running", async () => {
    const environment = { CUIFU_DATA_DIR: path.join(folder, "data"), PORT: "0" };
    const service = startCuifu(["start"], environment);
    const url = (await service.firstLine).replace("ready ", "");
    try {
      const made = await runCuifu(["shop", "create", "--slug", "beside", ...SHOP], environment);
      expect(made.code).toBe(0);
      const { api_key: key } = JSON.parse(made.stdout);
      const answer = await fetch(`${url}/api/v1/orders`, { headers: { authorization: `Bearer ${key}` } });
      expect(answer.status).toBe(200);
    } finally {
      service.process.kill("SIGTERM");
    }
    expect(await service.finished).toMatchObject({ code: 0, stdout: `ready ${url}\n` });
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DrizzleQueryError } from "drizzle-orm";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { createLog } from "#src/log.ts";

type Log = ReturnType<typeof createLog>;

const linesOf = (level: string, write: (log: Log) => void): Record<string, unknown>[] => {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
};

const databaseError = (): Error => {
  const cause = Object.assign(new pg.DatabaseError('invalid input: "+8613800138000"', 10, "error"), {
    code: "23505",
    severity: "ERROR",
    routine: "r",
    constraint: "people_address",
    detail: "Key (phone)=(+8613800138000)",
  });
  return new DrizzleQueryError("select * from people where phone = $1", ["+8613800138000"], cause);
};

describe("a line", () => {
  it("has a level in words, a time in UTC, the text and the plain fields", () => {
    const [line] = linesOf("info", (log) => log.warn({ queue: "sms" }, "queue trouble"));
    expect(line).toMatchObject({ level: "warn", queue: "sms", msg: "queue trouble" });
    expect(line?.time).toMatch(/^\d{4}-.*Z$/);
  });

  it("is not written below the level", () => {
    expect(linesOf("warn", (log) => log.info("x"))).toEqual([]);
  });

  it.each(["phone", "email", "secret", "password", "authorization", "text"])("never shows %s, however deep", (key) => {
    const [line] = linesOf("info", (log) =>
      log.info({ [key]: "S3CR3T", a: { [key]: "S3CR3T", b: { [key]: "S3CR3T" } } }, "x"),
    );
    expect(JSON.stringify(line)).not.toContain("S3CR3T");
  });
});

describe("an error", () => {
  it("is told by name, code and message, with its causes and no stack", () => {
    const error = Object.assign(new TypeError("no route", { cause: new Error("deeper") }), { code: "ENOROUTE" });
    const [line] = linesOf("info", (log) => log.error({ err: error }, "sending failed"));
    expect(line?.err).toEqual({
      name: "TypeError",
      code: "ENOROUTE",
      message: "no route",
      cause: { name: "Error", message: "deeper" },
    });
  });

  it("shows where it was thrown at debug", () => {
    const [line] = linesOf("debug", (log) => log.error({ err: new Error("x") }, "y"));
    expect(line).toHaveProperty("err.stack", expect.stringContaining("log.test.ts"));
  });

  it.each([
    ["in a field", (log: Log) => log.error({ err: databaseError() }, "query failed")],
    ["in a field without a text", (log: Log) => log.error({ err: databaseError() })],
    ["alone", (log: Log) => log.error(databaseError())],
  ])("of the database, %s, shows its code but no statement and no value", (_how, write) => {
    for (const level of ["info", "debug"]) {
      const text = JSON.stringify(linesOf(level, write));
      expect(text).toContain("23505");
      expect(text).toContain("people_address");
      expect(text).not.toMatch(/select|8613800138000/);
    }
  });
});

describe("standard error", () => {
  it("may be closed by its reader without ending the process, and standard output stays clean", async () => {
    const log = fileURLToPath(new URL("../../src/log.ts", import.meta.url));
    const script = `
      const { createLog } = await import(${JSON.stringify(log)});
      const log = createLog("info");
      process.stdin.once("data", () => {
        log.info("nobody reads this");
        setTimeout(() => { log.info("nor this"); setTimeout(() => { console.log("alive"); process.exit(0); }, 50); }, 50);
      });
      log.info("first");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "pipe" });
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    await once(child.stderr, "data");
    child.stderr.destroy();
    child.stdin.write("go\n");
    const [code] = await once(child, "exit");
    expect({ code, out }).toEqual({ code: 0, out: "alive\n" });
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isBehind, parseMark } from "#src/domain/high-water.ts";
import { fileMarkKeeper } from "#src/mark-file.ts";

const mark = { born: "1772352000.123456", timeline: 1, decision: 100 };

describe("a database compared with the mark that was kept", () => {
  it.each([
    ["as far", {}, false],
    ["further", { decision: 101 }, false],
    ["behind", { decision: 99 }, true],
    ["a new one under the same name", { born: "1772438400.123456", decision: 0 }, false],
    ["a new one without a shop", { born: null, decision: 0 }, false],
    ["of another timeline", { timeline: 2, decision: 200 }, true],
  ])("%s", (_, over, behind) => {
    expect(isBehind({ ...mark, ...over }, mark)).toBe(behind);
  });

  it("what is no mark counts as none", () => {
    expect(parseMark(JSON.stringify(mark))).toEqual(mark);
    for (const text of [null, "", "{", "{}", '{"born":1}']) expect(parseMark(text)).toBeNull();
  });
});

describe("the mark in the data folder", () => {
  it("is one file a database, whoever logs in", async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), "cuifu-mark-"));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const keeper = (databaseUrl: string | null) => fileMarkKeeper({ dataDir, databaseUrl }, silent);
    await keeper("postgres://a:secret@db/one").write("1");
    await keeper("postgres://db/two").write("2");
    await keeper(null).write("3");
    expect(await keeper("postgres://other@db/one").read()).toBe("1");
    expect(await keeper("postgres://db/two").read()).toBe("2");
    expect(await keeper(null).read()).toBe("3");
    expect(await keeper("postgres://db/three").read()).toBeNull();
  });

  it("is given up with one line in the log where the folder can't be written", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "cuifu-mark-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const dataDir = path.join(folder, "file");
    await writeFile(dataDir, "");
    const lines: string[] = [];
    const log = { ...silent, warn: (_: object, message: string) => void lines.push(message) };
    const keeper = fileMarkKeeper({ dataDir, databaseUrl: null }, log);
    await keeper.write("1");
    await keeper.write("2");
    expect(await keeper.read()).toBeNull();
    expect(lines).toEqual([expect.stringContaining("a restore will not be noticed")]);
  });
});

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

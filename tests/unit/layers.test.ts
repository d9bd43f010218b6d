import { execFile } from "node:child_process";
import { copyFile, glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What each layer may import of the other folders and of the files beside them (design.md, "Layout"). */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  store: ["domain"],
  journey: ["domain", "store"],
  shops: ["domain"],
  channels: ["domain"],
  queue: ["domain", "journey"],
  http: ["domain", "journey", "shops", "store", "config.ts"],
  web: ["http"],
  cli: ["domain", "journey", "app.ts", "config.ts", "log.ts"],
};
const PLACES = [...Object.keys(MAY_IMPORT), "embedded", "app.ts", "main.ts", "config.ts", "log.ts"];
/** Libraries that do I/O, by the layers that are built on them. */
const LIBRARIES: Record<string, readonly string[]> = {
  bullmq: ["store", "queue"],
  hono: ["http"],
  "hono/csrf": ["http"],
  pg: ["store"],
  "drizzle-orm": ["store", "journey", "http"],
};
const FORBIDDEN_IN_DOMAIN = ["node:fs", "node:fs/promises", "node:net", "pino", "undici", "#src/store/x.ts"];
const ALLOWED_IN_DOMAIN = ["./x.ts", "luxon", "zod", "libphonenumber-js/max", "node:crypto"];

interface Import {
  readonly from: string;
  readonly allowed: boolean;
}

function importsOf(layer: string): Import[] {
  const places = PLACES.filter((place) => place !== layer).flatMap((place) => {
    const file = place.endsWith(".ts") ? place : `${place}/x.ts`;
    const allowed = MAY_IMPORT[layer]?.includes(place) ?? false;
    return [{ from: `../${file}`, allowed }];
  });
  const libraries = Object.entries(LIBRARIES).map(([from, layers]) => ({ from, allowed: layers.includes(layer) }));
  const own = [{ from: "./x.ts", allowed: true }];
  if (layer !== "domain") return [...places, ...libraries, ...own];
  const special = [FORBIDDEN_IN_DOMAIN.map((from) => ({ from, allowed: false }))];
  const pure = ALLOWED_IN_DOMAIN.map((from) => ({ from, allowed: true }));
  return [...places, ...libraries, ...special.flat(), ...pure];
}

/** Files with the given lines in a folder of their own, under the project's own rules; answers "file:line" of each refusal. */
async function refusals(rule: string, files: Record<string, readonly string[]>): Promise<Set<string>> {
  const folder = await mkdtemp(path.join(tmpdir(), "cuifu-layers-"));
  for (const name of ["biome.json", ".gitignore"]) await copyFile(path.join(root, name), path.join(folder, name));
  for (const [file, lines] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), lines.join("\n"));
  }
  const biome = path.join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--reporter=github", "--max-diagnostics=none", "."];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  await rm(folder, { recursive: true });
  const found = output.matchAll(/title=lint\/([^,]+),file=([^,]+),line=(\d+)/g);
  const ofRule = [...found].filter(([, title]) => title === rule);
  return new Set(ofRule.map(([, , file = "", line]) => `${path.relative(folder, path.resolve(folder, file))}:${line}`));
}

describe("a layer", () => {
  let refused: Set<string>;
  const imports = Object.fromEntries(Object.keys(MAY_IMPORT).map((layer) => [layer, importsOf(layer)]));
  beforeAll(async () => {
    const lines = (layer: string, up: string) =>
      (imports[layer] ?? []).map(({ from }, n) => `export { x as x${n} } from "${from.replace(/^\.\.\//, up)}";`);
    const layers = Object.keys(MAY_IMPORT);
    refused = await refusals("style/noRestrictedImports", {
      ...Object.fromEntries(layers.map((layer) => [`src/${layer}/file.ts`, lines(layer, "../")])),
      ...Object.fromEntries(
        layers
          .filter((layer) => layer !== "domain")
          .map((layer) => [`src/${layer}/deep/file.ts`, lines(layer, "../../")]),
      ),
    });
  });

  it.each(Object.keys(MAY_IMPORT))("%s imports what the design lets it import, and nothing else", (layer) => {
    for (const file of layer === "domain" ? ["file.ts"] : ["file.ts", "deep/file.ts"]) {
      const verdicts = imports[layer]?.map(({ from }, n) => ({
        from,
        allowed: !refused.has(`src/${layer}/${file}:${n + 1}`),
      }));
      expect(verdicts).toEqual(imports[layer]);
    }
  });
});

describe("the environment", () => {
  it("is read by the configuration alone", async () => {
    const lines = ["export const port = process.env.PORT;"];
    const files = ["src/app.ts", "src/http/file.ts", "src/domain/file.ts", "src/config.ts"];
    const refused = await refusals("style/noProcessEnv", Object.fromEntries(files.map((file) => [file, lines])));
    expect([...refused].sort()).toEqual(["src/app.ts:1", "src/domain/file.ts:1", "src/http/file.ts:1"]);
  });
});

describe("the clock", () => {
  const ASKS_THE_MACHINE = /\bDate\.now\(|\bnew Date\(\s*\)|\bDate\(\s*\)|DateTime\.(now|local|utc)\(\s*\)/;

  it.each(["domain", "store", "journey"])("of the machine is never asked in %s", async (layer) => {
    const found: string[] = [];
    for await (const file of glob(`src/${layer}/**/*.ts`, { cwd: root })) {
      if (ASKS_THE_MACHINE.test(await readFile(path.join(root, file), "utf8"))) found.push(file);
    }
    expect(found).toEqual([]);
  });

  it.each(["Date.now()", "new Date()", "new Date( )", "DateTime.now()", "DateTime.local()"])(
    "is told by %s",
    (code) => {
      expect(code).toMatch(ASKS_THE_MACHINE);
    },
  );

  it.each(["new Date(at)", "DateTime.fromMillis(at)", "DateTime.local(2026, 1, 1)"])("is not told by %s", (code) => {
    expect(code).not.toMatch(ASKS_THE_MACHINE);
  });
});

/** No engine runs containers here: what can be known of the image and the compose file without one is held. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseConfig, readEnv } from "#src/config.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
}

const compose: { services: Record<string, Service>; configs: Record<string, { file: string }> } = parse(
  read("deploy/compose.yaml"),
  { merge: true },
);
const ours = Object.entries(compose.services).filter(([, { environment }]) => environment?.REDIS_URL !== undefined);

describe("the compose file", () => {
  it("starts each role once the database is migrated, and nothing else of ours", () => {
    const commands = ours.map(([name, { command }]) => [name, command?.join(" ")]);
    expect(commands).toEqual([
      ["migrate", "migrate"],
      ["api", "start --role api"],
      ["scheduler", "start --role scheduler"],
      ["worker", "start --role worker"],
    ]);
    for (const [name, { depends_on }] of ours) {
      if (name !== "migrate") expect(depends_on?.migrate?.condition).toBe("service_completed_successfully");
    }
  });

  it("waits for services that have a health check", () => {
    for (const { depends_on = {} } of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        if (condition === "service_healthy")
          expect([name, compose.services[name]?.healthcheck]).toEqual([name, expect.any(Object)]);
      }
    }
  });

  it("sets nothing that the service would refuse", () => {
    const filled = Object.fromEntries(
      read("deploy/cuifu.env.example")
        .split("\n")
        .flatMap((line) => /^#? ?([A-Z_]+)=/.exec(line)?.[1] ?? [])
        .map((name) => [
          name,
          name === "CUIFU_SECRET_KEY" ? Buffer.alloc(32).toString("base64") : "https://pay.example",
        ]),
    );
    const { SMTP_URL: _, ...example } = filled;
    for (const [, { environment = {} }] of ours) {
      const settings = Object.entries(environment).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{\w+[^}]*\}/g, "x"),
      ]);
      const config = parseConfig(readEnv({ ...example, ...Object.fromEntries(settings) }), null);
      expect(config).toMatchObject({
        databaseUrl: "postgres://cuifu:x@postgres:5432/cuifu",
        redis: { kind: "single" },
      });
    }
    expect(
      existsSync(path.join(root, "deploy", (compose.configs.cuifu?.file ?? "").replace(/^\$\{\w+:-(.*)\}$/, "$1"))),
    ).toBe(true);
  });
});

describe("the image", () => {
  it("copies what is there and what .dockerignore lets through", () => {
    const copied = [...read("Dockerfile").matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, names]) => names?.split(" ") ?? [],
    );
    const letThrough = read(".dockerignore").split("\n");
    expect(copied.length).toBeGreaterThan(4);
    for (const name of copied) {
      expect([name, existsSync(path.join(root, name)), letThrough.includes(`!${name}`)]).toEqual([name, true, true]);
    }
  });
});

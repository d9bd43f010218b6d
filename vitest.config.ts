import { defineConfig } from "vitest/config";

/**
 * `unit` needs nothing; the others share one real PostgreSQL, each test file in a database of its own. `redis` runs once
 * more what needs the queue, which is then kept in a Redis of the file's own.
 */
const project = (name: string, limits: { testTimeout: number }, include = [`tests/${name}/**/*.test.ts`]) => ({
  extends: true as const,
  test: {
    name,
    include,
    hookTimeout: 60_000,
    ...(name === "unit" ? {} : { globalSetup: "tests/support/global-database.ts" }),
    ...(name === "redis" ? { env: { TEST_QUEUE: "redis" } } : {}),
    ...limits,
  },
});

export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", "./tests/support/count-reporter.ts"],
    passWithNoTests: true,
    projects: [
      project("unit", { testTimeout: 20_000 }),
      project("contract", { testTimeout: 30_000 }),
      project("integration", { testTimeout: 60_000 }),
      project("e2e", { testTimeout: 180_000 }),
      project("page", { testTimeout: 60_000 }),
      project("faults", { testTimeout: 600_000 }),
      project("redis", { testTimeout: 600_000 }, [
        "tests/integration/{app,queue-console}.test.ts",
        "tests/faults/{lost-jobs,many-processes}.test.ts",
      ]),
    ],
  },
});

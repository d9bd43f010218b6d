import { defineConfig } from "vitest/config";
import { filesOnQueue } from "./tests/support/queue-files.ts";

/**
 * `unit` needs nothing; the others share one real PostgreSQL, each test file in a database of its own. `redis` runs once
 * more whatever opens the queue, which is then kept in a Redis of the file's own: every file of `integration` and `e2e`
 * that comes by its imports to the place where the queue is kept (the rest never opens one, and would only run the same
 * again; tests/unit/queue-files.test.ts sees to it that nobody opens one past that place), and of `faults` those that
 * lose jobs and workers.
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
        ...filesOnQueue("tests/{integration,e2e}/**/*.test.ts"),
        "tests/faults/{killed-workers,lost-jobs,many-processes}.test.ts",
      ]),
    ],
  },
});

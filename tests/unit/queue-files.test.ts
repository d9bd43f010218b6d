import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { filesOnQueue } from "#tests/support/queue-files.ts";

/** What opens a queue, or starts a program that does. */
const OPENS = /\b(createApp|openSendQueue|postgresBackend|redisBackend)\(|cuifu\.mjs/;
/** A queue of each kind of its own, whatever the project. */
const BOTH_BY_ITSELF = ["tests/contract/queue-backends.test.ts"];

test("no test opens a queue past the place where the project `redis` puts another in its stead", () => {
  const places = "tests/{contract,e2e,faults,integration,page,support}/**/*.ts";
  const opening = globSync(places).filter((file) => OPENS.test(readFileSync(file, "utf8")));
  expect(opening).toContain("tests/support/app.ts");
  const past = opening.filter((file) => !filesOnQueue(places).includes(file));
  expect(past.filter((file) => !BOTH_BY_ITSELF.includes(file))).toEqual([]);
});

test("what opens it by way of others is found, and what works on the database alone is not", () => {
  const files = filesOnQueue("tests/{integration,faults}/**/*.test.ts");
  expect(files).toEqual(expect.arrayContaining(["tests/integration/app.test.ts", "tests/faults/lost-jobs.test.ts"]));
  expect(files).not.toContain("tests/integration/intake.test.ts");
});

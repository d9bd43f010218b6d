/** What the queue is kept in: PostgreSQL, or in the test project `redis` a Redis of this test file's own. */
import { afterAll } from "vitest";
import type { Environment } from "#src/config.ts";
import { type TestRedis, testRedis } from "./redis.ts";

/** Null: the queue is kept in PostgreSQL. */
export const queueRedis = process.env.TEST_QUEUE === "redis" ? await testRedis() : null;
if (queueRedis !== null) afterAll(() => queueRedis.close());

/** What a service of the tests is told of it. */
export const queueEnvironment = (redis: TestRedis | null = queueRedis): Environment =>
  redis === null ? {} : { REDIS_URL: redis.url };

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JobData, JobWorkerOptions, QueueBackend } from "#src/queue/backend.ts";
import { postgresBackend } from "#src/queue/postgres-backend.ts";
import { redisBackend } from "#src/queue/redis-backend.ts";
import { parseRedisAddress } from "#src/redis-address.ts";
import { openForeignPool } from "#src/store/connect.ts";
import { until } from "#tests/support/app.ts";
import { testDatabase } from "#tests/support/database.ts";
import { type TestRedis, testRedis, testRedisCluster } from "#tests/support/redis.ts";

interface Opened {
  readonly backend: QueueBackend;
  close(): Promise<void>;
}

async function onRedis(start: () => Promise<TestRedis>): Promise<Opened> {
  const redis = await start();
  const address = parseRedisAddress(redis.url);
  if (address === null) throw new Error("no address");
  const backend = redisBackend(address);
  return { backend, close: async () => void (await Promise.all([backend.close(), redis.close()])) };
}

const BACKENDS: readonly (readonly [string, () => Promise<Opened>])[] = [
  [
    "PostgreSQL",
    async () => {
      const database = await testDatabase();
      const backend = postgresBackend((pool) => openForeignPool(database.url, pool));
      return { backend, close: () => database.drop() };
    },
  ],
  ["Redis", () => onRedis(testRedis)],
  ["Redis Cluster", () => onRedis(testRedisCluster)],
];

describe.each(BACKENDS)("the queue on %s", (_, open) => {
  let opened: Opened;
  const closers: (() => Promise<void>)[] = [];
  const errors: Error[] = [];
  let queues = 0;

  beforeAll(async () => {
    opened = await open();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    errors.length = 0;
  });
  afterAll(() => opened.close());

  const openQueue = () => {
    queues += 1;
    const name = `send-test${queues}`;
    const queue = opened.backend.queue(name, (error) => void errors.push(error));
    closers.push(() => queue.close());
    return { name, queue };
  };
  const work = (name: string, run: JobWorkerOptions["run"], concurrency = 2) => {
    const worker = opened.backend.worker(name, { run, concurrency, onError: (error) => void errors.push(error) });
    let closing: Promise<void> | null = null;
    const close = () => {
      closing ??= worker.close();
      return closing;
    };
    closers.push(close);
    return { close };
  };
  const job = (n: number) => ({ id: `sms-${n}`, data: { shops: [n], reminders: [n, n + 1] } as unknown as JobData });
  const jobs = (count: number) => Array.from({ length: count }, (_, n) => job(n));

  it("hands each job to one worker, with what it carries", async () => {
    const { name, queue } = openQueue();
    const done: JobData[] = [];
    const run = async (data: JobData) => void done.push(data);
    work(name, run);
    work(name, run);
    await queue.addAll(jobs(50));
    await until("all done", () => (done.length >= 50 ? true : null), 20);
    expect(done.map(({ reminders }) => reminders).sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(
      jobs(50).map(({ data }) => data.reminders),
    );
    await until("none left", async () => (Object.values(await queue.counts()).every((n) => n === 0) ? true : null), 10);
    expect(errors).toEqual([]);
  });

  it("keeps one of those with one id while it waits, and takes the id again once it is done", async () => {
    const { name, queue } = openQueue();
    await queue.addAll([job(1)]);
    await queue.addAll([job(1), job(2)]);
    expect((await queue.counts()).waiting).toBe(2);
    let runs = 0;
    work(name, async () => {
      runs += 1;
    });
    await until("both done", () => (runs === 2 ? true : null), 10);
    await until("forgotten", async () => ((await queue.counts()).active === 0 ? true : null), 10);
    await queue.addAll([job(1)]);
    await until("done again", () => (runs === 3 ? true : null), 10);
  });

  it("drops a job that fails, tells of it, and goes on", async () => {
    const { name, queue } = openQueue();
    const run: number[] = [];
    work(name, async ({ shops }) => {
      run.push(Number(shops[0]));
      if (shops[0] === (1 as unknown)) throw new Error("refused");
    });
    await queue.addAll(jobs(4));
    await until("all run", () => (run.length === 4 ? true : null), 10);
    await until("none left", async () => (Object.values(await queue.counts()).every((n) => n === 0) ? true : null), 10);
    expect(errors.map(({ message }) => message)).toEqual(["refused"]);
  });

  it("takes no more once it is closed, and ends what is under way first", async () => {
    const { name, queue } = openQueue();
    const gate = Promise.withResolvers<void>();
    let ended = 0;
    const worker = work(
      name,
      async () => {
        await gate.promise;
        ended += 1;
      },
      1,
    );
    await queue.addAll(jobs(3));
    await until("one under way", async () => ((await queue.counts()).active === 1 ? true : null), 10);
    const closing = worker.close();
    gate.resolve();
    await closing;
    expect(ended).toBe(1);
    expect((await queue.counts()).waiting).toBe(2);
  });
});

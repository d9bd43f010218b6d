import { setTimeout as sleep } from "node:timers/promises";
import { createRedisBackend, Queue, Worker } from "bullmq";
import type { RedisAddress } from "../redis-address.ts";
import {
  asJobQueue,
  hearErrors,
  type JobWorkerOptions,
  type QueueBackend,
  runJob,
  WORKER_SETTINGS,
} from "./backend.ts";
import { connectRedis, connectWorker, type RedisClient } from "./redis-connection.ts";

/** Before each key. What stands in braces decides the node of a Cluster, and all keys of a queue have to be on one. */
const PREFIX = "{cuifu}";
/** Milliseconds after which a Redis that does not answer counts as away. */
const ANSWER_WITHIN = 4_000;
/** Milliseconds that a worker, its jobs done, waits for Redis to hear of it. */
const GOODBYE_WITHIN = 2_000;

/**
 * BullMQ on Redis or Redis Cluster. What is in it may be lost at any moment: the reminders table enqueues it again.
 * Nothing here waits for a Redis that is away but workers, until it is back.
 */
export function redisBackend(address: RedisAddress): QueueBackend {
  let opened: RedisClient | null = null;
  const producer = (): RedisClient => {
    opened ??= quiet(connectRedis(address, "hasty"));
    return opened;
  };
  return {
    queue(name, onError) {
      const settings = { connection: producer(), prefix: PREFIX };
      const queue = asJobQueue(new Queue(name, settings, createRedisBackend), onError);
      return {
        addAll: (jobs) => answered(queue.addAll(jobs)),
        counts: () => answered(queue.counts()),
        shown: queue.shown,
        close: () => queue.close(),
      };
    },
    worker(name, { concurrency, onError, ...options }) {
      const { run, underWay } = tracked(options.run);
      const { client, disconnect } = connectWorker(address);
      const settings = { ...WORKER_SETTINGS, connection: quiet(client), prefix: PREFIX, concurrency };
      const worker = new Worker(name, runJob(run), settings, createRedisBackend);
      hearErrors(worker, onError);
      return {
        async close() {
          const closed = worker.close().catch(onError);
          const done = Promise.allSettled(underWay).then(() => sleep(GOODBYE_WITHIN, undefined, { ref: false }));
          await Promise.race([closed, done]);
          // Where Redis is away the worker would wait for it.
          disconnect();
        },
      };
    },
    async close() {
      opened?.disconnect();
    },
  };
}

/** BullMQ listens to its own connections; of the others nobody needs to hear. */
function quiet(client: RedisClient): RedisClient {
  client.on("error", () => undefined);
  return client;
}

/** BullMQ waits for the first connection, however long it takes. @throws where that is too long. */
async function answered<T>(work: Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = sleep(ANSWER_WITHIN, null, { signal: given.signal }).then(() => {
    throw new Error("the queue's Redis does not answer: check REDIS_URL, and whether it runs");
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    given.abort();
    late.catch(() => undefined);
    work.catch(() => undefined);
  }
}

/** @returns `run`, and what it has under way. */
function tracked(run: JobWorkerOptions["run"]): { run: JobWorkerOptions["run"]; underWay: Set<Promise<void>> } {
  const underWay = new Set<Promise<void>>();
  return {
    underWay,
    async run(data) {
      const work = run(data);
      underWay.add(work);
      try {
        await work;
      } finally {
        underWay.delete(work);
      }
    },
  };
}

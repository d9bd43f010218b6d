import { setTimeout as sleep } from "node:timers/promises";
import { createPostgresBackend, isPgPool, type PgPool, Queue, Worker } from "bullmq";
import { asJobQueue, hearErrors, type QueueBackend, RETRY_AFTER_MS, runJob, WORKER_SETTINGS } from "./backend.ts";

/** A pool of one queue or worker: how many connections, and PostgreSQL's settings of each. */
export interface QueuePool {
  readonly max: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** The schema of BullMQ's own tables: the one it looks for where it is handed a pool. */
const QUEUE_SCHEMA = "bullmq";

/**
 * BullMQ's backend, but for one thing: a worker that could not ask for its next job asks again at once, and while the
 * connection is broken that fails without ever letting the process read from a socket, so it would spin for good.
 */
const patientBackend: typeof createPostgresBackend = (name, options, factoryOptions) => {
  const backend = createPostgresBackend(name, options, factoryOptions);
  const moveToActive = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...args) => {
    try {
      return await moveToActive(...args);
    } catch (error) {
      await sleep(RETRY_AFTER_MS);
      throw error;
    }
  };
  return backend;
};

/**
 * BullMQ on PostgreSQL. `enable_sort=off` keeps a burst quick after ANALYZE; losing the last jobs in a crash of the
 * server costs nothing, because the reminders table enqueues them again, so its commits need not wait for the disk.
 *
 * Each queue and worker gets a pool of its own. Left to make one itself, BullMQ listens on a bare client that has nobody
 * to tell of an error until it is connected: a server that dies at that moment would end the process.
 * @param openDriverPool a pool of the PostgreSQL driver, of at most `max` connections with the settings named.
 */
export function postgresBackend(openDriverPool: (pool: QueuePool) => object): QueueBackend {
  const settings = { search_path: QUEUE_SCHEMA, enable_sort: "off", synchronous_commit: "off" };
  const openPool = (max: number): PgPool => {
    const pool = openDriverPool({ max, settings });
    if (!isPgPool(pool)) throw new TypeError("BullMQ does not know the PostgreSQL driver's pool any more");
    return pool;
  };
  return {
    queue(name, onError) {
      const pool = openPool(2);
      const queue = asJobQueue(new Queue(name, { connection: pool }, createPostgresBackend), onError);
      return {
        ...queue,
        async close() {
          await queue.close();
          await pool.end();
        },
      };
    },
    worker(name, { run, onError, concurrency }) {
      // One of them listens.
      const pool = openPool(3);
      const settings = { ...WORKER_SETTINGS, connection: pool, concurrency };
      const worker = new Worker(name, runJob(run), settings, patientBackend);
      hearErrors(worker, onError);
      return {
        async close() {
          await worker.close();
          await pool.end();
        },
      };
    },
    close: async () => undefined,
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { createPostgresBackend, isPgPool, type Job, type PgPool, Queue, Worker } from "bullmq";
import type { SendJob } from "../domain/send-job.ts";

/** What a job carries; its id and channel are those of its queue. */
export type JobData = Pick<SendJob, "shops" | "reminders">;

/** One queue, to put jobs into. */
export interface JobQueue {
  addAll(jobs: readonly { readonly id: string; readonly data: JobData }[]): Promise<void>;
  /** How many jobs wait, run and so on. */
  counts(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** Takes jobs out of one queue. */
export interface JobWorker {
  /** Takes no more jobs, and resolves when those under way are done. */
  close(): Promise<void>;
}

export interface JobWorkerOptions {
  readonly run: (data: JobData) => Promise<void>;
  readonly onError: (error: Error) => void;
  /** Jobs one process works on at once. */
  readonly concurrency: number;
}

/** Where jobs are kept. The queue may be emptied at any moment without loss or repetition. */
export interface QueueBackend {
  queue(name: string, onError: (error: Error) => void): JobQueue;
  worker(name: string, options: JobWorkerOptions): JobWorker;
}

/** A pool of one queue or worker: how many connections, and PostgreSQL's settings of each. */
export interface QueuePool {
  readonly max: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** The schema of BullMQ's own tables: the one it looks for where it is handed a pool. */
const QUEUE_SCHEMA = "bullmq";

/** How long a job's owner may be silent before another worker takes the job, in milliseconds of real time. */
const LOCK_DURATION_MS = 10_000;
/** How often somebody looks for jobs whose owner is gone: a killed worker's job goes on within some 20 s. */
const STALLED_INTERVAL_MS = 5_000;
/** How soon a worker asks again after its connection was lost. BullMQ's own 15 s hold up sends, and the stop as well. */
const RETRY_AFTER_MS = 1_000;

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
      const queue = new Queue(name, { connection: pool }, createPostgresBackend);
      queue.on("error", onError);
      return {
        async addAll(jobs) {
          await queue.addBulk(
            jobs.map(({ id, data }) => ({
              name: "send",
              data,
              opts: { jobId: id, removeOnComplete: true, removeOnFail: true },
            })),
          );
        },
        counts: async () => await queue.getJobCounts("waiting", "active", "delayed", "failed"),
        async close() {
          await queue.close();
          await pool.end();
        },
      };
    },
    worker(name, { run, onError, concurrency }) {
      // One of them listens.
      const pool = openPool(3);
      const worker = new Worker(
        name,
        async (job: Job<JobData>) => await run(job.data),
        {
          connection: pool,
          concurrency,
          lockDuration: LOCK_DURATION_MS,
          stalledInterval: STALLED_INTERVAL_MS,
          runRetryDelay: RETRY_AFTER_MS,
        },
        patientBackend,
      );
      worker.on("error", onError);
      // A job that failed is dropped: the reminders table enqueues again what it still holds as queued.
      worker.on("failed", (_job, error) => onError(error));
      return {
        async close() {
          await worker.close();
          await pool.end();
        },
      };
    },
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { createPostgresBackend, type Job, Queue, Worker } from "bullmq";
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

/** The schema of BullMQ's own tables. */
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
 * @param url of the database; connections work as the application role.
 * @param connectionClass the driver's client, in a form that outlives the loss of its connection between two statements.
 */
export function postgresBackend(url: string, connectionClass: new () => object): QueueBackend {
  const connection = () => ({
    connectionString: url,
    schema: QUEUE_SCHEMA,
    max: 2,
    application_name: "cuifu queue",
    Client: connectionClass,
    options: "-c role=cuifu_app -c enable_sort=off -c synchronous_commit=off",
  });
  return {
    queue(name, onError) {
      const queue = new Queue(name, { connection: connection() }, createPostgresBackend);
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
        close: async () => await queue.close(),
      };
    },
    worker(name, { run, onError, concurrency }) {
      const worker = new Worker(
        name,
        async (job: Job<JobData>) => await run(job.data),
        {
          connection: connection(),
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
      return { close: async () => await worker.close() };
    },
  };
}

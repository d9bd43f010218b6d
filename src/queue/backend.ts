import type { BaseAdapter } from "@bull-board/api/baseAdapter";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { type Job, Queue } from "bullmq";
import type { SendJob } from "../domain/send-job.ts";

/** What a job carries; its id and channel are those of its queue. */
export type JobData = Pick<SendJob, "shops" | "reminders">;

/** One queue, to put jobs into. */
export interface JobQueue {
  addAll(jobs: readonly { readonly id: string; readonly data: JobData }[]): Promise<void>;
  /** How many jobs wait, run and so on. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** For the console: to be looked at, and nothing else. */
  shown(): BaseAdapter;
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
  /** Lets go of what its queues and workers share; close them first. */
  close(): Promise<void>;
}

/** How soon a worker asks again after its connection was lost. BullMQ's own 15 s hold up sends, and the stop as well. */
export const RETRY_AFTER_MS = 1_000;

/** Of every worker, in milliseconds of real time. */
export const WORKER_SETTINGS = {
  /** How long a job's owner may be silent before another worker takes the job. */
  lockDuration: 10_000,
  /** How often somebody looks for jobs whose owner is gone: a killed worker's job goes on within some 20 s. */
  stalledInterval: 5_000,
  runRetryDelay: RETRY_AFTER_MS,
} as const;

/** BullMQ's queue as we use it, whatever it is kept in. */
export function asJobQueue(
  queue: Pick<Queue, "addBulk" | "getJobCounts" | "close"> & {
    on(event: "error", heard: (error: Error) => void): object;
  },
  onError: (error: Error) => void,
): JobQueue {
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
    shown() {
      if (!(queue instanceof Queue)) throw new TypeError("the queue is none of BullMQ's");
      return new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false });
    },
    close: async () => await queue.close(),
  };
}

/** What a worker of BullMQ does with a job. */
export const runJob =
  (run: JobWorkerOptions["run"]) =>
  async ({ data }: Pick<Job<JobData>, "data">): Promise<void> =>
    await run(data);

export function hearErrors(
  worker: { on(event: "error", heard: (error: Error) => void): object } & {
    on(event: "failed", heard: (job: unknown, error: Error) => void): object;
  },
  onError: (error: Error) => void,
): void {
  worker.on("error", onError);
  // A job that failed is dropped: the reminders table enqueues again what it still holds as queued.
  worker.on("failed", (_job, error) => onError(error));
}

import type { BaseAdapter } from "@bull-board/api/baseAdapter";
import { CHANNELS, type ChannelName } from "../domain/channel.ts";
import type { Log } from "../domain/log.ts";
import type { Enqueue, SendJob } from "../domain/send-job.ts";
import type { QueueBackend } from "./backend.ts";

/** Jobs waiting, running and so on in one queue. */
export interface QueueCounts {
  readonly queue: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** One queue a channel, so that a slow provider holds up nobody else. */
export interface SendQueue {
  readonly enqueue: Enqueue;
  counts(): Promise<QueueCounts[]>;
  /** Each queue for the console. */
  shown(): BaseAdapter[];
  close(): Promise<void>;
}

/** Jobs of one channel that one process works on at once. */
const JOBS_AT_ONCE = 4;

const nameOf = (channel: ChannelName): string => `send-${channel}`;

export function openSendQueue(backend: QueueBackend, log: Log): SendQueue {
  const queues = CHANNELS.map((channel) => {
    const name = nameOf(channel);
    const onError = (error: Error) => log.warn({ err: error, queue: name }, "queue connection trouble");
    return { channel, name, queue: backend.queue(name, onError) };
  });
  return {
    async enqueue(jobs) {
      for (const { channel, queue } of queues) {
        const own = jobs.filter((job) => job.channel === channel);
        if (own.length === 0) continue;
        await queue.addAll(own.map(({ id, shops, reminders }) => ({ id, data: { shops, reminders } })));
      }
    },
    counts: async () =>
      await Promise.all(queues.map(async ({ name, queue }) => ({ queue: name, counts: await queue.counts() }))),
    shown: () => queues.map(({ queue }) => queue.shown()),
    async close() {
      await Promise.all(queues.map(({ queue }) => queue.close()));
    },
  };
}

/** The workers of one process, one a channel; `close` waits for what is under way. */
export function startSendWorkers(
  backend: QueueBackend,
  log: Log,
  send: (job: Omit<SendJob, "id">) => Promise<void>,
): { close(): Promise<void> } {
  const workers = CHANNELS.map((channel) => {
    const name = nameOf(channel);
    return backend.worker(name, {
      run: async (data) => await send({ channel, ...data }),
      onError: (error) => log.error({ err: error, queue: name }, "a send job failed or its queue is in trouble"),
      concurrency: JOBS_AT_ONCE,
    });
  });
  return {
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

import { Queue, Worker } from "bullmq";
import { CONCURRENCY, type Reminders } from "./reminders.ts";

const QUEUE = "reminders";
const JOB = { removeOnComplete: true, attempts: 3 };

interface Job {
  readonly orderId: string;
}

/** Delayed jobs in BullMQ on Redis. */
export async function bullmqReminders(url: string): Promise<Reminders> {
  const connection = { url };
  const queue = new Queue<Job>(QUEUE, { connection });
  await queue.waitUntilReady();
  const delayOf = (at: Date) => Math.max(0, at.getTime() - Date.now());
  return {
    async add({ orderId, at }) {
      await queue.add("remind", { orderId }, { ...JOB, delay: delayOf(at) });
    },
    async addAll(reminders) {
      await queue.addBulk(
        reminders.map(({ orderId, at }) => ({
          name: "remind",
          data: { orderId },
          opts: { ...JOB, delay: delayOf(at) },
        })),
      );
    },
    async work(send) {
      const worker = new Worker<Job>(QUEUE, ({ data }) => send(data.orderId), { connection, concurrency: CONCURRENCY });
      worker.on("error", (error) => process.stderr.write(`${error.message}\n`));
      await worker.waitUntilReady();
    },
  };
}

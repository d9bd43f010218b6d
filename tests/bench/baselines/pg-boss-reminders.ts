import PgBoss from "pg-boss";
import { CONCURRENCY, type Reminders } from "./reminders.ts";

const QUEUE = "reminders";
/**
 * pg-boss asks for jobs at most every half second, so a batch has to be as large as what can be sent in one: with one
 * of 32 it would send 64 a second.
 */
const BATCH = 1_000;

interface Job {
  readonly orderId: string;
}

/** Delayed jobs in pg-boss, in the shop's own PostgreSQL. */
export async function pgBossReminders(connectionString: string, max: number): Promise<Reminders> {
  const boss = new PgBoss({ connectionString, max });
  boss.on("error", (error) => process.stderr.write(`${error.message}\n`));
  await boss.start();
  await boss.createQueue(QUEUE);
  return {
    async add({ orderId, at }) {
      await boss.send(QUEUE, { orderId } satisfies Job, { startAfter: at });
    },
    async addAll(reminders) {
      await boss.insert(
        reminders.map(({ orderId, at }) => ({ name: QUEUE, data: { orderId } satisfies Job, startAfter: at })),
      );
    },
    async work(send) {
      const settings = { batchSize: BATCH, pollingIntervalSeconds: 0.5 };
      await boss.work<Job>(QUEUE, settings, async (jobs) => {
        const left = jobs.values();
        const worker = async (): Promise<void> => {
          for (const { id, data } of left) {
            // One that fails is tried again; its neighbours in the batch are not.
            await send(data.orderId).catch((error: Error) => boss.fail(QUEUE, id, { message: error.message }));
          }
        };
        await Promise.all(Array.from({ length: CONCURRENCY }, worker));
      });
    },
  };
}

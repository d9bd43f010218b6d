/** The jobs that stand in the queue, looked at and meddled with from outside. */
import type { Redis } from "ioredis";

export interface Jobs {
  count(): Promise<number>;
  /** Forgets those under way, as when their workers are gone for good. */
  giveUpActive(): Promise<void>;
  /** As if the workers of those under way had been silent for too long and BullMQ had noticed once: the next look takes them. */
  stall(): Promise<void>;
  /** Empties the queue, as when its server was lost. @returns how many there were. */
  wipe(): Promise<number>;
  /** How many stand in which state, for an error message. */
  summary(): Promise<string>;
}

type Query = <T>(statement: string) => Promise<T[]>;

export function postgresJobs(query: Query): Jobs {
  const count = async (statement: string): Promise<number> => Number((await query<{ n: string }>(statement))[0]?.n);
  return {
    count: () => count("SELECT count(*) AS n FROM bullmq.job"),
    giveUpActive: async () => void (await query("DELETE FROM bullmq.job WHERE state = 'active'")),
    async stall() {
      await query("UPDATE bullmq.job SET locked_until_ms = 0, stalled_marked = true WHERE state = 'active'");
      await query("DELETE FROM bullmq.meta WHERE field = 'stalled-check'");
    },
    wipe: () => count("WITH gone AS (DELETE FROM bullmq.job RETURNING 1) SELECT count(*) AS n FROM gone"),
    async summary() {
      const rows = await query<{ state: string; n: string }>(
        "SELECT state, count(*) AS n FROM bullmq.job GROUP BY 1 ORDER BY 1",
      );
      return rows.map(({ state, n }) => `job ${state}: ${n}`).join(", ");
    },
  };
}

const QUEUES = ["call", "im", "sms", "email"].map((channel) => `{cuifu}:send-${channel}`);

export function redisJobs(redis: Redis): Jobs {
  const lengths = async (list: string): Promise<number> =>
    (await Promise.all(QUEUES.map((queue) => redis.llen(`${queue}:${list}`)))).reduce((sum, n) => sum + n, 0);
  const count = async () => (await lengths("wait")) + (await lengths("active"));
  return {
    count,
    async giveUpActive() {
      for (const queue of QUEUES) {
        for (const id of await redis.lrange(`${queue}:active`, 0, -1)) {
          await redis.multi().lrem(`${queue}:active`, 0, id).del(`${queue}:${id}`, `${queue}:${id}:lock`).exec();
        }
      }
    },
    async stall() {
      for (const queue of QUEUES) {
        for (const id of await redis.lrange(`${queue}:active`, 0, -1)) {
          await redis.multi().del(`${queue}:${id}:lock`).sadd(`${queue}:stalled`, id).exec();
        }
        await redis.del(`${queue}:stalled-check`);
      }
    },
    async wipe() {
      const before = await count();
      await redis.flushall();
      return before;
    },
    summary: async () => `jobs waiting: ${await lengths("wait")}, active: ${await lengths("active")}`,
  };
}

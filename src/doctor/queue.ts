import { inspectRedis } from "../queue/inspect-redis.ts";
import { postgresBackend } from "../queue/postgres-backend.ts";
import { redisBackend } from "../queue/redis-backend.ts";
import { openSendQueue } from "../queue/send-queue.ts";
import { openForeignPool } from "../store/connect.ts";
import { type Check, type Finding, ok, warning, wrong } from "./check.ts";

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export const queue: Check = {
  name: "queue",
  async look({ config, databaseUrl }) {
    if (config.redis === null && databaseUrl === null) return [];
    const backend =
      config.redis === null
        ? postgresBackend((pool) => openForeignPool(databaseUrl ?? "", pool))
        : redisBackend(config.redis);
    const opened = openSendQueue(backend, SILENT);
    try {
      const counts = await opened.counts();
      const jobs = counts.flatMap((each) =>
        Object.entries(each.counts)
          .filter(([, n]) => n > 0)
          .map(([state, n]) => `${each.queue} ${state} ${n}`),
      );
      const kept =
        config.redis === null ? "in PostgreSQL" : config.redis.kind === "cluster" ? "in Redis Cluster" : "in Redis";
      return [ok(`kept ${kept}; ${jobs.length > 0 ? jobs.join(", ") : "empty"}`), ...(await ofRedis(config.redis))];
    } catch {
      if (config.redis === null) return [wrong("the queue's tables can't be read", "run `cuifu migrate`")];
      return [
        wrong("the queue's Redis can't be reached", "check REDIS_URL and whether it runs; nothing is lost meanwhile"),
      ];
    } finally {
      await opened.close().catch(() => undefined);
      await backend.close();
    }
  },
};

async function ofRedis(address: Parameters<typeof redisBackend>[0] | null): Promise<Finding[]> {
  if (address === null) return [];
  const { version, policy } = await inspectRedis(address);
  return [
    ...(isOld(version) ? [warning(`Redis ${version} is old`, "use Redis 6.2 or later")] : []),
    ...(policy === "noeviction"
      ? []
      : [warning(`Redis may drop jobs when its memory is full (${policy})`, "set maxmemory-policy to noeviction")]),
  ];
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 6 || (major === 6 && minor < 2);
}

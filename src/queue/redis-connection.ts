import { Cluster, type CommonRedisOptions, Redis } from "ioredis";
import type { RedisAddress } from "../redis-address.ts";

/** A connection to a Redis, or to all nodes of a Cluster. */
export type RedisClient = Redis | Cluster;

/** Milliseconds. */
const CONNECT_WITHIN = 5_000;
const RETRY_AFTER = 1_000;
const KEEP_ALIVE = 10_000;

/** How a connection behaves while Redis is away. Either way it is tried again every second, for good. */
const BEHAVIOUR = {
  /** What is asked of it fails at once. */
  hasty: { enableOfflineQueue: false, maxRetriesPerRequest: 0, socketTimeout: 3_000 },
  /** What is asked of it waits for the first connection, but not for a second one. */
  brief: { enableOfflineQueue: true, maxRetriesPerRequest: 1, socketTimeout: 3_000 },
  /** What is asked of it waits. Longer than BullMQ's longest blocking command, which takes 10 s. */
  patient: { enableOfflineQueue: true, maxRetriesPerRequest: null, socketTimeout: 15_000 },
} as const;

export type RedisBehaviour = keyof typeof BEHAVIOUR;

/** Connects, now or as soon as Redis is there. Listen for `error`: an error that nobody hears is printed. */
export function connectRedis(address: RedisAddress, behaviour: RedisBehaviour): RedisClient {
  const { enableOfflineQueue, ...ofNodes } = BEHAVIOUR[behaviour];
  const retry = () => RETRY_AFTER;
  const common = {
    ...ofNodes,
    ...(address.username === null ? {} : { username: address.username }),
    ...(address.password === null ? {} : { password: address.password }),
    ...(address.tls ? { tls: {} } : {}),
    connectTimeout: CONNECT_WITHIN,
    keepAlive: KEEP_ALIVE,
    // The form of answers that BullMQ reads.
    protocol: 2,
  } as const satisfies CommonRedisOptions;
  if (address.kind === "cluster") {
    return new Cluster([...address.nodes], {
      enableOfflineQueue,
      redisOptions: common,
      clusterRetryStrategy: retry,
      slotsRefreshTimeout: CONNECT_WITHIN,
      // Nodes of a TLS Cluster name each other by what their certificates say.
      ...(address.tls
        ? { dnsLookup: (name: string, found: (error: null, name: string) => void) => found(null, name) }
        : {}),
    });
  }
  const [node] = address.nodes;
  return new Redis({ ...common, enableOfflineQueue, retryStrategy: retry, db: address.database, ...node });
}

/** For a worker, which makes another of it to wait for jobs on. `disconnect` lets go of both. */
export function connectWorker(address: RedisAddress): { readonly client: RedisClient; disconnect(): void } {
  const client = connectRedis(address, "patient");
  const all = new Set<RedisClient>([client]);
  const keep = <Client extends RedisClient>(made: Client): Client => {
    all.add(made);
    return made;
  };
  if (client instanceof Cluster) {
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (...args) => keep(duplicate(...args));
  } else {
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (...args) => keep(duplicate(...args));
  }
  return {
    client,
    disconnect() {
      for (const each of all) each.disconnect();
    },
  };
}

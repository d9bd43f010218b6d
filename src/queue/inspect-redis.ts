import { setTimeout as sleep } from "node:timers/promises";
import { Cluster } from "ioredis";
import type { RedisAddress } from "../redis-address.ts";
import { connectRedis, type RedisClient } from "./redis-connection.ts";

export interface RedisFacts {
  readonly version: string;
  /** `maxmemory-policy`. */
  readonly policy: string;
  /** Its clock, in milliseconds since the epoch. */
  readonly now: number;
}

/** Milliseconds. */
const ANSWER_WITHIN = 4_000;

/** What a Redis (of a Cluster: one of its nodes) says of itself. @throws where it does not answer in time. */
export async function inspectRedis(address: RedisAddress): Promise<RedisFacts> {
  const client = connectRedis(address, "patient");
  client.on("error", () => undefined);
  const given = new AbortController();
  const late = sleep(ANSWER_WITHIN, null, { signal: given.signal }).then(() => {
    throw new Error("Redis does not answer");
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([read(client), late]);
  } finally {
    given.abort();
    client.disconnect();
  }
}

async function read(client: RedisClient): Promise<RedisFacts> {
  const info = await client.info();
  const node = client instanceof Cluster ? client.nodes("master")[0] : client;
  if (node === undefined) throw new Error("the Cluster has no node");
  const [seconds, microseconds] = await node.time();
  return {
    version: /^redis_version:(\S+)/m.exec(info)?.[1] ?? "",
    policy: /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? "",
    now: Number(seconds) * 1_000 + Number(microseconds) / 1_000,
  };
}

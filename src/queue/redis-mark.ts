import type { MarkKeeper } from "../domain/high-water.ts";
import type { RedisAddress } from "../redis-address.ts";
import { connectRedis, type RedisClient } from "./redis-connection.ts";

const KEY = "{cuifu}:high-water";

/** The high-water mark in the Redis that carries the queue: all hosts see one. @throws while Redis is away. */
export function redisMarkKeeper(address: RedisAddress): MarkKeeper & { close(): void } {
  let opened: RedisClient | null = null;
  const client = (): RedisClient => {
    if (opened === null) {
      opened = connectRedis(address, "brief");
      opened.on("error", () => undefined);
    }
    return opened;
  };
  return {
    read: () => client().get(KEY),
    write: async (text) => void (await client().set(KEY, text)),
    close: () => opened?.disconnect(),
  };
}

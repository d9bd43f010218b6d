import { createHash, randomUUID } from "node:crypto";
import { and, desc, eq, isNull, not, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Db, Tx } from "./connect.ts";
import { apiKeys } from "./schema.ts";

const PREFIX_LENGTH = 9;

const hashOf = (key: string): Uint8Array => createHash("sha256").update(key).digest();

/** Keeps a key's hash and its first characters, which it returns; the key itself is nowhere. */
export async function insertApiKey(tx: Tx, shopId: ShopId, key: string): Promise<string> {
  const prefix = key.slice(0, PREFIX_LENGTH);
  await tx.insert(apiKeys).values({ id: randomUUID(), shopId, prefix, hash: hashOf(key) });
  return prefix;
}

/** Whose key it is; null where there is none such or it was revoked. Puts down that it was used, once a minute at most. */
export async function findApiKey(db: Db | Tx, key: string): Promise<{ shopId: ShopId; prefix: string } | null> {
  const [row] = await db
    .select({ shopId: apiKeys.shopId, prefix: apiKeys.prefix, isNoted })
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, hashOf(key)), isNull(apiKeys.revokedAt)));
  if (row === undefined) return null;
  if (!row.isNoted) {
    await db
      .update(apiKeys)
      .set({ lastUsedAt: sql`clock_timestamp()` })
      .where(and(eq(apiKeys.hash, hashOf(key)), not(isNoted)));
  }
  return { shopId: row.shopId, prefix: row.prefix };
}

const isNoted = sql<boolean>`coalesce(${apiKeys.lastUsedAt} > clock_timestamp() - interval '1 minute', false)`;

/** A key as staff see it. */
export interface ApiKey {
  readonly id: string;
  readonly prefix: string;
  readonly createdAt: Instant;
  /** To the minute; null where it never was. */
  readonly lastUsedAt: Instant | null;
}

/** Those of a shop that hold, the newest first. */
export async function listApiKeys(db: Db | Tx, shopId: ShopId): Promise<ApiKey[]> {
  const { id, prefix, createdAt, lastUsedAt } = apiKeys;
  return await db
    .select({ id, prefix, createdAt, lastUsedAt })
    .from(apiKeys)
    .where(and(eq(apiKeys.shopId, shopId), isNull(apiKeys.revokedAt)))
    .orderBy(desc(createdAt), desc(id));
}

/** @returns the first characters of the key; null where the shop has none such, or it was revoked before. */
export async function revokeApiKey(tx: Tx, shopId: ShopId, id: string): Promise<string | null> {
  const [row] = await tx
    .update(apiKeys)
    .set({ revokedAt: sql`clock_timestamp()` })
    .where(and(eq(apiKeys.id, id), eq(apiKeys.shopId, shopId), isNull(apiKeys.revokedAt)))
    .returning({ prefix: apiKeys.prefix });
  return row?.prefix ?? null;
}

import { createHash, randomUUID } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Db, Tx } from "./connect.ts";
import { apiKeys } from "./schema.ts";

const PREFIX_LENGTH = 9;

const hashOf = (key: string): Uint8Array => createHash("sha256").update(key).digest();

/** Keeps a key's hash and its first characters; the key itself is nowhere. */
export async function insertApiKey(tx: Tx, shopId: ShopId, key: string): Promise<void> {
  await tx.insert(apiKeys).values({ id: randomUUID(), shopId, prefix: key.slice(0, PREFIX_LENGTH), hash: hashOf(key) });
}

/** Whose key it is; null where there is none such or it was revoked. */
export async function findApiKey(db: Db | Tx, key: string): Promise<{ shopId: ShopId; prefix: string } | null> {
  const [row] = await db
    .select({ shopId: apiKeys.shopId, prefix: apiKeys.prefix })
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, hashOf(key)), isNull(apiKeys.revokedAt)));
  return row ?? null;
}

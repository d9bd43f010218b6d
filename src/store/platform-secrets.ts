/** What platforms sign a shop's webhooks with, where that is set apart from the secret that we gave the shop. */
import { randomUUID } from "node:crypto";
import { and, desc, eq, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Platform } from "../domain/platform.ts";
import type { Db, Tx } from "./connect.ts";
import { platformSecrets } from "./schema.ts";
import type { Vault } from "./seal.ts";
import { holds, inTime } from "./secrets.ts";

/** The newest first; a platform that is not there has none. */
export type PlatformSecrets = ReadonlyMap<Platform, readonly string[]>;

const place = (shop: ShopId, row: string) => ({ table: "platform_secrets", column: "secret", shop, row });

/** Those that hold now, by the database's clock. */
export async function readPlatformSecrets(db: Db | Tx, vault: Vault, shopId: ShopId): Promise<PlatformSecrets> {
  const { id, platform, secret, createdAt } = platformSecrets;
  const rows = await db
    .select({ id, platform, secret })
    .from(platformSecrets)
    .where(holds(platformSecrets, shopId))
    .orderBy(desc(createdAt));
  const open = (row: (typeof rows)[number]) => vault.openText(row.secret, place(shopId, row.id));
  return new Map([...Map.groupBy(rows, (row) => row.platform)].map(([key, group]) => [key, group.map(open)]));
}

/** A platform's secret as staff see it. */
export interface PlatformSecretLine {
  readonly platform: Platform;
  readonly createdAt: Instant;
  /** Null: until it is replaced. */
  readonly expiresAt: Instant | null;
}

/** Those that hold now, the newest first. */
export async function listPlatformSecrets(db: Db | Tx, shopId: ShopId): Promise<PlatformSecretLine[]> {
  const { platform, createdAt, expiresAt } = platformSecrets;
  return await db
    .select({ platform, createdAt, expiresAt })
    .from(platformSecrets)
    .where(holds(platformSecrets, shopId))
    .orderBy(desc(createdAt));
}

/** Keeps a secret, sealed. It stands until it is told to expire. */
export async function insertPlatformSecret(
  tx: Tx,
  vault: Vault,
  shopId: ShopId,
  { platform, secret }: { readonly platform: Platform; readonly secret: string },
): Promise<void> {
  const id = randomUUID();
  await tx.insert(platformSecrets).values({ id, shopId, platform, secret: vault.seal(secret, place(shopId, id)) });
}

/** Lets those of a platform that stand hold for some milliseconds more. @returns how many there were. */
export async function expirePlatformSecrets(
  tx: Tx,
  shopId: ShopId,
  platform: Platform,
  lasts: number,
): Promise<number> {
  const ended = await tx
    .update(platformSecrets)
    .set({ expiresAt: sql`least(expires_at, ${inTime(lasts)})` })
    .where(and(holds(platformSecrets, shopId), eq(platformSecrets.platform, platform)))
    .returning({ id: platformSecrets.id });
  return ended.length;
}

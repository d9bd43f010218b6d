import { randomUUID } from "node:crypto";
import { and, desc, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Db, Tx } from "./connect.ts";
import { type platformSecrets, shopSecrets } from "./schema.ts";
import type { Vault } from "./seal.ts";

const place = (shop: ShopId, row: string) => ({ table: "shop_secrets", column: "secret", shop, row });

/** Keeps a secret shared with a shop, sealed. It stands until it is told to expire. */
export async function insertSecret(tx: Tx, vault: Vault, shopId: ShopId, secret: string): Promise<void> {
  const id = randomUUID();
  await tx.insert(shopSecrets).values({ id, shopId, secret: vault.seal(secret, place(shopId, id)) });
}

/** The secrets that hold now, by the database's clock; the newest first. */
export async function readSecrets(db: Db | Tx, vault: Vault, shopId: ShopId): Promise<string[]> {
  const rows = await db
    .select({ id: shopSecrets.id, secret: shopSecrets.secret })
    .from(shopSecrets)
    .where(holds(shopSecrets, shopId))
    .orderBy(desc(shopSecrets.createdAt));
  return rows.map(({ id, secret }) => vault.openText(secret, place(shopId, id)));
}

/** What of a shop's secrets has not expired, by the database's clock. */
export const holds = (secrets: typeof shopSecrets | typeof platformSecrets, shopId: ShopId) =>
  and(eq(secrets.shopId, shopId), or(isNull(secrets.expiresAt), gt(secrets.expiresAt, sql`clock_timestamp()`)));

/** So many milliseconds from now, by the database's clock. */
export const inTime = (milliseconds: number): SQL =>
  sql`clock_timestamp() + make_interval(secs => ${milliseconds / 1_000})`;

/** A secret as staff see it. */
export interface SecretLine {
  readonly id: string;
  readonly createdAt: Instant;
  /** Null: until it is replaced. */
  readonly expiresAt: Instant | null;
}

/** Those of a shop that hold, the newest first. */
export async function listSecrets(db: Db | Tx, shopId: ShopId): Promise<SecretLine[]> {
  const { id, createdAt, expiresAt } = shopSecrets;
  return await db
    .select({ id, createdAt, expiresAt })
    .from(shopSecrets)
    .where(holds(shopSecrets, shopId))
    .orderBy(desc(createdAt));
}

/** Lets a secret hold for some milliseconds more; null: until it is replaced. */
export async function expireSecret(tx: Tx, id: string, lasts: number | null): Promise<void> {
  const expiresAt = lasts === null ? null : inTime(lasts);
  await tx.update(shopSecrets).set({ expiresAt }).where(eq(shopSecrets.id, id));
}

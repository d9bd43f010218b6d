import { randomUUID } from "node:crypto";
import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Db, Tx } from "./connect.ts";
import { shopSecrets } from "./schema.ts";
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
    .where(
      and(
        eq(shopSecrets.shopId, shopId),
        or(isNull(shopSecrets.expiresAt), gt(shopSecrets.expiresAt, sql`clock_timestamp()`)),
      ),
    )
    .orderBy(desc(shopSecrets.createdAt));
  return rows.map(({ id, secret }) => vault.openText(secret, place(shopId, id)));
}

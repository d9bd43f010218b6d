import { sql } from "drizzle-orm";
import type { GroupId, ShopId } from "../domain/brand.ts";
import type { Tx } from "./connect.ts";
import { groups, shops } from "./schema.ts";
import type { Shop } from "./shops.ts";

/** A shop to be made. */
export type NewShop = Omit<Shop, "id" | "groupId" | "policyVersion" | "wordsVersion"> & { readonly groupId: GroupId };

export async function insertGroup(tx: Tx, name: string): Promise<GroupId> {
  const [row] = await tx.insert(groups).values({ name }).returning({ id: groups.id });
  if (!row) throw new Error("the group was not made");
  return row.id;
}

/**
 * Makes a shop that has no policy yet, and lets the transaction see its rows.
 * @returns its id, or null where the slug is taken.
 */
export async function insertShop(tx: Tx, shop: NewShop): Promise<ShopId | null> {
  const [row] = await tx.insert(shops).values(shop).onConflictDoNothing().returning({ id: shops.id });
  if (!row) return null;
  await tx.execute(sql`SELECT set_config('app.shops', ${String(row.id)}, true)`);
  return row.id;
}

import { eq, sql } from "drizzle-orm";
import type { GroupId, ShopId } from "../domain/brand.ts";
import { type Instant, instant } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import { among } from "./bulk.ts";
import type { Db, Tx } from "./connect.ts";
import { shops } from "./schema.ts";

/** A shop as the journey needs it. */
export interface Shop {
  readonly id: ShopId;
  readonly groupId: GroupId;
  readonly slug: string;
  readonly name: string;
  readonly timezone: string;
  readonly country: string;
  readonly currency: CurrencyCode;
  readonly locale: string;
  readonly policyVersion: number;
  readonly wordsVersion: number;
}

const columns = {
  id: shops.id,
  groupId: shops.groupId,
  slug: shops.slug,
  name: shops.name,
  timezone: shops.timezone,
  country: shops.country,
  currency: shops.currency,
  locale: shops.locale,
  policyVersion: shops.policyVersion,
  wordsVersion: shops.wordsVersion,
};

export async function findShop(db: Db | Tx, slug: string): Promise<Shop | null> {
  const [shop] = await db.select(columns).from(shops).where(eq(shops.slug, slug));
  return shop ?? null;
}

/** The shops with these ids, by id. */
export async function readShops(db: Db | Tx, ids: readonly ShopId[]): Promise<Map<ShopId, Shop>> {
  const rows = await db.select(columns).from(shops).where(among(shops.id, ids));
  return new Map(rows.map((shop) => [shop.id, shop]));
}

/** The shops that share buyers in these groups. */
export async function shopsOfGroups(db: Db | Tx, groupIds: readonly GroupId[]): Promise<ShopId[]> {
  const rows = await db.select({ id: shops.id }).from(shops).where(among(shops.groupId, groupIds));
  return rows.map((row) => row.id);
}

/** Every shop, for work that spans them all. */
export async function allShops(db: Db | Tx): Promise<Shop[]> {
  return await db.select(columns).from(shops).orderBy(shops.id);
}

/** Keeps a shop's name, locale, keys and secrets from changing until the transaction ends; orders go on coming in. */
export async function lockShop(tx: Tx, id: ShopId): Promise<Shop | null> {
  const [shop] = await tx.select(columns).from(shops).where(eq(shops.id, id)).for("no key update");
  return shop ?? null;
}

/** What a shop may change after it was made. */
export async function updateShop(tx: Tx, { id, name, locale }: Pick<Shop, "id" | "name" | "locale">): Promise<void> {
  await tx.update(shops).set({ name, locale }).where(eq(shops.id, id));
}

/** When each of the shops that the transaction may see last sent an event; those that never did are absent. */
export async function lastEvents(tx: Tx, ids: readonly ShopId[]): Promise<Map<ShopId, Instant>> {
  const { rows } = await tx.execute<{ id: ShopId; at: number }>(sql`
    SELECT s.id, e.received_at AS at FROM unnest(${sql.param(ids)}::integer[]) AS s (id)
    CROSS JOIN LATERAL (
      SELECT received_at FROM events WHERE shop_id = s.id ORDER BY received_at DESC LIMIT 1) AS e`);
  return new Map(rows.map(({ id, at }) => [id, instant(at)]));
}

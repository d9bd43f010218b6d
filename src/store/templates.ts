import { randomBytes } from "node:crypto";
import { and, asc, eq, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { TemplateCell } from "../domain/shop-template.ts";
import type { Tx } from "./connect.ts";
import { shops, templates } from "./schema.ts";

/** A shop's own template, without its words. */
export interface ShopTemplate extends TemplateCell {
  readonly id: string;
  /** Counts every change. */
  readonly revision: number;
  /** The number of its latest version. */
  readonly latest: number;
  /** The version that buyers get; null where none was published. */
  readonly published: number | null;
}

const columns = {
  id: templates.id,
  medium: templates.medium,
  purpose: templates.purpose,
  locale: templates.locale,
  reason: templates.reason,
  kind: templates.kind,
  grade: templates.grade,
  revision: templates.revision,
  latest: templates.latest,
  published: templates.published,
};

/** @returns null where the shop has words for this cell already. */
export async function insertTemplate(tx: Tx, shopId: ShopId, cell: TemplateCell): Promise<ShopTemplate | null> {
  const id = `tpl_${randomBytes(9).toString("base64url")}`;
  const [row] = await tx
    .insert(templates)
    .values({ id, shopId, ...cell })
    .onConflictDoNothing()
    .returning(columns);
  return row ?? null;
}

export async function findTemplate(tx: Tx, shopId: ShopId, id: string): Promise<ShopTemplate | null> {
  const [row] = await tx
    .select(columns)
    .from(templates)
    .where(and(eq(templates.shopId, shopId), eq(templates.id, id)));
  return row ?? null;
}

/** Locks it until the transaction ends, so that its changes follow each other. */
export async function lockTemplate(tx: Tx, shopId: ShopId, id: string): Promise<ShopTemplate | null> {
  const [row] = await tx
    .select(columns)
    .from(templates)
    .where(and(eq(templates.shopId, shopId), eq(templates.id, id)))
    .for("no key update");
  return row ?? null;
}

export async function listTemplates(tx: Tx, shopId: ShopId): Promise<ShopTemplate[]> {
  return await tx.select(columns).from(templates).where(eq(templates.shopId, shopId)).orderBy(asc(templates.id));
}

/** Writes a change of a locked template, and counts it. */
export async function updateTemplate(
  tx: Tx,
  id: string,
  change: Partial<Pick<ShopTemplate, "latest" | "published">>,
): Promise<ShopTemplate> {
  const [row] = await tx
    .update(templates)
    .set({ ...change, revision: sql`revision + 1` })
    .where(eq(templates.id, id))
    .returning(columns);
  if (!row) throw new Error("the template that was locked is not there");
  return row;
}

/** Says that what buyers of this shop are told is another from now on. */
export async function countWordsChange(tx: Tx, shopId: ShopId): Promise<void> {
  await tx.update(shops).set({ wordsVersion: sql`words_version + 1` }).where(eq(shops.id, shopId));
}

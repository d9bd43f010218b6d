import { randomBytes } from "node:crypto";
import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import { remembered } from "../domain/bounded-cache.ts";
import type { ShopId } from "../domain/brand.ts";
import type { TemplateCell } from "../domain/shop-template.ts";
import type { Template } from "../domain/template.ts";
import type { Db, Tx } from "./connect.ts";
import { shops, templates, templateVersions } from "./schema.ts";
import { inShops } from "./transaction.ts";

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

/** Reads a shop's published words by the number of its changes: read once, they stay. */
export interface ShopWordsReader {
  read(db: Db, shop: { readonly id: ShopId; readonly wordsVersion: number }): Promise<readonly Template[]>;
}

const SHOPS_KEPT = 1_000;

export function createShopWordsReader(): ShopWordsReader {
  const known = new Map<string, Promise<readonly Template[]>>();
  return {
    async read(db, { id, wordsVersion }) {
      const key = `${id} ${wordsVersion}`;
      const words = remembered(known, SHOPS_KEPT, key, () =>
        inShops(db, { shops: [id] }, (tx) => readPublished(tx, id)),
      );
      // A failure is not kept: the next message asks again.
      words.catch(() => known.delete(key));
      return await words;
    },
  };
}

async function readPublished(tx: Tx, shopId: ShopId): Promise<Template[]> {
  const rows = await tx
    .select({
      ...columns,
      version: templateVersions.version,
      subject: templateVersions.subject,
      text: templateVersions.text,
      providerTemplates: templateVersions.providerTemplates,
    })
    .from(templates)
    .innerJoin(
      templateVersions,
      and(eq(templateVersions.templateId, templates.id), eq(templateVersions.version, templates.published)),
    )
    .where(and(eq(templates.shopId, shopId), isNotNull(templates.published)))
    .orderBy(asc(templates.id));
  return rows.map(({ revision: _, latest: __, published: ___, ...row }) => ({ ...row, source: "staff" as const }));
}

import type { TemplateCell, TemplateWords, WordsProblem } from "../domain/shop-template.ts";
import { insertAudit } from "../store/audit.ts";
import type { Shop } from "../store/shops.ts";
import { insertTemplateVersion, type TemplateVersion } from "../store/template-versions.ts";
import { findTemplate, insertTemplate, lockTemplate, type ShopTemplate, updateTemplate } from "../store/templates.ts";
import { inShops } from "../store/transaction.ts";
import { checkWords } from "./check-words.ts";
import type { JourneyContext } from "./context.ts";

type WriteContext = Pick<JourneyContext, "db" | "words" | "publicUrl">;

/** A template with the version that was written. */
export interface Written {
  readonly kind: "written";
  readonly template: ShopTemplate;
  readonly version: TemplateVersion;
}

/** What became of a wish to write words: `taken`, the shop has a template for the cell; `bad`, they can't be sent. */
export type WriteResult =
  | Written
  | { readonly kind: "absent" | "stale" | "taken" }
  | { readonly kind: "bad"; readonly problems: readonly WordsProblem[] };

/** Makes a template, as a draft: buyers get it once it is published. */
export async function createTemplate(
  ctx: WriteContext,
  shop: Shop,
  request: { readonly cell: TemplateCell; readonly words: TemplateWords; readonly by: string },
): Promise<WriteResult> {
  const { cell, words, by } = request;
  const problems = await checkWords(ctx, sceneOf(ctx, shop), cell, words);
  if (problems.length > 0) return { kind: "bad", problems };
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const template = await insertTemplate(tx, shop.id, cell);
    if (template === null) return { kind: "taken" };
    const at = { shopId: shop.id, templateId: template.id, version: template.latest };
    const version = await insertTemplateVersion(tx, at, words, by);
    const detail = { ...cell, version: version.version };
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "template.create", target: template.id, detail });
    return { kind: "written", template, version };
  });
}

/** Adds a version, as a draft. What buyers get does not change. */
export async function addTemplateVersion(
  ctx: WriteContext,
  shop: Shop,
  request: {
    readonly id: string;
    readonly words: TemplateWords;
    readonly by: string;
    /** The revision it was made from, where the caller named one. */
    readonly expected: number | null;
  },
): Promise<WriteResult> {
  const { id, words, by, expected } = request;
  const standing = await inShops(ctx.db, { shops: [shop.id] }, (tx) => findTemplate(tx, shop.id, id));
  if (standing === null) return { kind: "absent" };
  const problems = await checkWords(ctx, sceneOf(ctx, shop), standing, words);
  if (problems.length > 0) return { kind: "bad", problems };
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const locked = await lockTemplate(tx, shop.id, id);
    if (locked === null) return { kind: "absent" };
    if (expected !== null && locked.revision !== expected) return { kind: "stale" };
    const number = locked.latest + 1;
    const at = { shopId: shop.id, templateId: id, version: number };
    const version = await insertTemplateVersion(tx, at, words, by);
    const template = await updateTemplate(tx, id, { latest: number });
    const detail = { version: number };
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "template.version", target: id, detail });
    return { kind: "written", template, version };
  });
}

const sceneOf = ({ publicUrl }: WriteContext, { name, currency }: Shop) => ({ shopName: name, currency, publicUrl });

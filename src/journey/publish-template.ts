import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { hasExperiment } from "../store/experiments.ts";
import { readShops, type Shop } from "../store/shops.ts";
import { approveVersion, findTemplateVersion, type TemplateVersion } from "../store/template-versions.ts";
import { countWordsChange, lockTemplate, type ShopTemplate, updateTemplate } from "../store/templates.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Which version is meant, and by whom. */
export interface TemplateChange {
  readonly id: string;
  /** Null: the latest. */
  readonly version: number | null;
  readonly by: string;
  /** The revision it was made from, where the caller named one. */
  readonly expected: number | null;
}

/**
 * What became of it. `own`: nobody approves what they wrote themselves; `unapproved`: the shop's policy asks that
 * somebody else approves a version before buyers get it; `running`: an experiment says what they get.
 */
export type ChangeResult =
  | { readonly kind: "done"; readonly template: ShopTemplate; readonly version: TemplateVersion }
  | { readonly kind: "absent" | "stale" | "own" | "unapproved" | "running" };

type ChangeContext = Pick<JourneyContext, "db" | "clock" | "policies">;

/** Approves a version that somebody else wrote. Again, it changes nothing. */
export async function approveTemplate(ctx: ChangeContext, shop: Shop, change: TemplateChange): Promise<ChangeResult> {
  return await onVersion(ctx, shop, change, async (tx, template, version) => {
    if (version.createdBy === change.by) return { kind: "own" };
    if (version.approvedAt !== null) return { kind: "done", template, version };
    const approved = { at: await readClock(tx, ctx.clock), by: change.by };
    await approveVersion(tx, template.id, version.version, approved);
    await audit(tx, shop, change, "template.approve", version.version);
    const after = await updateTemplate(tx, template.id, {});
    return { kind: "done", template: after, version: { ...version, approvedAt: approved.at, approvedBy: approved.by } };
  });
}

/** Makes a version what buyers of its cell get from now on. */
export async function publishTemplate(ctx: ChangeContext, shop: Shop, change: TemplateChange): Promise<ChangeResult> {
  return await onVersion(ctx, shop, change, async (tx, template, version) => {
    if (template.published === version.version) return { kind: "done", template, version };
    if (await hasExperiment(tx, template.id)) return { kind: "running" };
    if (version.approvedAt === null && (await asksForApproval(tx, ctx, shop))) return { kind: "unapproved" };
    const after = await updateTemplate(tx, template.id, { published: version.version });
    await countWordsChange(tx, shop.id);
    await audit(tx, shop, change, "template.publish", version.version);
    return { kind: "done", template: after, version };
  });
}

/** Gives its buyers what the fallback gives again. The versions stay. */
export async function withdrawTemplate(
  ctx: ChangeContext,
  shop: Shop,
  change: Omit<TemplateChange, "version">,
): Promise<ChangeResult> {
  return await onVersion(ctx, shop, { ...change, version: null }, async (tx, template, version) => {
    if (template.published === null) return { kind: "done", template, version };
    if (await hasExperiment(tx, template.id)) return { kind: "running" };
    const after = await updateTemplate(tx, template.id, { published: null });
    await countWordsChange(tx, shop.id);
    await audit(tx, shop, change, "template.withdraw", template.published);
    return { kind: "done", template: after, version };
  });
}

/** By the policy in force now, which may be younger than the request. */
export async function asksForApproval(
  tx: Tx,
  { policies }: Pick<ChangeContext, "policies">,
  { id, policyVersion }: Shop,
): Promise<boolean> {
  const current = (await readShops(tx, [id])).get(id);
  return (await policies.read(tx, id, current?.policyVersion ?? policyVersion)).approveTemplates;
}

async function onVersion(
  ctx: ChangeContext,
  shop: Shop,
  { id, version, expected }: Omit<TemplateChange, "by">,
  work: (tx: Tx, template: ShopTemplate, version: TemplateVersion) => Promise<ChangeResult>,
): Promise<ChangeResult> {
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const template = await lockTemplate(tx, shop.id, id);
    if (template === null) return { kind: "absent" };
    if (expected !== null && template.revision !== expected) return { kind: "stale" };
    const found = await findTemplateVersion(tx, id, version ?? template.latest);
    return found === null ? { kind: "absent" } : await work(tx, template, found);
  });
}

const audit = (
  tx: Tx,
  shop: Shop,
  { id, by }: { readonly id: string; readonly by: string },
  action: string,
  version: number,
): Promise<void> => insertAudit(tx, { shopId: shop.id, actor: by, action, target: id, detail: { version } });

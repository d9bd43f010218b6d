import type { Variant } from "../domain/experiment.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import {
  type Experiment,
  findExperiment,
  insertExperiment,
  stopExperiment as writeStop,
} from "../store/experiments.ts";
import type { Shop } from "../store/shops.ts";
import { findTemplateVersion } from "../store/template-versions.ts";
import { countWordsChange, lockTemplate } from "../store/templates.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { asksForApproval } from "./publish-template.ts";

type ExperimentContext = Pick<JourneyContext, "db" | "clock" | "policies">;

/** A wish to try versions of a template against each other. */
export interface ExperimentRequest {
  readonly template: string;
  readonly name: string;
  /** As `variantsProblem` allows them. */
  readonly variants: readonly Variant[];
  readonly by: string;
}

/**
 * What became of it. `no_version`: there is no such version; `unpublished`: buyers get the fallback, so there is
 * nothing to try; `unapproved`: the policy asks for approval; `running`: one of the template's runs already.
 */
export type StartResult =
  | { readonly kind: "started"; readonly experiment: Experiment }
  | { readonly kind: "no_template" | "no_version" | "unpublished" | "unapproved" | "running" };

/** From now on each buyer of the template gets the variant that is theirs, until it is stopped. */
export async function startExperiment(
  ctx: ExperimentContext,
  shop: Shop,
  request: ExperimentRequest,
): Promise<StartResult> {
  const { template: templateId, name, variants, by } = request;
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const template = await lockTemplate(tx, shop.id, templateId);
    if (template === null) return { kind: "no_template" };
    const refusal = await versionRefusal(tx, ctx, shop, request);
    if (refusal !== null) return { kind: refusal };
    if (template.published === null) return { kind: "unpublished" };
    const startedAt = await readClock(tx, ctx.clock);
    const experiment = await insertExperiment(tx, shop.id, { templateId, name, variants, startedAt, startedBy: by });
    if (experiment === null) return { kind: "running" };
    await countWordsChange(tx, shop.id);
    const detail = { template: templateId, variants: variants.map(({ version }) => version).join(" ") };
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "experiment.start", target: experiment.id, detail });
    return { kind: "started", experiment };
  });
}

async function versionRefusal(
  tx: Tx,
  ctx: ExperimentContext,
  shop: Shop,
  { template, variants }: ExperimentRequest,
): Promise<"no_version" | "unapproved" | null> {
  const mustBeApproved = await asksForApproval(tx, ctx, shop);
  for (const { version } of variants) {
    const found = await findTemplateVersion(tx, template, version);
    if (found === null) return "no_version";
    if (mustBeApproved && found.approvedAt === null) return "unapproved";
  }
  return null;
}

/** Gives every buyer the published version again. Stopped already, it stays as it is. @returns null where there is none. */
export async function stopExperiment(
  ctx: ExperimentContext,
  shop: Shop,
  request: { readonly id: string; readonly by: string },
): Promise<Experiment | null> {
  const { id, by } = request;
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const found = await findExperiment(tx, shop.id, id);
    if (found === null) return null;
    const at = await readClock(tx, ctx.clock);
    if (await writeStop(tx, id, at)) {
      await countWordsChange(tx, shop.id);
      await insertAudit(tx, { shopId: shop.id, actor: by, action: "experiment.stop", target: id, detail: {} });
    }
    return await findExperiment(tx, shop.id, id);
  });
}

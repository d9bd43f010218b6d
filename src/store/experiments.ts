import { randomBytes } from "node:crypto";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Variant, VariantCounts } from "../domain/experiment.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { experiments } from "./schema.ts";

/** Versions of a template that are or were tried against each other. */
export interface Experiment {
  readonly id: string;
  readonly templateId: string;
  readonly name: string;
  readonly variants: readonly Variant[];
  readonly startedAt: Instant;
  /** As the audit log names them. */
  readonly startedBy: string;
  /** Null while it runs. */
  readonly stoppedAt: Instant | null;
}

const columns = {
  id: experiments.id,
  templateId: experiments.templateId,
  name: experiments.name,
  variants: experiments.variants,
  startedAt: experiments.startedAt,
  startedBy: experiments.startedBy,
  stoppedAt: experiments.stoppedAt,
};

/** @returns null where one of the template's runs already. */
export async function insertExperiment(
  tx: Tx,
  shopId: ShopId,
  experiment: Omit<Experiment, "id" | "stoppedAt">,
): Promise<Experiment | null> {
  const id = `exp_${randomBytes(9).toString("base64url")}`;
  const [row] = await tx
    .insert(experiments)
    .values({ ...experiment, id, shopId })
    .onConflictDoNothing()
    .returning(columns);
  return row ?? null;
}

export async function findExperiment(tx: Tx, shopId: ShopId, id: string): Promise<Experiment | null> {
  const [row] = await tx
    .select(columns)
    .from(experiments)
    .where(and(eq(experiments.shopId, shopId), eq(experiments.id, id)));
  return row ?? null;
}

/** Whether one of the template's runs; the template must be locked. */
export async function hasExperiment(tx: Tx, templateId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: experiments.id })
    .from(experiments)
    .where(and(eq(experiments.templateId, templateId), isNull(experiments.stoppedAt)));
  return row !== undefined;
}

/** A page of a shop's experiments, the last started first. `before` is where the page before ended. */
export async function listExperiments(
  tx: Tx,
  shopId: ShopId,
  page: { readonly from: number; readonly limit: number },
): Promise<Experiment[]> {
  return await tx
    .select(columns)
    .from(experiments)
    .where(eq(experiments.shopId, shopId))
    .orderBy(desc(experiments.startedAt), desc(experiments.id))
    .offset(page.from)
    .limit(page.limit);
}

/** @returns whether it ran. */
export async function stopExperiment(tx: Tx, id: string, at: Instant): Promise<boolean> {
  const rows = await tx
    .update(experiments)
    .set({ stoppedAt: at })
    .where(and(eq(experiments.id, id), isNull(experiments.stoppedAt)))
    .returning({ id: experiments.id });
  return rows.length > 0;
}

/**
 * What the buyers of each variant did, as of now: a buyer clicked or was won back if any of the experiment's contacts
 * with them was. Reads the experiment's own contacts by their index.
 */
export async function countVariants(tx: Tx, id: string): Promise<VariantCounts[]> {
  const result = await tx.execute<{ version: number; buyers: number; clicked: number; recovered: number }>(sql`
    SELECT c.template_version AS version, count(DISTINCT c.buyer_id)::int AS buyers,
      count(DISTINCT c.buyer_id) FILTER (WHERE p.clicked_at IS NOT NULL)::int AS clicked,
      count(DISTINCT c.buyer_id) FILTER (WHERE v.recovered)::int AS recovered
    FROM contacts c
    JOIN contact_orders p ON p.contact_id = c.id AND NOT p.dropped
    LEFT JOIN conversions v ON v.order_id = p.order_id AND v.contact_id = c.id
    WHERE c.experiment_id = ${id} AND c.sent_at IS NOT NULL
    GROUP BY c.template_version`);
  return result.rows;
}

/** What was heard of why orders are unpaid, where nothing else of the order changes. */
import { and, asc, eq } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import { type Evidence, hear, type ReasonState, reasonOf } from "../domain/reason.ts";
import type { ReasonCode } from "../domain/reason-code.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { reasonContent } from "./orders.ts";
import { orders, reasonLabels } from "./schema.ts";

const columns = { id: orders.id, evidence: orders.reasonEvidence, correction: orders.reasonCorrection };

/** Adds evidence to orders that the caller has locked. */
export async function hearOfOrders(
  tx: Tx,
  ids: readonly OrderId[],
  evidence: readonly Evidence[],
  now: Instant,
): Promise<void> {
  if (ids.length === 0 || evidence.length === 0) return;
  const rows = await tx.select(columns).from(orders).where(among(orders.id, ids));
  for (const { id, ...before } of rows) {
    const why = hear(before, evidence);
    if (why !== before) await setReason(tx, id, why, now);
  }
}

async function setReason(tx: Tx, id: OrderId, why: ReasonState, now: Instant): Promise<void> {
  await tx
    .update(orders)
    .set({ ...reasonContent(why), updatedAt: now })
    .where(eq(orders.id, id));
}

/** Locks an order, by the shop's own id. @returns what was heard of it; null where the shop has no such order. */
export async function lockReason(
  tx: Tx,
  shopId: ShopId,
  externalId: string,
): Promise<{ readonly id: OrderId; readonly why: ReasonState } | null> {
  const [row] = await tx
    .select(columns)
    .from(orders)
    .where(and(eq(orders.shopId, shopId), eq(orders.externalId, externalId)))
    .for("no key update");
  return row ? { id: row.id, why: { evidence: row.evidence, correction: row.correction } } : null;
}

/** What staff said, and when. */
export interface Label {
  readonly shopId: ShopId;
  readonly orderId: OrderId;
  readonly code: ReasonCode;
  readonly by: string;
  readonly at: Instant;
}

/** Puts staff's word above what was inferred of a locked order, and keeps both as a label. */
export async function putLabel(tx: Tx, label: Label, why: ReasonState): Promise<void> {
  const { orderId, code, at } = label;
  const inferred = reasonOf({ ...why, correction: null });
  await tx.insert(reasonLabels).values({
    ...label,
    inferredCode: inferred.code,
    inferredConfidence: inferred.confidence,
    inferredSource: inferred.source,
    evidence: [...why.evidence],
  });
  const number = (why.correction?.number ?? 0) + 1;
  await setReason(tx, orderId, { ...why, correction: { code, at, number } }, at);
}

/** The labels of an order, the first first. */
export async function readLabels(tx: Tx, orderId: OrderId) {
  return await tx
    .select({
      at: reasonLabels.at,
      by: reasonLabels.by,
      code: reasonLabels.code,
      inferredCode: reasonLabels.inferredCode,
      inferredConfidence: reasonLabels.inferredConfidence,
      inferredSource: reasonLabels.inferredSource,
    })
    .from(reasonLabels)
    .where(eq(reasonLabels.orderId, orderId))
    .orderBy(asc(reasonLabels.id));
}

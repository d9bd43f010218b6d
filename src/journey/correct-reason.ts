import type { ShopId } from "../domain/brand.ts";
import type { ReasonCode } from "../domain/reason-code.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { lockReason, putLabel } from "../store/reasons.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** What staff say the reason of an order is, the order by the shop's own id. */
export interface ReasonCorrection {
  readonly shopId: ShopId;
  readonly externalId: string;
  readonly code: ReasonCode;
  readonly by: string;
  /** How many corrections they have seen; null where it does not matter to them. */
  readonly expected: number | null;
}

/**
 * Staff's word on why an order is unpaid: what is inferred later never takes its place, only another correction does.
 * What had been inferred is kept beside it. @returns `stale` where somebody else corrected it meanwhile.
 */
export const correctReason = (
  ctx: Pick<JourneyContext, "db" | "clock">,
  correction: ReasonCorrection,
): Promise<"corrected" | "stale" | "no_order"> =>
  inShops(ctx.db, { shops: [correction.shopId] }, (tx) => putCorrection(tx, ctx, correction));

/** The same in a transaction of the caller's. */
export async function putCorrection(
  tx: Tx,
  { clock }: Pick<JourneyContext, "clock">,
  { shopId, externalId, code, by, expected }: ReasonCorrection,
): Promise<"corrected" | "stale" | "no_order"> {
  const order = await lockReason(tx, shopId, externalId);
  if (order === null) return "no_order";
  const { id: orderId, why } = order;
  if (expected !== null && expected !== (why.correction?.number ?? 0)) return "stale";
  const at = await readClock(tx, clock);
  await putLabel(tx, { shopId, orderId, code, by, at }, why);
  const detail = { code, was: why.correction?.code ?? null };
  await insertAudit(tx, { shopId, actor: by, action: "order.reason", target: externalId, detail });
  return "corrected";
}

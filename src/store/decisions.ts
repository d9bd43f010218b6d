import type { OrderId, ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { StopReason } from "../domain/states.ts";
import { among, insertBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { decisions } from "./schema.ts";

/** Why, or why not. `inputs` holds no personal data. */
export interface Decision {
  readonly shopId: ShopId;
  readonly orderId: OrderId;
  readonly at: Instant;
  readonly what:
    | "planned"
    | "not_planned"
    | "replanned"
    | "claimed"
    | "ended"
    | "waiting"
    | "recorded"
    | "stopped"
    | "credited"
    | "asked_for_person"
    | "called"
    | "thanks_planned"
    | "coupon"
    | "no_coupon";
  readonly rule: string | null;
  readonly reason: StopReason | string | null;
  readonly policyVersion: number | null;
  readonly inputs: Readonly<Record<string, string | number | boolean | null>>;
}

export async function insertDecisions(tx: Tx, rows: readonly Decision[]): Promise<void> {
  await insertBulk(tx, decisions, rows);
}

/** The chain of decisions of these orders, oldest first. */
export async function readDecisions(tx: Tx, orderIds: readonly OrderId[]) {
  return await tx.select().from(decisions).where(among(decisions.orderId, orderIds)).orderBy(decisions.id);
}

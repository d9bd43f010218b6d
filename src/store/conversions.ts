import { sql } from "drizzle-orm";
import type { OrderId, ShopId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import { ATTRIBUTION_RULE, type Conversion } from "../domain/conversion.ts";
import type { CurrencyCode } from "../domain/money.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { conversions } from "./schema.ts";

/**
 * Puts down verdicts on paid orders; a later one of the same order takes the place of the earlier, but for the windows
 * it was first judged by.
 */
export async function upsertConversions(
  tx: Tx,
  rows: readonly (Conversion & {
    readonly orderId: OrderId;
    readonly shopId: ShopId;
    readonly currency: CurrencyCode;
    readonly windows: Readonly<Record<ChannelName, number>>;
  })[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(conversions)
    .values(rows.map((row) => ({ ...row, ruleVersion: ATTRIBUTION_RULE })))
    .onConflictDoUpdate({
      target: conversions.orderId,
      set: {
        recovered: sql`excluded.recovered`,
        contactId: sql`excluded.contact_id`,
        channel: sql`excluded.channel`,
        agent: sql`excluded.agent`,
        amount: sql`excluded.amount`,
        netAmount: sql`excluded.net_amount`,
        creditedAt: sql`excluded.credited_at`,
        ruleVersion: sql`excluded.rule_version`,
      },
    });
}

export async function readConversions(tx: Tx, orderIds: readonly OrderId[]) {
  if (orderIds.length === 0) return [];
  return await tx.select().from(conversions).where(among(conversions.orderId, orderIds));
}

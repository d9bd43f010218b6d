import { sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { ReasonCode } from "../domain/reason-code.ts";
import type { CorrectionCount, ReasonCount } from "../domain/reason-report.ts";
import type { Tx } from "./connect.ts";

/** Orders placed in a period: dates of the shop's zone, both included. */
export interface ReasonQuestion {
  readonly shopId: ShopId;
  readonly from: string;
  readonly to: string;
}

/** Orders by reason and channel, in all currencies. Reads sums by day (`stats_daily`). */
export async function countReasons(tx: Tx, { shopId, from, to }: ReasonQuestion): Promise<ReasonCount[]> {
  const result = await tx.execute<{
    code: ReasonCode;
    channel: string;
    orders: number;
    reminded: number;
    recovered: number;
  }>(sql`
    SELECT split_part(key, ' ', 1) AS code, split_part(key, ' ', 2) AS channel, orders, reminded, recovered FROM (
      SELECT key, sum(orders)::bigint AS orders, sum(reminded)::bigint AS reminded, sum(recovered)::bigint AS recovered
      FROM stats_daily WHERE shop_id = ${shopId} AND cut = 'reason_channel' AND day BETWEEN ${from} AND ${to}
      GROUP BY key HAVING sum(orders) > 0) AS counted
    ORDER BY orders DESC, channel`);
  return result.rows;
}

/** Of each order that staff looked at, their last word against what had been inferred. */
export async function countCorrections(tx: Tx, { shopId, from, to }: ReasonQuestion): Promise<CorrectionCount[]> {
  const result = await tx.execute<{ inferred: ReasonCode; corrected: ReasonCode; orders: number }>(sql`
    SELECT inferred_code AS inferred, code AS corrected, count(*) AS orders FROM (
      SELECT DISTINCT ON (l.order_id) l.inferred_code, l.code FROM reason_labels l JOIN stats_orders f USING (order_id)
      WHERE f.shop_id = ${shopId} AND f.day BETWEEN ${from} AND ${to} ORDER BY l.order_id, l.id DESC) AS last
    GROUP BY inferred_code, code ORDER BY orders DESC, inferred_code, code`);
  return result.rows;
}

import { eq, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { ArmSums } from "../domain/lift.ts";
import type { Arm } from "../domain/plan.ts";
import type { Tx } from "./connect.ts";
import { statsArms } from "./schema.ts";

const NOBODY = { buyers: 0, n: 0, nn: 0, y: 0, yy: 0, ny: 0 };

/** The sums of both arms over all eligible orders of a shop. Reads two rows. */
export async function readArms(tx: Tx, shopId: ShopId): Promise<Readonly<Record<Arm, ArmSums>>> {
  const rows = await tx.select().from(statsArms).where(eq(statsArms.shopId, shopId));
  const sumsOf = (arm: Arm): ArmSums => {
    const row = rows.find((one) => one.arm === arm);
    if (!row) return { paid: NOBODY, amount: NOBODY };
    const orders = { buyers: row.buyers, n: row.orders, nn: Number(row.ordersOrders) };
    return {
      paid: { ...orders, y: row.paid, yy: Number(row.paidPaid), ny: Number(row.ordersPaid) },
      amount: { ...orders, y: Number(row.kept), yy: Number(row.keptKept), ny: Number(row.ordersKept) },
    };
  };
  return { treated: sumsOf("treated"), held_out: sumsOf("held_out") };
}

type Sum = "buyers" | "n" | "nn" | "p" | "pp" | "np" | "k" | "kk" | "nk";

/** The same over the eligible orders placed on these days of the shop, both included. Reads each of them. */
export async function readArmsOfDays(
  tx: Tx,
  shopId: ShopId,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Readonly<Record<Arm, ArmSums>>> {
  const result = await tx.execute<{ arm: Arm } & Record<Sum, string | number>>(sql`
    SELECT arm, count(*) AS buyers, sum(n) AS n, sum(n * n) AS nn, sum(p) AS p, sum(p * p) AS pp, sum(n * p) AS np,
      sum(k) AS k, sum(k::numeric * k) AS kk, sum(n * k) AS nk
    FROM (SELECT arm, buyer_id, count(*) AS n, sum(paid) AS p, sum(kept) AS k FROM stats_orders
      WHERE shop_id = ${shopId} AND day BETWEEN ${from} AND ${to} AND eligible AND arm IS NOT NULL
        AND buyer_id IS NOT NULL GROUP BY arm, buyer_id) AS clusters
    GROUP BY arm`);
  const sumsOf = (arm: Arm): ArmSums => {
    const row = result.rows.find((one) => one.arm === arm);
    if (!row) return { paid: NOBODY, amount: NOBODY };
    const sum = (name: keyof typeof row) => Number(row[name]);
    const orders = { buyers: sum("buyers"), n: sum("n"), nn: sum("nn") };
    return {
      paid: { ...orders, y: sum("p"), yy: sum("pp"), ny: sum("np") },
      amount: { ...orders, y: sum("k"), yy: sum("kk"), ny: sum("nk") },
    };
  };
  return { treated: sumsOf("treated"), held_out: sumsOf("held_out") };
}

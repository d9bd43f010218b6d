import { eq } from "drizzle-orm";
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

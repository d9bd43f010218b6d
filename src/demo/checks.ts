/** Whether the day went as it must: counted from what the providers were asked for and from the database. */
import { sql } from "drizzle-orm";
import type { App } from "../app.ts";
import { allShops } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { Sent } from "./outbox.ts";

export interface Checks {
  readonly ordersPosted: number;
  readonly ordersStored: number;
  /** Requests the providers got, and contacts the database calls accepted. */
  readonly sent: number;
  readonly stored: number;
  /** Requests for an order on a channel that had one before. */
  readonly twice: number;
  /** Requests that came after the order's paid event had been answered. */
  readonly afterPaid: number;
  /** Requests that came after the buyer's STOP had been answered. */
  readonly afterStop: number;
  readonly heldOut: number;
}

/** Which orders must not be named any more at the moment a request comes. */
export interface Forbidden {
  readonly paid: ReadonlySet<string>;
  readonly stopped: ReadonlySet<string>;
}

/** Watches requests as they come. */
export function createWatch(forbidden: Forbidden) {
  const seen = new Set<string>();
  const counts = { twice: 0, afterPaid: 0, afterStop: 0 };
  return {
    counts: counts as Readonly<typeof counts>,
    see({ channel, orders }: Sent): void {
      for (const id of orders) {
        const key = `${channel} ${id}`;
        if (seen.has(key)) counts.twice += 1;
        seen.add(key);
        if (forbidden.paid.has(id)) counts.afterPaid += 1;
        if (forbidden.stopped.has(id)) counts.afterStop += 1;
      }
    },
  };
}

/** What the database says of the day. */
export async function readStored({ ctx }: App): Promise<Pick<Checks, "ordersStored" | "stored" | "heldOut">> {
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  return await inShops(ctx.db, { shops }, async (tx) => {
    const result = await tx.execute<{ orders: number; contacts: number; held_out: number }>(sql`
      SELECT (SELECT count(*)::int FROM orders) AS orders,
        (SELECT count(*)::int FROM contacts WHERE sent_at IS NOT NULL) AS contacts,
        (SELECT count(*)::int FROM contact_orders c JOIN orders o ON o.id = c.order_id WHERE o.arm = 'held_out') AS held_out`);
    const [row] = result.rows;
    return { ordersStored: row?.orders ?? 0, stored: row?.contacts ?? 0, heldOut: row?.held_out ?? 0 };
  });
}

export const allGood = (checks: Checks): boolean =>
  checks.ordersStored === checks.ordersPosted &&
  checks.sent === checks.stored &&
  checks.twice + checks.afterPaid + checks.afterStop + checks.heldOut === 0;

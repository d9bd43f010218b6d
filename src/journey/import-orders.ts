import type { OrderEvent } from "../domain/event.ts";
import { insertAudit } from "../store/audit.ts";
import { isDatabaseAway } from "../store/database-error.ts";
import type { Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { receiveOrders } from "./receive-orders.ts";

/** A row of a file, as an event; or why it is none, without a value of it. */
export type RowToImport =
  | { readonly line: number; readonly event: OrderEvent }
  | { readonly line: number; readonly event: null; readonly why: string };

/** How many rows came to what; the rest sum up to `rows`. */
export interface ImportCounts {
  rows: number;
  applied: number;
  duplicate: number;
  stale: number;
  ignored: number;
  refused: number;
}

/** Rows that are taken in by one transaction, and held in memory. */
const BATCH = 256;

/**
 * Takes a file's orders in as if they had come by webhook. A row that can't be taken never stops the others.
 * @param onRefused is told of each such row.
 * Throws where the database is away: what is in stays in, and the same rows again change nothing of it.
 */
export async function importOrders(
  ctx: JourneyContext,
  shop: Shop,
  rows: AsyncIterable<RowToImport>,
  onRefused: (line: number, why: string) => void,
): Promise<ImportCounts> {
  const counts: ImportCounts = { rows: 0, applied: 0, duplicate: 0, stale: 0, ignored: 0, refused: 0 };
  const refuse = (line: number, why: string) => {
    counts.refused += 1;
    onRefused(line, why);
  };
  let batch: { readonly line: number; readonly event: OrderEvent }[] = [];
  const takeIn = async () => {
    const taken = batch;
    batch = [];
    const inbound = taken.map(({ event }) => ({ shop, shopId: shop.id, event }));
    const answers = await receiveOrders(ctx, inbound);
    for (const [at, answer] of answers.entries()) {
      const line = taken[at]?.line ?? 0;
      if (answer.status === "rejected") {
        if (isDatabaseAway(answer.reason)) throw away(counts, answer.reason);
        refuse(line, "it could not be stored: an alert was raised");
      } else if (answer.value.kind === "conflict") {
        refuse(line, "a webhook came with the id of this row, and says something else");
      } else if (answer.value.outcome === "quarantined") {
        refuse(line, "it can't be used");
      } else {
        counts[answer.value.outcome] += 1;
      }
    }
    await ctx.failpoint("after_import_batch");
  };
  try {
    for await (const row of rows) {
      counts.rows += 1;
      if (row.event === null) refuse(row.line, row.why);
      else batch.push(row);
      if (batch.length >= BATCH) await takeIn();
    }
    if (batch.length > 0) await takeIn();
  } catch (error) {
    // What failed is told, whether or not this can be written down.
    await noteImport(ctx, shop, counts).catch(() => undefined);
    throw error;
  }
  await noteImport(ctx, shop, counts);
  return counts;
}

const away = ({ applied }: ImportCounts, cause: unknown): Error =>
  new Error(`the database went away after ${applied} rows were applied; run the same command again`, { cause });

async function noteImport({ db }: JourneyContext, shop: Shop, counts: ImportCounts): Promise<void> {
  if (counts.applied === 0) return;
  await inShops(db, { shops: [shop.id] }, (tx) =>
    insertAudit(tx, {
      shopId: shop.id,
      actor: "command line",
      action: "orders.import",
      target: null,
      detail: { ...counts },
    }),
  );
}

import type { ShopId } from "../domain/brand.ts";
import { EXPORT_COLUMNS, type ExportFormat, type ExportTable } from "../domain/export-tables.ts";
import { type ExportPeriod, readExportRows } from "../store/export-rows.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { csvEncoder } from "./export-csv.ts";
import { parquetEncoder } from "./export-parquet.ts";
import { refreshBeforeAnswer } from "./refresh-stats.ts";

export interface Export {
  readonly shopId: ShopId;
  readonly table: ExportTable;
  readonly format: ExportFormat;
  readonly period: ExportPeriod;
}

/**
 * Writes a table as a file, chunk by chunk, each after `write` has taken the one before: a few thousand rows in memory
 * however many there are. What changed is counted first. @returns the number of rows.
 */
export async function exportTable(
  ctx: Pick<JourneyContext, "db" | "longDb">,
  { shopId, table, format, period }: Export,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<number> {
  await refreshBeforeAnswer(ctx, shopId);
  const encoder = format === "csv" ? csvEncoder(EXPORT_COLUMNS[table]) : parquetEncoder(EXPORT_COLUMNS[table]);
  let written = 0;
  await inShops(ctx.longDb ?? ctx.db, { shops: [shopId] }, (tx) =>
    readExportRows(tx, table, period, async (rows) => {
      await write(await encoder.add(rows));
      written += rows.length;
    }),
  );
  await write(await encoder.finish());
  return written;
}

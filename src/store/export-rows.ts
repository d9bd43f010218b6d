import { type SQL, sql } from "drizzle-orm";
import { EXPORT_COLUMNS, type ExportColumn, type ExportRow, type ExportTable } from "../domain/export-tables.ts";
import { type Interval, toIso } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";

/** Which rows: by the dates of the shop's zone (both included), and the span of time they cover. */
export interface ExportPeriod {
  readonly from: string;
  readonly to: string;
  readonly span: Interval;
}

/** Rows handed over at a time. */
const PAGE = 10_000;

/** What a row's period goes by. */
const MOMENT: Readonly<Record<ExportTable, string | null>> = {
  orders: "placed_at",
  contacts: "claimed_at",
  calls: "called_at",
  conversions: "placed_at",
  stats: null,
};

/**
 * Reads `analytics.<table>` page by page, at one moment's state, whatever the number of rows. The transaction must name
 * the shop alone. It stays open while `handle` works, for up to a minute a page.
 */
export async function readExportRows(
  tx: Tx,
  table: ExportTable,
  period: ExportPeriod,
  handle: (rows: readonly ExportRow[]) => Promise<void>,
): Promise<void> {
  const columns = EXPORT_COLUMNS[table];
  // Rows from the first on, and not quicker to the last by sorting or hashing all of a table before.
  await tx.execute(sql`SELECT set_config('idle_in_transaction_session_timeout', '60s', true),
    set_config('cursor_tuple_fraction', '0.001', true)`);
  await tx.execute(sql`DECLARE exported NO SCROLL CURSOR FOR
    SELECT ${sql.raw(columns.map(selected).join(", "))} FROM ${sql.raw(`analytics.${table}`)} WHERE ${within(table, period)}`);
  for (;;) {
    const { rows } = await tx.execute<Record<string, ExportRow[number]>>(
      sql`FETCH ${sql.raw(String(PAGE))} FROM exported`,
    );
    if (rows.length > 0) await handle(rows.map((row) => columns.map(({ name }) => row[name] ?? null)));
    if (rows.length < PAGE) return;
  }
}

/** Decimals and dates as text: no driver reads them exactly. */
const selected = ({ name, kind }: ExportColumn): string =>
  kind === "amount" || kind === "cost" || kind === "date" ? `${name}::text` : name;

function within(table: ExportTable, { from, to, span }: ExportPeriod): SQL {
  const moment = MOMENT[table];
  if (moment === null) return sql`day BETWEEN ${from} AND ${to}`;
  const column = sql.raw(moment);
  return sql`${column} >= ${toIso(span.start)}::timestamptz AND ${column} < ${toIso(span.end)}::timestamptz`;
}

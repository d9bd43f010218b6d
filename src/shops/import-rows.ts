/** The rows of a file of orders that is imported (docs/import.md). */
import { isUtf8 } from "node:buffer";
import { columnOf, dataOf, readHeader } from "./csv-columns.ts";
import { type CsvRecord, cellsOf, FileRefused, recordsOf } from "./csv-records.ts";
import { type Line, linesOf, ROW_LIMIT } from "./import-lines.ts";

/** `ndjson`: one webhook's `data` a line. */
export type ImportFormat = "ndjson" | "csv";

/** A row as the `data` of a webhook, in JSON; or why it can't be one, without a value of it. */
export type ImportRow =
  | { readonly line: number; readonly data: Buffer }
  | { readonly line: number; readonly data: null; readonly why: string };

type Chunks = AsyncIterable<Buffer>;

/**
 * Reads a file to its end for what makes all of it unusable: text that is not UTF-8, a first row that doesn't name its
 * columns, a quote that is never closed. Throws `FileRefused`.
 */
export async function checkFile(chunks: Chunks, format: ImportFormat): Promise<void> {
  const lines = checked(linesOf(chunks));
  if (format === "ndjson") {
    for await (const _ of lines);
    return;
  }
  let count = 0;
  for await (const record of recordsOf(lines)) {
    if (count === 0) columnsOf(record);
    count += 1;
  }
  if (count === 0) throw new FileRefused(1, "expected a first row that names the columns");
}

async function* checked(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  for await (const line of lines) {
    if (line.bytes !== null && !isUtf8(line.bytes)) {
      throw new FileRefused(line.number, "expected UTF-8: save the file as UTF-8 (in a spreadsheet: CSV UTF-8)");
    }
    yield line;
  }
}

/** The rows of a file that was checked; empty lines are none. */
export function readRows(chunks: Chunks, format: ImportFormat): AsyncGenerator<ImportRow> {
  return format === "csv" ? csvRows(chunks) : jsonRows(chunks);
}

async function* jsonRows(chunks: Chunks): AsyncGenerator<ImportRow> {
  for await (const { number: line, bytes } of linesOf(chunks)) {
    if (bytes === null) yield { line, data: null, why: `must have at most ${ROW_LIMIT / 1024} KiB` };
    else if (!isBlank(bytes)) yield { line, data: bytes };
  }
}

const isBlank = (bytes: Buffer): boolean => bytes.length < 1_000 && bytes.toString().trim() === "";

async function* csvRows(chunks: Chunks): AsyncGenerator<ImportRow> {
  let columns: ReturnType<typeof columnsOf> | null = null;
  for await (const record of recordsOf(linesOf(chunks))) {
    if (columns === null) columns = columnsOf(record);
    else yield rowOf(columns, record);
  }
}

function columnsOf(record: CsvRecord) {
  const cells = cellsOf(record);
  const header = cells === null ? null : readHeader(cells);
  if (header?.ok) return header.value;
  throw new FileRefused(record.line, header?.why ?? "expected a first row that names the columns");
}

function rowOf(columns: ReturnType<typeof columnsOf>, record: CsvRecord): ImportRow {
  const { line } = record;
  const cells = cellsOf(record);
  if (cells === null)
    return { line, data: null, why: "a quote stands where none can, in a cell without quotes or after one" };
  const row = dataOf(columns, cells);
  return row.ok ? { line, data: row.value } : { line, data: null, why: row.why };
}

/** Where a pointer leads, in the words of the file. */
export const placeIn = (format: ImportFormat, pointer: string): string =>
  format === "csv" ? columnOf(pointer) : pointer;

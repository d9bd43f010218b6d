import { stringify } from "csv-stringify/sync";
import type { ExportColumn, ExportEncoder, ExportRow } from "../domain/export-tables.ts";
import { instant, toIso } from "../domain/instant.ts";

/**
 * CSV as spreadsheets open it: UTF-8 with a byte order mark, lines end in CRLF (RFC 4180), and a text that begins like a
 * formula has a `'` before it. Null is empty.
 */
export function csvEncoder(columns: readonly ExportColumn[]): ExportEncoder {
  const names = columns.map(({ name }) => name);
  let begun = false;
  const encode = async (rows: readonly ExportRow[]): Promise<Uint8Array> => {
    const text = stringify(
      rows.map((row) => row.map((value, at) => shown(value, columns[at]))),
      {
        bom: !begun,
        header: !begun,
        columns: names,
        record_delimiter: "windows",
        quote_record_delimiter: true,
        escape_formulas: true,
      },
    );
    begun = true;
    return Buffer.from(text);
  };
  return { add: encode, finish: async () => (begun ? new Uint8Array() : await encode([])) };
}

function shown(value: ExportRow[number], column: ExportColumn | undefined): string | number | null {
  if (typeof value === "boolean") return value ? "true" : "false";
  return column?.kind === "moment" && typeof value === "number" ? toIso(instant(value)) : value;
}

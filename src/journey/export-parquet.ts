import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { ExportColumn, ExportEncoder, ExportKind, ExportRow } from "../domain/export-tables.ts";

/** Decimals that every amount and cost is scaled to. */
const SCALE = { amount: 4, cost: 6 } as const;
const PRECISION = 18;

type Writing = ConstructorParameters<typeof ParquetWriter>[0];
type SchemaElement = Writing["schema"][number];

/** The column in Parquet's own words; each may be null. */
function elementOf({ name, kind }: ExportColumn): SchemaElement {
  const element = { name, repetition_type: "OPTIONAL" } as const;
  switch (kind) {
    case "text":
      return { ...element, type: "BYTE_ARRAY", converted_type: "UTF8" };
    case "whole":
      return { ...element, type: "INT64" };
    case "boolean":
      return { ...element, type: "BOOLEAN" };
    case "amount":
    case "cost":
      return { ...element, type: "INT64", converted_type: "DECIMAL", scale: SCALE[kind], precision: PRECISION };
    case "moment":
      return { ...element, type: "INT64", converted_type: "TIMESTAMP_MILLIS" };
    case "date":
      return { ...element, type: "INT32", converted_type: "DATE" };
    default:
      return kind satisfies never;
  }
}

/** `"199.00"` with 4 decimals is 1990000. */
function scaled(text: string, scale: number): bigint {
  const [whole = "0", decimals = ""] = text.split(".");
  return BigInt(`${whole}${decimals.padEnd(scale, "0")}`);
}

function parquetValue(value: ExportRow[number], kind: ExportKind): unknown {
  if (value === null) return null;
  switch (kind) {
    case "text":
    case "boolean":
      return value;
    case "whole":
      return BigInt(value);
    case "amount":
    case "cost":
      return scaled(String(value), SCALE[kind]);
    case "moment":
      return new Date(Number(value));
    case "date":
      return new Date(`${value}T00:00:00Z`);
    default:
      return kind satisfies never;
  }
}

/** Parquet with typed columns, compressed with Snappy; the rows of one `add` are one row group. */
export function parquetEncoder(columns: readonly ExportColumn[]): ExportEncoder {
  const writer = new ByteWriter();
  const schema: SchemaElement[] = [{ name: "root", num_children: columns.length }, ...columns.map(elementOf)];
  const file = new ParquetWriter({ writer, schema, createdBy: "cuifu" });
  /** What was written since the last time; the writer's `offset` goes on counting from the file's start. */
  const take = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  return {
    async add(rows) {
      const columnData = columns.map(({ name, kind }, at) => ({
        name,
        data: rows.map((row) => parquetValue(row[at] ?? null, kind)),
      }));
      if (rows.length > 0) await file.write({ columnData, rowGroupSize: rows.length });
      return take();
    },
    async finish() {
      await file.finish();
      return take();
    },
  };
}

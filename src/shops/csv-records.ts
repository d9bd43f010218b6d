/** The rows of a CSV file (RFC 4180), each with the line where it begins. */
import { CsvError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { type Line, ROW_LIMIT } from "./import-lines.ts";

const [QUOTE, COMMA] = [34, 44];
const NEWLINE = Buffer.from("\n");

export interface CsvRecord {
  /** From 1; where it begins. */
  readonly line: number;
  readonly bytes: Buffer;
}

/** A file that can't be imported at all. The message names the line, and holds nothing of what it says. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";

  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
  }
}

/**
 * Rows go on over the line's end within quotes; empty lines are none. Throws `FileRefused` where a quote is never
 * closed: nobody can tell where the next row begins.
 */
export async function* recordsOf(lines: AsyncIterable<Line>): AsyncGenerator<CsvRecord> {
  let begun: { readonly line: number; readonly parts: Buffer[]; size: number } | null = null;
  for await (const { number, bytes } of lines) {
    const line: number = begun?.line ?? number;
    if (bytes === null || (begun?.size ?? 0) + bytes.length > ROW_LIMIT) throw tooLong(line);
    const open = endsWithin(bytes, begun !== null);
    if (begun === null && !open) {
      if (bytes.length > 0) yield { line, bytes };
      continue;
    }
    begun ??= { line, parts: [], size: 0 };
    begun.parts.push(...(begun.parts.length > 0 ? [NEWLINE] : []), bytes);
    begun.size += bytes.length + 1;
    if (open) continue;
    yield { line, bytes: Buffer.concat(begun.parts) };
    begun = null;
  }
  if (begun !== null) throw new FileRefused(begun.line, "expected a closing quote, found the end of the file");
}

const tooLong = (line: number): FileRefused =>
  new FileRefused(line, `expected a row of at most ${ROW_LIMIT / 1024} KiB; is a quote there never closed?`);

/** Whether the line ends within quotes. A quote opens a cell at its beginning alone, and stands doubled within one. */
function endsWithin(bytes: Buffer, opened: boolean): boolean {
  if (!bytes.includes(QUOTE)) return opened;
  let open = opened;
  let atStart = !opened;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (open) {
      if (byte !== QUOTE) continue;
      if (bytes[i + 1] === QUOTE) i += 1;
      else open = false;
    } else {
      open = byte === QUOTE && atStart;
      atStart = byte === COMMA;
    }
  }
  return open;
}

/** The cells of one row; null where it is no CSV. */
export function cellsOf({ bytes }: CsvRecord): readonly string[] | null {
  try {
    const [cells] = parse(bytes, { relax_column_count: true, record_delimiter: ["\u0000"] });
    return cells ?? [];
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}

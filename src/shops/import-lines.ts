/** The lines of a file that is imported, however long it is. */

/** Bytes of one row: what a webhook may have (contract.md, "Webhooks in"). */
export const ROW_LIMIT = 256 * 1024;

const NEWLINE = 10;
const RETURN = 13;
const BOM = Buffer.from("\uFEFF");

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end, and on the first line without a byte order mark; null where there are more than `ROW_LIMIT`. */
  readonly bytes: Buffer | null;
}

/** Splits at LF and CRLF. It holds one line and one chunk at a time. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let number = 0;
  let begun: Buffer[] = [];
  let size = 0;
  const add = (part: Buffer) => {
    size += part.length;
    if (size <= ROW_LIMIT) begun.push(part);
    else begun = [];
  };
  const end = (): Line => {
    number += 1;
    const bytes = size > ROW_LIMIT ? null : trimmed(begun.length === 1 ? begun[0] : Buffer.concat(begun), number);
    begun = [];
    size = 0;
    return { number, bytes };
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, to));
      yield end();
      from = to + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (size > 0) yield end();
}

function trimmed(bytes: Buffer = Buffer.alloc(0), number: number): Buffer {
  const from = number === 1 && bytes.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
  return bytes.subarray(from, bytes.at(-1) === RETURN ? -1 : undefined);
}

/**
 * How far a database had come, kept outside it as well: a database that is behind what was kept was restored from an
 * older backup, and does not know what was sent since (faults.md, "start from an older backup").
 */
import { z } from "zod";

export interface HighWaterMark {
  /** When its first shop was made, to the microsecond: a new database under an old name is no restored one. Null: none yet. */
  readonly born: string | null;
  /** A restore to a point in time, and a replica that takes over, begin another. */
  readonly timeline: number;
  /** The last decision written down; they are never deleted. */
  readonly decision: number;
}

const schema = z.object({ born: z.string().nullable(), timeline: z.int(), decision: z.int() });

/** Null where `text` is no mark: then nothing is known of before. */
export function parseMark(text: string | null): HighWaterMark | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export const isBehind = (database: HighWaterMark, kept: HighWaterMark): boolean =>
  database.born === kept.born && (database.timeline !== kept.timeline || database.decision < kept.decision);

/** Where the mark is kept, outside the database. */
export interface MarkKeeper {
  /** Null where none is kept yet. @throws where it can't be told now, but may be later. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

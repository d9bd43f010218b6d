/** Last-writer-wins registers: whatever the order and repetition of writes, the one with the greatest stamp stays. */
import type { Instant } from "./instant.ts";

/** Where a write stands among all others: by version, then time, then event id (design.md, "Events"). */
export interface Stamp {
  readonly version: number;
  readonly at: Instant;
  readonly eventId: string;
}

/** Below 0 where `a` comes before `b`; 0 only for the same event. */
export const compareStamps = (a: Stamp, b: Stamp): number => {
  if (a.version !== b.version) return a.version - b.version;
  if (a.at !== b.at) return a.at - b.at;
  if (a.eventId === b.eventId) return 0;
  return a.eventId < b.eventId ? -1 : 1;
};

/** Values and their stamps, as plain JSON. A key without a value was never written. */
export interface Registers<Fields extends object> {
  readonly values: Partial<Fields>;
  /** The greatest stamp of all; null while nothing was written. */
  readonly base: Stamp | null;
  /** Stamps of those fields that were not written with `base`. */
  readonly exceptions: { readonly [Key in keyof Fields]?: Stamp };
}

/** With which stamp a field was written; null where it never was. */
export const stampOf = <Fields extends object>(registers: Registers<Fields>, key: keyof Fields): Stamp | null =>
  key in registers.values ? (registers.exceptions[key] ?? registers.base) : null;

const keysOf = <T extends object>(fields: T): (keyof T)[] => Object.keys(fields) as (keyof T)[];

/**
 * `registers` after a write of those of `fields` that hold something but undefined. Gives back the very same object
 * where every one of them was written later already.
 */
export const writeRegisters = <Fields extends object>(
  registers: Registers<Fields> | null,
  fields: Fields,
  stamp: Stamp,
): Registers<Fields> => {
  const before: Registers<Fields> = registers ?? { values: {}, base: null, exceptions: {} };
  const values: Partial<Fields> = { ...before.values };
  const stamps: { [Key in keyof Fields]?: Stamp } = { ...before.exceptions };
  for (const key of keysOf(before.values)) stamps[key] ??= before.base ?? stamp;
  let changed = false;
  for (const key of keysOf(fields)) {
    const known = stamps[key];
    if (fields[key] === undefined || (known !== undefined && compareStamps(stamp, known) <= 0)) continue;
    values[key] = fields[key];
    stamps[key] = stamp;
    changed = true;
  }
  if (!changed) return before;
  // Stamps only grow, so the greatest of all is the old base or this one.
  const base = before.base !== null && compareStamps(before.base, stamp) > 0 ? before.base : stamp;
  for (const key of keysOf(stamps)) if (compareStamps(stamps[key] ?? base, base) === 0) delete stamps[key];
  return { values, base, exceptions: stamps };
};

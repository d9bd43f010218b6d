/** Reads clocks by Intl alone, minute by minute: slow, and nothing that the solver uses. */

const MINUTE = 60_000;

export interface Reading {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Minutes since midnight. */
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const readings = new Map<string, Map<number, Reading>>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    // Sweden writes 2026-11-22 14:05.
    const options = { timeZone: zone, dateStyle: "short", timeStyle: "short", hourCycle: "h23" } as const;
    format = new Intl.DateTimeFormat("sv-SE", options);
    formats.set(zone, format);
  }
  return format;
}

/** Every offset of our time, and every change of one, is of whole quarters of an hour. */
const QUARTER = 15;

/** What the zone's clock shows in the minute of `at` (milliseconds since the epoch). */
export function read(zone: string, at: number): Reading {
  const minutes = Math.floor(at / MINUTE);
  const quarter = readQuarter(zone, Math.floor(minutes / QUARTER));
  return { date: quarter.date, minute: quarter.minute + (minutes % QUARTER) };
}

function readQuarter(zone: string, index: number): Reading {
  let known = readings.get(zone);
  if (known === undefined || known.size > 200_000) {
    known = new Map();
    readings.set(zone, known);
  }
  let reading = known.get(index);
  if (reading === undefined) {
    const text = formatOf(zone).format(index * QUARTER * MINUTE);
    reading = { date: text.slice(0, 10), minute: Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)) };
    known.set(index, reading);
  }
  return reading;
}

export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

const isBefore = (a: Reading, b: Reading): boolean => (a.date === b.date ? a.minute < b.minute : a.date < b.date);

const firsts = new Map<string, number>();

/** The first minute at which the zone's clock shows the date and minute of day, or later, by trying one after the other. */
export function firstShowing(zone: string, date: string, minute: number): number {
  const key = `${zone} ${date} ${minute}`;
  const known = firsts.get(key);
  if (known !== undefined) return known;
  const wanted = minute === 1440 ? { date: addDays(date, 1), minute: 0 } : { date, minute };
  // No clock is more than 14 hours from UTC, nor changed by more than two.
  let at = Date.parse(`${wanted.date}T00:00:00Z`) + (wanted.minute - 16 * 60) * MINUTE;
  while (isBefore(read(zone, at), wanted)) at += MINUTE;
  if (firsts.size > 100_000) firsts.clear();
  firsts.set(key, at);
  return at;
}

/** UTC midnights of the year after which a day has another offset than before: where the clocks change. */
export function changesOf(zone: string, year: number): number[] {
  const found: number[] = [];
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 24 * 60 * MINUTE) {
    if (read(zone, at).minute !== read(zone, at + 24 * 60 * MINUTE).minute) found.push(at);
  }
  return found;
}

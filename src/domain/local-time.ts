import { IANAZone } from "luxon";
import { remembered } from "./bounded-cache.ts";
import { DAY, type Instant, instant, MINUTE } from "./instant.ts";

/** A calendar day with no zone: days since 1970-01-01. */
export type DayNumber = number;

/** A zone's offsets on one UTC day: `before` holds until `change`, `after` from then on (milliseconds east of UTC). */
interface OffsetDay {
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

const DAYS_KEPT = 2_000;
const offsetDays = new Map<string, Map<number, OffsetDay>>();

/** Finds the instant of the day's one change of offset by halving. Minutes are fine enough: every modern change is on one. */
function findChange(zone: IANAZone, start: number, before: number): number {
  let low = 0;
  let high = DAY / MINUTE;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (zone.offset(start + middle * MINUTE) * MINUTE === before) low = middle;
    else high = middle;
  }
  return start + high * MINUTE;
}

function readOffsetDay(name: string, utcDay: number): OffsetDay {
  const zone = IANAZone.create(name);
  const start = utcDay * DAY;
  const before = zone.offset(start) * MINUTE;
  const after = zone.offset(start + DAY) * MINUTE;
  return { before, after, change: before === after ? start : findChange(zone, start, before) };
}

/** The table of the zone's offsets on the UTC day of `at`. Luxon is asked once a zone and day: it costs 25 µs. */
function offsetDay(zone: string, at: number): OffsetDay {
  const days = remembered(offsetDays, 700, zone, () => new Map<number, OffsetDay>());
  return remembered(days, DAYS_KEPT, Math.floor(at / DAY), (utcDay) => readOffsetDay(zone, utcDay));
}

function offsetAt(zone: string, at: number): number {
  const day = offsetDay(zone, at);
  return at < day.change ? day.before : day.after;
}

/** What the clock on the wall shows: the local day and the milliseconds since its midnight. `zone` is an IANA name. */
export function localTime(zone: string, at: Instant): { readonly day: DayNumber; readonly time: number } {
  const wall = at + offsetAt(zone, at);
  const day = Math.floor(wall / DAY);
  return { day, time: wall - day * DAY };
}

/** The change of offset that lies after `low` and not after `high`, hours apart: it stands in the day of one of them. */
function changeBetween(zone: string, low: number, high: number): number {
  const day = offsetDay(zone, low);
  return day.before !== day.after && day.change > low ? day.change : offsetDay(zone, high).change;
}

/**
 * The first moment at which the zone's clock shows `time` (milliseconds since midnight) of `day`, or later: a time that
 * daylight saving leaves out becomes the moment of the change, one that comes twice is the first of the two.
 */
export function momentOf(zone: string, day: DayNumber, time: number): Instant {
  const wall = day * DAY + time;
  const early = offsetAt(zone, wall - DAY);
  const late = offsetAt(zone, wall + DAY);
  const first = wall - Math.max(early, late);
  if (offsetAt(zone, first) === wall - first) return instant(first);
  const second = wall - Math.min(early, late);
  if (offsetAt(zone, second) === wall - second) return instant(second);
  return instant(changeBetween(zone, first, second));
}

/** Monday is 1, Sunday is 7 (ISO 8601). */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** `YYYY-MM-DD`. */
export const dayName = (day: DayNumber): string => new Date(day * DAY).toISOString().slice(0, 10);

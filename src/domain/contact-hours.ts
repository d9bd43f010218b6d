import { remembered } from "./bounded-cache.ts";
import { type ClockSpan, commonSpan } from "./clock-time.ts";
import { type Instant, type Interval, MINUTE } from "./instant.ts";
import { legalHours } from "./legal-hours.ts";
import { type DayNumber, localTime, momentOf } from "./local-time.ts";
import type { Zones } from "./zone.ts";

/** When a buyer may be contacted: `span` of every local day, in all candidate zones at once. Null: never. */
export interface ContactHours {
  readonly span: ClockSpan | null;
  readonly zones: Zones;
}

/** Where the buyer is, for the law: `country` is the buyer's or, where absent, the shop's; `region` as `legalRegion` gives it. */
export interface Jurisdiction {
  readonly country: string | null;
  readonly region: string | null;
}

/** The policy's hours of a channel, narrowed by law (faults.md, "Contact policy"). */
export const contactHours = (span: ClockSpan, zones: Zones, { country, region }: Jurisdiction): ContactHours => ({
  span: commonSpan(span, legalHours(country, region)),
  zones,
});

/** What two lists of intervals, each in order and without overlap, have in common. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const start = one.start > other.start ? one.start : other.start;
      const end = one.end < other.end ? one.end : other.end;
      return start < end ? [{ start, end }] : [];
    }),
  );
}

const openOn = (zone: string, { start, end }: ClockSpan, day: DayNumber): Interval => ({
  start: momentOf(zone, day, start * MINUTE),
  end: momentOf(zone, day, end * MINUTE),
});

function computeOpenings({ rule, candidates }: Zones, span: ClockSpan, day: DayNumber): readonly Interval[] {
  const own = openOn(rule, span, day);
  return candidates.reduce<Interval[]>(
    // A local day of another zone that meets this one is at most a day away.
    (open, zone) =>
      zone === rule
        ? open
        : intersect(
            open,
            [-1, 0, 1].map((by) => openOn(zone, span, day + by)),
          ),
    own.start < own.end ? [own] : [],
  );
}

type Days = Map<DayNumber, readonly Interval[]>;
const DAYS_KEPT = 1_000;
const SPANS_KEPT = 200;
const kept = new WeakMap<readonly string[], Map<string, Days>>();

function daysKept({ rule, candidates }: Zones, { start, end }: ClockSpan): Days {
  let spans = kept.get(candidates);
  if (spans === undefined) {
    spans = new Map();
    kept.set(candidates, spans);
  }
  return remembered(spans, SPANS_KEPT, `${rule} ${start} ${end}`, () => new Map());
}

/** The open intervals of a local day of the rule's zone, in order. None goes over its midnight, because hours don't. */
export function openingsOn({ span, zones }: ContactHours, day: DayNumber): readonly Interval[] {
  if (span === null) return [];
  return remembered(daysKept(zones, span), DAYS_KEPT, day, () => computeOpenings(zones, span, day));
}

/** The first opening that is not over at `from`, cut to begin no sooner, and that begins before `limit`; null where there is none. */
export function nextOpening(
  hours: ContactHours,
  from: Instant,
  limit: Instant,
  isAvoided: (day: DayNumber) => boolean,
): Interval | null {
  const last = localTime(hours.zones.rule, limit).day;
  for (let day = localTime(hours.zones.rule, from).day; day <= last; day += 1) {
    if (isAvoided(day)) continue;
    const opening = openingsOn(hours, day).find(({ end }) => end > from);
    if (opening === undefined) continue;
    const start = opening.start > from ? opening.start : from;
    return start < limit ? { start, end: opening.end } : null;
  }
  return null;
}

/** True where `at` lies in the contact hours. */
export const isOpen = (hours: ContactHours, at: Instant): boolean =>
  openingsOn(hours, localTime(hours.zones.rule, at).day).some(({ start, end }) => start <= at && at < end);

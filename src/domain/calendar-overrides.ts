import { z } from "zod";
import { remembered } from "./bounded-cache.ts";
import { type Calendar, type CalendarSource, calendarOf } from "./calendar.ts";
import { DAY } from "./instant.ts";
import { dayName } from "./local-time.ts";
import { explainIssues } from "./policy-errors.ts";
import { zonesOfCountry } from "./zone.ts";

/** What is known of one year of a country beside what the calendars that come with cuifu know. */
interface YearOverride {
  readonly holidays: ReadonlySet<string>;
  readonly workdays: ReadonlySet<string>;
  /** Whether every day that is not named is no holiday; else such a day is looked up as usual. */
  readonly complete: boolean;
}

/** By country (ISO 3166-1 alpha-2), then by year. */
export type CalendarOverrides = ReadonlyMap<string, ReadonlyMap<number, YearOverride>>;

const DATE = /^\d{4}-\d\d-\d\d$/;
const MOST_DAYS = 60;

const dayNumber = (text: string): number | null => {
  const day = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY : Number.NaN;
  return Number.isInteger(day) && dayName(day) === text ? day : null;
};

/** `2027-02-06` or `2027-02-06 to 2027-02-12` as its days; null where it is neither. */
function daysOf(text: string): string[] | null {
  const [from = "", to = from, more] = text.split(" to ");
  const [first, last] = [dayNumber(from), dayNumber(to)];
  if (first === null || last === null || more !== undefined || last < first || last - first >= MOST_DAYS) return null;
  return Array.from({ length: last - first + 1 }, (_, day) => dayName(first + day));
}

const EXPECTED = 'expected dates of the year, each "YYYY-MM-DD" or "YYYY-MM-DD to YYYY-MM-DD"';
const days = z.array(
  z.string({ error: EXPECTED }).refine((text) => daysOf(text) !== null, { error: EXPECTED }),
  { error: EXPECTED },
);

const year = z
  .strictObject({
    holidays: days.default([]),
    workdays: days.default([]),
    complete: z.boolean({ error: "expected true or false" }).default(false),
  })
  .transform(({ holidays, workdays, complete }) => ({
    holidays: new Set(holidays.flatMap((text) => daysOf(text) ?? [])),
    workdays: new Set(workdays.flatMap((text) => daysOf(text) ?? [])),
    complete,
  }));

const document = z.record(
  z.string().refine((code) => zonesOfCountry(code).length > 0, { error: 'expected a country, for instance "CN"' }),
  z.record(z.string().regex(/^20\d\d$/, { error: "expected a year, for instance 2027" }), year),
);

export type ReadOverrides =
  | { readonly ok: true; readonly overrides: CalendarOverrides }
  /** Each with its place in the document (RFC 6901) and what was expected. */
  | { readonly ok: false; readonly errors: readonly { readonly pointer: string; readonly detail: string }[] };

/** Reads `config/calendars.yaml`, parsed. Null is an empty file. */
export function readOverrides(input: unknown): ReadOverrides {
  const parsed = document.safeParse(input ?? {}, { reportInput: true });
  if (!parsed.success) return { ok: false, errors: explainIssues(parsed.error.issues, input) };
  const countries = Object.entries(parsed.data).map(([country, years]): [string, Map<number, YearOverride>] => [
    country,
    new Map(Object.entries(years).map(([name, one]) => [Number(name), one])),
  ]);
  return { ok: true, overrides: new Map(countries) };
}

/** A calendar with what is known beside it laid over. */
function overlaid(calendar: Calendar, years: ReadonlyMap<number, YearOverride>): Calendar {
  return {
    isHoliday(localDate) {
      const override = years.get(Number(localDate.slice(0, 4)));
      if (override?.workdays.has(localDate)) return false;
      if (override?.holidays.has(localDate)) return true;
      return override?.complete ? false : calendar.isHoliday(localDate);
    },
    knownUntil: knownUntil(calendar, years),
  };
}

/** The end of the years that follow each other without a gap: those the calendar knows, then those that are complete. */
function knownUntil(calendar: Calendar, years: ReadonlyMap<number, YearOverride>): string | null {
  const complete = [...years].filter(([, one]) => one.complete).map(([name]) => name);
  const known = calendar.knownUntil === null ? Math.min(...complete) - 1 : Number(calendar.knownUntil.slice(0, 4));
  // A calendar by rule has no last year; one that knows nothing begins with the first that is complete.
  if (calendar.knownUntil === null && (complete.length === 0 || isByRule(calendar, known))) return null;
  let last = known;
  while (complete.includes(last + 1)) last += 1;
  return last === known ? calendar.knownUntil : `${last}-12-31`;
}

const isByRule = (calendar: Calendar, name: number): boolean => calendar.isHoliday(`${name}-01-01`) !== "unknown";

/** The calendars that come with cuifu, with what a file says laid over. */
export function overlaidCalendars(overrides: CalendarOverrides): CalendarSource {
  const made = new Map<string, Calendar>();
  return (named, shopCountry) => {
    const years = overrides.get(named === "auto" ? shopCountry : named);
    if (years === undefined) return calendarOf(named, shopCountry);
    return remembered(made, 300, named === "auto" ? shopCountry : named, () =>
      overlaid(calendarOf(named, shopCountry), years),
    );
  };
}

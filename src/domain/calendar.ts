import chineseDays from "chinese-days";
import Holidays from "date-holidays";
import { remembered } from "./bounded-cache.ts";
import { DAY } from "./instant.ts";
import { type DayNumber, dayName } from "./local-time.ts";

/** Public holidays of a country. Past the last year that is published it refuses to guess. */
export interface Calendar {
  /** `localDate` is `YYYY-MM-DD`. A weekend is no holiday, nor is a day worked in exchange for one. */
  isHoliday(localDate: string): boolean | "unknown";
  /** Last local date (`YYYY-MM-DD`) the calendar speaks for; null where it is worked out by rule, with no last one, or there is none. */
  readonly knownUntil: string | null;
}

/** `calendar: none`: no day is a holiday. */
const NO_CALENDAR: Calendar = { isHoliday: () => false, knownUntil: null };
const UNKNOWN_CALENDAR: Calendar = { isHoliday: () => "unknown", knownUntil: null };

const yearOf = (localDate: string): number => Number(localDate.slice(0, 4));

/** chinese-days names a published holiday, and the weekend worked for it, in three parts; any other day by its weekday alone. */
const isPublished = (localDate: string): boolean => chineseDays.getDayDetail(localDate).name.includes(",");

const CN_FIRST_YEAR = 2004;

function lastChineseYear(): number {
  let year = CN_FIRST_YEAR;
  while (isPublished(`${year + 1}-10-01`)) year += 1;
  return year;
}

function chineseCalendar(): Calendar {
  const last = lastChineseYear();
  return {
    isHoliday(localDate) {
      const year = yearOf(localDate);
      if (year < CN_FIRST_YEAR || year > last) return "unknown";
      return isPublished(localDate) && !chineseDays.isWorkday(localDate);
    },
    knownUntil: `${last}-12-31`,
  };
}

/** Days from the holiday's first, by its own text: its instants depend on where the holiday's day begins. */
function daysOf(holiday: { date: string; start: Date; end: Date }): string[] {
  const first: DayNumber = Date.parse(`${holiday.date.slice(0, 10)}T00:00:00Z`) / DAY;
  const count = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY));
  return Array.from({ length: count }, (_, index) => dayName(first + index));
}

function ruledCalendar(holidays: Holidays): Calendar {
  const years = new Map<number, ReadonlySet<string>>();
  const readYear = (year: number): ReadonlySet<string> =>
    new Set(
      holidays
        .getHolidays(year)
        .filter(({ type }) => type === "public")
        .flatMap(daysOf),
    );
  return {
    isHoliday: (localDate) => remembered(years, 50, yearOf(localDate), readYear).has(localDate),
    knownUntil: null,
  };
}

function makeCalendar(country: string): Calendar {
  if (country === "CN") return chineseCalendar();
  const holidays = new Holidays(country, { types: ["public"] });
  return holidays.getRules().length === 0 ? UNKNOWN_CALENDAR : ruledCalendar(holidays);
}

const calendars = new Map<string, Calendar>();

/** The calendar a policy names: `auto` is the shop's country's, `none` has no holidays. Countries are ISO 3166-1 alpha-2. */
export type CalendarSource = (named: string, shopCountry: string) => Calendar;

/** The calendars that come with cuifu. */
export const calendarOf: CalendarSource = (named, shopCountry) => {
  if (named === "none") return NO_CALENDAR;
  return remembered(calendars, 300, named === "auto" ? shopCountry : named, makeCalendar);
};

import { type Instant, instant } from "./instant.ts";

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysInMonth = (year: number, month: number): number => {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
};

/**
 * A time with an offset (RFC 3339; seconds may be left out), cut to milliseconds. Null where the text is anything else:
 * no offset, a day or time that doesn't exist, a leap second, a year outside 2000 to 2100.
 */
export const parseTimestamp = (text: string): Instant | null => {
  const match = RFC3339.exec(text);
  if (match === null) return null;
  const [, years, months, days, hours, minutes, seconds = "0", fraction = "", sign, offHours = "0", offMinutes = "0"] =
    match;
  const [year, month, day, hour, minute] = [
    Number(years),
    Number(months),
    Number(days),
    Number(hours),
    Number(minutes),
  ];
  if (year < FIRST_YEAR || year > LAST_YEAR || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || Number(seconds) > 59 || Number(offHours) > 23 || Number(offMinutes) > 59) return null;
  const offset = (Number(offHours) * 60 + Number(offMinutes)) * (sign === "-" ? -1 : 1);
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return instant(Date.UTC(year, month - 1, day, hour, minute - offset, Number(seconds), milliseconds));
};

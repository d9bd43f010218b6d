import { DAY, type Instant, type Interval } from "../domain/instant.ts";
import { type DayNumber, dayName, localTime, momentOf } from "../domain/local-time.ts";
import { badParameter } from "./paging.ts";

const DATE = /^\d{4}-\d\d-\d\d$/;

/** `YYYY-MM-DD` as a day. @throws HttpProblem 422 where there is no such day. */
export function readDay(name: string, text: string): DayNumber {
  const at = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const day = at / DAY;
  if (!Number.isInteger(day) || dayName(day) !== text)
    throw badParameter(name, "must be a date, for instance 2026-11-21");
  return day;
}

/** Dates of the shop's zone, inclusive, and the span of time they cover. */
export interface Days {
  readonly from: string;
  readonly to: string;
  readonly span: Interval;
}

const LAST_DAYS = 30;

/** `from` and `to` of a period; where they are absent it ends today and is 30 days long. @throws HttpProblem 422. */
export function readDays(
  query: { from: string | undefined; to: string | undefined },
  zone: string,
  now: Instant,
): Days {
  const to = query.to === undefined ? localTime(zone, now).day : readDay("to", query.to);
  const from = query.from === undefined ? to - LAST_DAYS + 1 : readDay("from", query.from);
  if (from > to) throw badParameter("from", "must not lie after `to`");
  return {
    from: dayName(from),
    to: dayName(to),
    span: { start: momentOf(zone, from, 0), end: momentOf(zone, to + 1, 0) },
  };
}

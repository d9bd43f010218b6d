import { DAY, type Interval } from "../domain/instant.ts";
import { dayName, momentOf } from "../domain/local-time.ts";

/** Dates of a shop's zone, both included, and the span of time they cover. */
export interface GivenDays {
  readonly from: string;
  readonly to: string;
  readonly span: Interval;
}

/** Before and after any order. */
const EVER = { from: "2000-01-01", to: "2100-01-01" };

/** `--from` and `--to`; where one is absent, as far as orders go. Throws where one of them is no date. */
export function spanOfDays(
  { from = EVER.from, to = EVER.to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  zone: string,
): GivenDays {
  const [first, last] = [dayOf("--from", from), dayOf("--to", to)];
  if (first > last) throw new Error("--from: must not lie after --to");
  return { from, to, span: { start: momentOf(zone, first, 0), end: momentOf(zone, last + 1, 0) } };
}

function dayOf(option: string, text: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY : Number.NaN;
  if (!Number.isInteger(day) || dayName(day) !== text)
    throw new Error(`${option}: expected a date, for instance 2026-11-21`);
  return day;
}

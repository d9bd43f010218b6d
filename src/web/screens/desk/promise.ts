/** When a buyer may have said that they would pay. */
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);

export const PROMISES = ["hour", "tonight", "noon", "tomorrow"] as const;
export type PromiseChoice = (typeof PROMISES)[number];

/** Longest that a promise may lie ahead, in days (docs/call-desk.md). */
export const FURTHEST = 31;

/**
 * The moment, RFC 3339; null where it is over already.
 * @param zone IANA, of the shop. @param now milliseconds since the epoch.
 */
export function promisedAt(promise: PromiseChoice, zone: string, now: number): string | null {
  const at = momentOf(promise, dayjs(now).tz(zone));
  return at.valueOf() <= now ? null : at.toISOString();
}

function momentOf(promise: PromiseChoice, now: dayjs.Dayjs): dayjs.Dayjs {
  const clock = (day: dayjs.Dayjs, hour: number) => day.startOf("day").hour(hour);
  switch (promise) {
    case "hour":
      return now.add(1, "hour");
    case "tonight":
      return clock(now, 20);
    case "noon":
      return clock(now.add(1, "day"), 12);
    case "tomorrow":
      return clock(now.add(1, "day"), 20);
    default:
      return promise satisfies never;
  }
}

/** What a picker shows as a time of day, as the moment at which the shop's clock shows it. */
export const inZone = (shown: dayjs.Dayjs, zone: string): string =>
  dayjs.tz(shown.format("YYYY-MM-DDTHH:mm"), zone).toISOString();

/** The shop's wall clock, as a picker would show it. */
export const wallClock = (zone: string, now: number): dayjs.Dayjs =>
  dayjs(dayjs(now).tz(zone).format("YYYY-MM-DDTHH:mm"));

import type { CalendarSource } from "./calendar.ts";
import { DAY, type Instant } from "./instant.ts";
import type { Policy } from "./policy.ts";

/** What a policy relies on and cuifu does not know. */
interface CalendarWarning {
  readonly pointer: string;
  readonly code: "calendar_unknown" | "calendar_ends";
  readonly detail: string;
}

/** So long before a calendar's last day it is told of. */
const AHEAD = 90 * DAY;

/** Where holidays are to be avoided and the calendar does not, or soon does not, say which days they are. */
export function calendarWarnings(
  policy: Policy,
  shopCountry: string,
  now: Instant,
  calendars: CalendarSource,
): CalendarWarning[] {
  if (!policy.avoidHolidays) return [];
  const calendar = calendars(policy.calendar, shopCountry);
  const today = new Date(now).toISOString().slice(0, 10);
  const pointer = "/calendar";
  const mend = "name them in config/calendars.yaml";
  if (calendar.knownUntil === null) {
    if (calendar.isHoliday(today) !== "unknown") return [];
    return [
      {
        pointer,
        code: "calendar_unknown",
        detail: `no holidays are known of this country, so none is avoided: ${mend}`,
      },
    ];
  }
  if (now + AHEAD < Date.parse(calendar.knownUntil)) return [];
  const detail = `holidays are known until ${calendar.knownUntil}; later days count as none: ${mend}`;
  return [{ pointer, code: "calendar_ends", detail }];
}

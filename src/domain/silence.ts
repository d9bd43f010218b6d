/** Whether a shop that used to tell of its orders has stopped: a broken webhook loses orders that nobody sees. */
import { DAY, HOUR, type Instant } from "./instant.ts";

/** How many days back the same hours are looked at. */
export const SILENCE_DAYS = 7;
/** So many events of one day's hours are counted, and no more. */
export const SILENCE_COUNTED = 20;
/** A shorter silence says nothing; after a longer one the shop has closed. */
const SHORTEST = HOUR;
const LONGEST = 14 * DAY;
/** On so many of the days there was something. */
const USUAL_DAYS = 5;
/** On average, so much: by chance alone a silence comes about once in 20,000 such spans. */
const USUAL_EVENTS = 10;

/** What came in the same hours of the day as the silence, up to `SILENCE_COUNTED` each. */
export interface ShopSigns {
  readonly lastEventAt: Instant;
  /** One a day: yesterday first, a week ago last. */
  readonly before: readonly number[];
}

/**
 * Silent: nothing since `lastEventAt`, though on most of the last seven days, and on the same day a week ago, many events
 * came in these very hours. A shop that is shut at night or on Sundays is silent then and is not meant.
 */
export function isSilent({ lastEventAt, before }: ShopSigns, now: Instant): boolean {
  const length = now - lastEventAt;
  if (length < SHORTEST || length > LONGEST || before.length < SILENCE_DAYS) return false;
  if (before.at(-1) === 0) return false;
  if (before.filter((events) => events > 0).length < USUAL_DAYS) return false;
  return before.reduce((sum, events) => sum + events, 0) >= USUAL_EVENTS * SILENCE_DAYS;
}

import { HOUR, type Instant, SECOND } from "../domain/instant.ts";

/** Longest wait a provider may ask for; a reminder is worth nothing the day after. */
const LONGEST = HOUR;

/** `Retry-After` (RFC 9110, section 10.2.3: seconds or a date) in milliseconds, or null where there is none to be read. */
export function retryAfter(header: string | undefined, now: Instant): number | null {
  if (header === undefined) return null;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * SECOND : Date.parse(header) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST);
}

import type { ClockSpan } from "./clock-time.ts";
import { DAY } from "./instant.ts";
import type { Cap } from "./policy.ts";

/** When the law lets a buyer be contacted, by country or country and region; it only ever narrows a policy (faults.md, "Contact policy"). */
const LEGAL_HOURS: Readonly<Record<string, ClockSpan>> = {
  US: { start: 8 * 60, end: 21 * 60 },
  "US-FL": { start: 8 * 60, end: 20 * 60 },
  IN: { start: 10 * 60, end: 21 * 60 },
  CN: { start: 9 * 60, end: 20 * 60 },
};

/** The widest hours any policy may name, wherever the buyer is (faults.md, "Contact policy"). */
export const WIDEST_HOURS: ClockSpan = { start: 8 * 60, end: 21 * 60 };

/** Hours that hold for a country (ISO 3166-1 alpha-2) and, where known, its region (ISO 3166-2, for instance `US-FL`). */
export function legalHours(country: string | null, region: string | null): ClockSpan {
  const ofRegion = region === null ? undefined : LEGAL_HOURS[region];
  const ofCountry = country === null ? undefined : LEGAL_HOURS[country];
  return ofRegion ?? ofCountry ?? WIDEST_HOURS;
}

/** How often the law lets one person be contacted, beside what a policy allows (faults.md, "Contact policy"). */
const LEGAL_CAPS: Readonly<Record<string, Cap>> = { "US-FL": { count: 3, per: DAY } };

/** The law's cap in a region (ISO 3166-2); null where there is none. */
export const legalCap = (region: string | null): Cap | null => (region === null ? null : (LEGAL_CAPS[region] ?? null));

/** The longest span a cap of the law looks back, in milliseconds. */
export const LONGEST_LEGAL_CAP = Math.max(...Object.values(LEGAL_CAPS).map(({ per }) => per));

const FLORIDA = new Set(
  "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941".split(" "),
);

/** The region with stricter law that a phone number (E.164) belongs to; null where there is none. */
export const legalRegion = (phone: string | null): string | null =>
  phone?.startsWith("+1") === true && FLORIDA.has(phone.slice(2, 5)) ? "US-FL" : null;

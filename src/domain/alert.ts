import type { ShopId } from "./brand.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "./instant.ts";

/** What the operator is told of (docs/running.md, "Alerts"). */
export const ALERT_KINDS = [
  "provider.paused",
  "provider.resumed",
  "contacts.unknown",
  "reminders.late",
  "event.failed",
  "event.quarantined",
  "reminder.failed",
  "shop.capped",
  "shop.silent",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Holds nothing personal: ids, names of channels and providers, numbers. */
export interface Alert {
  readonly kind: AlertKind;
  /** Null: of no shop, or of all of them. */
  readonly shopId: ShopId | null;
  readonly detail: Readonly<Record<string, string | number | null>>;
  /** Of alerts of a kind with the same words here only the first is kept. */
  readonly once: string;
}

/** For `once`: the same in any of the spans of `length` milliseconds that time is cut into. */
export const within = (subject: string, at: Instant, length: number = HOUR): string =>
  `${subject} ${Math.floor(at / length)}`;

/** How often an alert is tried: over a day and a half. */
const MOST_TRIES = 40;

/** Milliseconds until an alert that could not be delivered is tried again after `tries`; null: it is given up. */
export const alertWait = (tries: number): number | null =>
  tries >= MOST_TRIES ? null : Math.min(5 * SECOND * 2 ** (tries - 1), HOUR);

/** What the watch looks for: so many contacts that became unknown in a quarter of an hour, reminders so late. */
export const UNKNOWN_GROWS = { count: 10, within: 15 * MINUTE } as const;
export const LATE = 5 * MINUTE;

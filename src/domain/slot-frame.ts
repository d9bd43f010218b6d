import type { Calendar } from "./calendar.ts";
import type { ChannelName } from "./channel.ts";
import { type ContactHours, contactHours } from "./contact-hours.ts";
import { earliest, type Instant, instant, latest, plus } from "./instant.ts";
import { type DayNumber, dayName, localTime } from "./local-time.ts";
import type { Policy } from "./policy.ts";
import type { Zones } from "./zone.ts";

/** What of an order decides when it is reminded. */
export interface SlotOrder {
  /** Seeds the spreading: the same order always gets the same times. */
  readonly key: string;
  readonly placedAt: Instant;
  readonly closesAt: Instant | null;
  /** When cuifu first knew of the order: nothing is planned before it. */
  readonly from: Instant;
}

/** What of the shop and the buyer decides it. */
export interface SlotSetting {
  readonly policy: Policy;
  /** IANA name. */
  readonly shopZone: string;
  readonly zones: Zones;
  /** The buyer's, or the shop's where the buyer's is absent: which law narrows the hours. ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** ISO 3166-2, as `legalRegion` gives it. */
  readonly region?: string | null;
  readonly calendar: Calendar;
}

/** An order in its setting, with what every step needs worked out once. */
export interface Frame {
  readonly order: SlotOrder;
  readonly setting: SlotSetting;
  /** The order's own local day and time (milliseconds since midnight), in the rule's zone. */
  readonly day: DayNumber;
  readonly time: number;
  /** Nothing is due before it: `min_delay` after the order, nor before the order was known. */
  readonly earliest: Instant;
  /** Everything is due before it: `closes_at` and `max_age`. */
  readonly limit: Instant;
}

/** `delay` after the order (milliseconds), but not before the order was known. */
export const notBefore = (order: SlotOrder, delay: number): Instant => latest(plus(order.placedAt, delay), order.from);

export function toFrame(order: SlotOrder, setting: SlotSetting): Frame {
  const { policy, zones } = setting;
  const oldest = plus(order.placedAt, policy.maxAge);
  return {
    order,
    setting,
    ...localTime(zones.rule, order.placedAt),
    earliest: notBefore(order, policy.minDelay),
    limit: earliest(oldest, order.closesAt ?? instant(Number.POSITIVE_INFINITY)),
  };
}

/** True where the policy avoids holidays and the local day is known to be one. A day past the calendar is no holiday. */
export const isAvoided = ({ policy, calendar }: SlotSetting, day: DayNumber): boolean =>
  policy.avoidHolidays && calendar.isHoliday(dayName(day)) === true;

/** When a channel may reach the buyer. */
export const channelHours = (
  { policy, zones, country, region = null }: SlotSetting,
  channel: ChannelName,
): ContactHours => contactHours(policy.hours[channel], zones, { country, region });

/** What a policy says that can't come true, or that rests on what cuifu does not know. It may be published all the same. */
import type { CalendarSource } from "./calendar.ts";
import { calendarWarnings } from "./calendar-warnings.ts";
import { CHANNELS, type ChannelName } from "./channel.ts";
import { type ClockMinute, type ClockSpan, commonSpan } from "./clock-time.ts";
import type { Instant } from "./instant.ts";
import { legalHours } from "./legal-hours.ts";
import type { Policy } from "./policy.ts";
import { pointerOf } from "./policy-errors.ts";

export interface PolicyWarning {
  /** RFC 6901. */
  readonly pointer: string;
  readonly code: "calendar_unknown" | "calendar_ends" | "channel_off" | "hours_narrowed" | "never_open" | "too_old";
  readonly detail: string;
}

/** What a policy is warned against. */
export interface WarningSetting {
  /** ISO 3166-1 alpha-2. */
  readonly shopCountry: string;
  readonly now: Instant;
  readonly calendars: CalendarSource;
  /** Those that somebody is set up to send by. */
  readonly channels: Pick<ReadonlySet<ChannelName>, "has">;
}

const clockText = (minute: ClockMinute): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const spanText = ({ start, end }: ClockSpan): string => `${clockText(start)}-${clockText(end)}`;

export const policyWarnings = (policy: Policy, setting: WarningSetting): PolicyWarning[] => [
  ...calendarWarnings(policy, setting.shopCountry, setting.now, setting.calendars),
  ...channelsOff(policy, setting),
  ...narrowedHours(policy, setting),
  ...closedWindows(policy, setting),
  ...stepsTooOld(policy),
  ...unthanked(policy, setting),
];

/** Nobody is called to be thanked. */
const unthanked = ({ thankYou }: Policy, { channels }: WarningSetting): PolicyWarning[] =>
  thankYou && !CHANNELS.some((channel) => channel !== "call" && channels.has(channel))
    ? [
        {
          pointer: "/thank_you",
          code: "channel_off",
          detail:
            "nobody is set up to send by im, sms or email, so nobody is thanked: set one in the service's configuration",
        },
      ]
    : [];

const channelsOff = ({ steps }: Policy, { channels }: WarningSetting): PolicyWarning[] =>
  steps.flatMap(({ channel }, step) =>
    channels.has(channel)
      ? []
      : [
          {
            pointer: pointerOf(["steps", step, "channel"]),
            code: "channel_off",
            detail: `nobody is set up to send by ${channel}, so this step is always skipped: set channels.${channel} in the service's configuration`,
          },
        ],
  );

/** Hours of a step's channel, for a buyer of the shop's own country. */
const lawfulHours = ({ hours }: Policy, channel: ChannelName, { shopCountry }: WarningSetting): ClockSpan | null =>
  commonSpan(hours[channel], legalHours(shopCountry, null));

/** The same for a buyer of some country, as a policy writes a span; null where policy and law leave nothing. */
export function openHours(policy: Policy, channel: ChannelName, country: string): string | null {
  const span = commonSpan(policy.hours[channel], legalHours(country, null));
  return span && spanText(span);
}

const narrowedHours = (policy: Policy, setting: WarningSetting): PolicyWarning[] =>
  policy.steps.flatMap(({ channel }) => {
    const lawful = lawfulHours(policy, channel, setting);
    const span = policy.hours[channel];
    if (lawful !== null && lawful.start === span.start && lawful.end === span.end) return [];
    const left = lawful === null ? "nothing of it" : spanText(lawful);
    const detail = `the law of ${setting.shopCountry} leaves ${left} of ${spanText(span)} for ${channel}`;
    return [{ pointer: pointerOf(["hours", channel]), code: "hours_narrowed" as const, detail }];
  });

/** Windows outside of the hours of every step. */
const closedWindows = (policy: Policy, setting: WarningSetting): PolicyWarning[] =>
  policy.slots.flatMap(({ remind }, index) => {
    if (remind.kind !== "between") return [];
    const { span } = remind;
    const open = policy.steps.some(({ channel }) => {
      const lawful = lawfulHours(policy, channel, setting);
      return lawful !== null && commonSpan(span, lawful) !== null;
    });
    const detail = `${spanText(span)} is outside of the hours of every step, so the next rule is always taken instead`;
    return open ? [] : [{ pointer: pointerOf(["slots", index, "remind", "between"]), code: "never_open", detail }];
  });

/** Steps so long after those before them that `max_age` is over. */
function stepsTooOld({ steps, maxAge, minDelay }: Policy): PolicyWarning[] {
  let least = minDelay;
  return steps.flatMap((step, index): PolicyWarning[] => {
    if (step.kind === "after") least += step.delay;
    if (step.kind !== "after" || least < maxAge) return [];
    const detail =
      "an order is older than max_age before this step comes, so it is never sent: make max_age longer, or after shorter";
    return [{ pointer: pointerOf(["steps", index, "after"]), code: "too_old", detail }];
  });
}

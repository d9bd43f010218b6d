/** What a policy would do for an order that nobody placed yet, and for a whole day of them. */
import type { CalendarSource } from "./calendar.ts";
import type { ChannelName } from "./channel.ts";
import type { Grade } from "./event.ts";
import { type Instant, type Interval, MINUTE, plus } from "./instant.ts";
import { dayName, localTime, momentOf } from "./local-time.ts";
import type { CurrencyCode, Minor } from "./money.ts";
import { makePlan, type PlanFacts } from "./plan.ts";
import { lineText } from "./plan-text.ts";
import type { BuyerKind, Policy } from "./policy.ts";
import { solveSteps } from "./slot.ts";
import { hindranceOf } from "./slot-hindrance.ts";
import type { StopReason } from "./states.ts";
import { zonesOf } from "./zone.ts";

/** The order and the buyer that are thought of. What is left out is as usual: no closing time, all addresses there. */
export interface PreviewQuestion {
  readonly placedAt: Instant;
  readonly closesAt: Instant | null;
  readonly amount: Minor;
  readonly currency: CurrencyCode;
  readonly paymentMethod: string | null;
  readonly flags: readonly string[];
  readonly grade: Grade;
  /** IANA; null: that of the country, or the shop's. */
  readonly timezone: string | null;
  readonly country: string | null;
  readonly kind: BuyerKind;
  readonly skus: readonly string[];
}

export interface PreviewSetting {
  readonly policy: Policy;
  readonly shop: { readonly timezone: string; readonly country: string };
  /** Language of the sentences. BCP 47. */
  readonly locale: string;
  /** `no_consent` where the policy asks for a consent that a usual buyer has not given. */
  readonly channels: PlanFacts["channels"];
  readonly calendars: CalendarSource;
}

export interface PreviewLine {
  readonly channel: ChannelName;
  readonly state: "planned" | "skipped";
  readonly dueAt: Instant | null;
  /** What is left of the rule's window: another order of that minute is due elsewhere in it. */
  readonly window: Interval | null;
  readonly rule: string | null;
  readonly reason: StopReason | null;
  /** One sentence; times in the buyer's zone. */
  readonly text: string;
}

/** When an order of some minute of the day would be reminded. */
export interface PreviewMinute {
  readonly placedAt: Instant;
  /** The earliest of `lines`; where none has a time, the first. */
  readonly first: PreviewLine | null;
  readonly lines: readonly PreviewLine[];
}

/** Seeds the spreading: each minute's order has a time of its own in a window, as real ones do, and the same whoever asks. */
const keyOf = (placedAt: Instant): string => `preview ${Math.floor(placedAt / MINUTE)}`;

/** A question with where its buyer may be. */
interface Scene {
  readonly question: PreviewQuestion;
  readonly setting: PreviewSetting;
  readonly zones: PlanFacts["zones"];
  /** The zone that local times stand in. */
  readonly zone: string;
}

function sceneOf(question: PreviewQuestion, setting: PreviewSetting): Scene {
  const { timezone, country } = question;
  const { shop } = setting;
  const zones = zonesOf({ timezone, country, phone: null, shop }, () => []);
  return { question, setting, zones, zone: zones.kind === "zones" ? zones.rule : shop.timezone };
}

/** The zone that a preview's local times stand in. */
export const previewZone = (question: PreviewQuestion, setting: PreviewSetting): string =>
  sceneOf(question, setting).zone;

/** Each step of the policy for one order. */
export const preview = (question: PreviewQuestion, setting: PreviewSetting): PreviewLine[] =>
  linesOf(sceneOf(question, setting));

function linesOf({ question, setting, zones, zone }: Scene): PreviewLine[] {
  const { policy, shop, locale, channels, calendars } = setting;
  const { placedAt, closesAt } = question;
  const key = keyOf(placedAt);
  const place = {
    shopZone: shop.timezone,
    country: question.country ?? shop.country,
    calendar: calendars(policy.calendar, shop.country),
  };
  const facts: PlanFacts = {
    ...question,
    key,
    status: "unpaid",
    stopped: false,
    firstSeenAt: placedAt,
    suppressed: false,
    arm: "treated",
    zones,
    channels,
  };
  const order = { key, placedAt, closesAt, from: placedAt };
  const solved = zones.kind === "zones" ? { ...place, policy, zones } : null;
  const times = solved === null ? [] : solveSteps(order, solved);
  const { lines, filter } = makePlan(facts, policy, place);
  return lines.map(({ channel, state, dueAt, rule, reason, step }) => {
    const time = times[step];
    const isOff = channels[channel] === "off" && filter === null && reason === "filtered";
    const hindrance = reason === "no_slot" && solved !== null ? hindranceOf(order, solved, step) : null;
    const due = state === "planned" ? dueAt : null;
    const told = { channel, dueAt: due, rule, reason: isOff ? "channel_off" : reason, filter, hindrance } as const;
    return {
      channel,
      state: state === "planned" ? state : "skipped",
      dueAt: due,
      window: state === "planned" && time?.kind === "at" ? time.window : null,
      rule,
      reason,
      text: lineText(told, locale, zone),
    };
  });
}

/**
 * The reminders of an order of each `step`th minute of the local day that `placedAt` lies on. An order that closes by
 * itself closes as long after its placing as the one that is asked of.
 * @param step milliseconds.
 */
export function previewDay(question: PreviewQuestion, setting: PreviewSetting, step: number): PreviewMinute[] {
  const scene = sceneOf(question, setting);
  const { day } = localTime(scene.zone, question.placedAt);
  const end = momentOf(scene.zone, day + 1, 0);
  const open = question.closesAt === null ? null : question.closesAt - question.placedAt;
  const minutes: PreviewMinute[] = [];
  for (let placedAt = momentOf(scene.zone, day, 0); placedAt < end; placedAt = plus(placedAt, step)) {
    const closesAt = open === null ? null : plus(placedAt, open);
    const lines = linesOf({ ...scene, question: { ...question, placedAt, closesAt } });
    minutes.push({ placedAt, first: earliestOf(lines), lines });
  }
  return minutes;
}

/** How many local days, from the order's on, are looked through for holidays: the furthest slot is 7 days on, its steps one more. */
const DAYS_SHOWN = 9;

/** The days (`YYYY-MM-DD`) of the order and after it on which the policy sends nothing. */
export function previewHolidays(question: PreviewQuestion, setting: PreviewSetting): string[] {
  const { policy, shop, calendars } = setting;
  if (!policy.avoidHolidays) return [];
  const calendar = calendars(policy.calendar, shop.country);
  const { day } = localTime(sceneOf(question, setting).zone, question.placedAt);
  return Array.from({ length: DAYS_SHOWN }, (_, after) => dayName(day + after)).filter(
    (name) => calendar.isHoliday(name) === true,
  );
}

const earliestOf = (lines: readonly PreviewLine[]): PreviewLine | null =>
  lines.reduce<PreviewLine | null>((first, line) => {
    if (first === null) return line;
    if (line.dueAt === null) return first;
    return first.dueAt === null || line.dueAt < first.dueAt ? line : first;
  }, null);

/** What a policy would do for an order that nobody placed yet, and for a whole day of them. */
import type { Calendar, CalendarSource } from "./calendar.ts";
import type { ChannelName } from "./channel.ts";
import { lineText } from "./decision-text.ts";
import type { Grade } from "./event.ts";
import { type Instant, type Interval, MINUTE, plus } from "./instant.ts";
import { localTime, momentOf } from "./local-time.ts";
import type { CurrencyCode, Minor } from "./money.ts";
import { makePlan, type PlanFacts } from "./plan.ts";
import type { BuyerKind, Policy } from "./policy.ts";
import { solveSteps } from "./slot.ts";
import type { StopReason } from "./states.ts";
import { type BuyerZones, zonesOf } from "./zone.ts";

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
  readonly shop: { readonly timezone: string; readonly country: string; readonly locale: string };
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

/** When an order of some minute of the day would first be reminded. */
export interface PreviewMinute {
  readonly placedAt: Instant;
  readonly first: PreviewLine | null;
}

/** Seeds the spreading. */
const KEY = "preview";
const DAY_STEP = 10 * MINUTE;

function zonesFor({ timezone, country }: PreviewQuestion, { shop }: PreviewSetting) {
  return zonesOf({ timezone, country, phone: null, shop }, () => []);
}

/** The zone that a preview's local times stand in. */
export const previewZone = (question: PreviewQuestion, setting: PreviewSetting): string => {
  const zones = zonesFor(question, setting);
  return zones.kind === "zones" ? zones.rule : setting.shop.timezone;
};

const calendarFor = ({ policy, shop, calendars }: PreviewSetting): Calendar => calendars(policy.calendar, shop.country);

/** Each step of the policy for one order. */
export function preview(question: PreviewQuestion, setting: PreviewSetting): PreviewLine[] {
  const { policy, shop } = setting;
  const { placedAt, closesAt } = question;
  const zones = zonesFor(question, setting);
  const surroundings = {
    shopZone: shop.timezone,
    country: question.country ?? shop.country,
    calendar: calendarFor(setting),
  };
  const facts: PlanFacts = {
    ...question,
    key: KEY,
    status: "unpaid",
    stopped: false,
    firstSeenAt: placedAt,
    suppressed: false,
    arm: "treated",
    zones,
    channels: setting.channels,
  };
  const windows = zones.kind === "zones" ? windowsOf(placedAt, closesAt, { ...surroundings, policy, zones }) : [];
  const zone = zones.kind === "zones" ? zones.rule : shop.timezone;
  return makePlan(facts, policy, surroundings).lines.map(({ channel, state, dueAt, rule, reason, step }) => {
    const line = { channel, dueAt: state === "planned" ? dueAt : null, rule, reason } as const;
    const text = lineText(line, shop.locale, zone);
    return {
      ...line,
      state: state === "planned" ? state : "skipped",
      window: state === "planned" ? (windows[step] ?? null) : null,
      text,
    };
  });
}

function windowsOf(
  placedAt: Instant,
  closesAt: Instant | null,
  setting: Parameters<typeof solveSteps>[1] & { readonly zones: BuyerZones },
): (Interval | null)[] {
  const times = solveSteps({ key: KEY, placedAt, closesAt, from: placedAt }, setting);
  return times.map((time) => (time.kind === "at" ? time.window : null));
}

/**
 * The first reminder of an order of each tenth minute of the local day that `placedAt` lies on. An order that closes by
 * itself closes as long after its placing as the one that is asked of.
 */
export function previewDay(question: PreviewQuestion, setting: PreviewSetting): PreviewMinute[] {
  const zone = previewZone(question, setting);
  const { day } = localTime(zone, question.placedAt);
  const end = momentOf(zone, day + 1, 0);
  const open = question.closesAt === null ? null : question.closesAt - question.placedAt;
  const minutes: PreviewMinute[] = [];
  for (let placedAt = momentOf(zone, day, 0); placedAt < end; placedAt = plus(placedAt, DAY_STEP)) {
    const closesAt = open === null ? null : plus(placedAt, open);
    const lines = preview({ ...question, placedAt, closesAt }, setting);
    minutes.push({ placedAt, first: earliestOf(lines) });
  }
  return minutes;
}

const earliestOf = (lines: readonly PreviewLine[]): PreviewLine | null =>
  lines.reduce<PreviewLine | null>((first, line) => {
    if (first === null) return line;
    if (line.dueAt === null) return first;
    return first.dueAt === null || line.dueAt < first.dueAt ? line : first;
  }, null);

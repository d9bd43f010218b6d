import { CHANNELS, type ChannelName } from "./channel.ts";
import { type ClockMinute, type ClockSpan, parseClock, parseSpan } from "./clock-time.ts";
import { parseDuration } from "./duration.ts";
import type { Grade } from "./event.ts";
import { checkPolicy } from "./policy-checks.ts";
import { type PolicyDocument, policyDocument, WEEKDAYS } from "./policy-document.ts";
import { explainIssues, type PolicyError } from "./policy-errors.ts";

export type { PolicyDocument } from "./policy-document.ts";
export type { PolicyError } from "./policy-errors.ts";

/** When an order of a slot rule is reminded. `lead` and `delay` are milliseconds; `day` counts from the order's own local day. */
export type Remind =
  | { readonly kind: "between"; readonly day: number; readonly span: ClockSpan }
  | { readonly kind: "before_cutoff"; readonly lead: number }
  | { readonly kind: "before_close"; readonly lead: number }
  | { readonly kind: "after"; readonly delay: number };

/** One line of `slots`. `name` is its orders' span as written: statistics and decisions call the slot by it. */
export interface SlotRule {
  readonly name: string;
  readonly orders: ClockSpan;
  readonly remind: Remind;
}

/** `after` counts, in milliseconds, from the planned time of the step before it. */
export type Step = { readonly channel: ChannelName } & (
  | { readonly kind: "slot" }
  | { readonly kind: "after"; readonly delay: number }
  | { readonly kind: "next_slot" }
);

/** At most `count` in any span of `per` milliseconds. */
export interface Cap {
  readonly count: number;
  readonly per: number;
}

/** Whether the buyer has paid an order before (domain.md, R8). */
export type BuyerKind = "new" | "returning";

export type ConsentRule = "required" | "not_required" | "machine";

/** A shop's policy, parsed: durations are milliseconds, clock times minutes since midnight, sums decimal strings. */
export interface Policy {
  readonly live: boolean;
  readonly slots: readonly SlotRule[];
  readonly minDelay: number;
  readonly closingSoon: { readonly lead: number } | null;
  readonly maxAge: number;
  /** By ISO weekday, Monday first; null where nothing is shipped. In the shop's zone. */
  readonly shipCutoff: readonly (ClockMinute | null)[];
  readonly steps: readonly Step[];
  readonly stopOn: readonly ("replied" | "answered")[];
  readonly hours: Readonly<Record<ChannelName, ClockSpan>>;
  /** `auto` is the shop's country; else `none` or ISO 3166-1 alpha-2. */
  readonly calendar: string;
  readonly avoidHolidays: boolean;
  readonly caps: {
    readonly person: Cap;
    readonly shop: Cap;
    /** How many calls the shop's people take on in an hour; the rest wait. Null: as many as are due. */
    readonly callsPerHour: number | null;
  };
  readonly merge: boolean;
  readonly heldOut: number;
  readonly consent: Readonly<Record<ChannelName, ConsentRule>>;
  readonly paidOther: "skip" | "remind";
  readonly who: {
    readonly grades: readonly Grade[];
    readonly amount: { readonly min: string; readonly max: string | null };
    readonly excludePaymentMethods: readonly string[];
    readonly excludeFlags: readonly string[];
    /** Null: both. */
    readonly kinds: readonly BuyerKind[] | null;
    /** Null: whatever was ordered; else at least one of these. */
    readonly onlySkus: readonly string[] | null;
    readonly excludeSkus: readonly string[];
    /** ISO 3166-1 alpha-2. Null: all, also where the country is not known. */
    readonly onlyCountries: readonly string[] | null;
    readonly excludeCountries: readonly string[];
  };
  readonly attributionWindow: Readonly<Record<ChannelName, number>>;
  readonly thankYou: boolean;
  /** What may be offered where the price holds the buyer back (docs/coupons.md). */
  readonly coupons: {
    readonly on: boolean;
    /** Whom to ask for a code; not null where it is on. */
    readonly url: string | null;
    /** The most a code may be worth, in the shop's currency; not null where it is on. */
    readonly maxAmount: string | null;
    /** The same as a share of the order, above 0, up to 1. */
    readonly maxShare: number;
    /** Whether the buyer must have said yes to messages on the channel: with an offer they are advertising. */
    readonly consent: "required" | "not_required";
  };
  /** Who is contacted though the policy is not live; hashed by whoever published it. */
  readonly testAddresses: readonly string[];
  /** Whether words that staff wrote are published only after somebody else approved them. */
  readonly approveTemplates: boolean;
}

export type CompletedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument; readonly policy: Policy }
  | { readonly ok: false; readonly errors: readonly PolicyError[] };

/** The schema has let the text through: whatever can't be read here is a bug, not a shop's mistake. */
function read<T>(parse: (text: string) => T | null, text: string): T {
  const value = parse(text);
  if (value === null) throw new Error(`policy text the schema should have refused, read by ${parse.name}`);
  return value;
}

const duration = (text: string): number => read(parseDuration, text);

function toRemind(remind: PolicyDocument["slots"][number]["remind"]): Remind {
  if ("between" in remind) return { kind: "between", day: remind.day, span: read(parseSpan, remind.between) };
  if ("after" in remind) return { kind: "after", delay: duration(remind.after) };
  const kind = remind.before === "close" ? "before_close" : "before_cutoff";
  return { kind, lead: duration(remind.lead) };
}

function toStep(step: PolicyDocument["steps"][number]): Step {
  if (step.after !== undefined) return { channel: step.channel, kind: "after", delay: duration(step.after) };
  return { channel: step.channel, kind: step.next_slot === true ? "next_slot" : "slot" };
}

function toCutoffs(cutoff: PolicyDocument["ship_cutoff"]): (ClockMinute | null)[] {
  return WEEKDAYS.map((day) => {
    const text = cutoff === null || typeof cutoff === "string" ? cutoff : cutoff[day];
    return text === null ? null : read(parseClock, text);
  });
}

const perChannel = <T>(make: (channel: ChannelName) => T): Record<ChannelName, T> =>
  Object.fromEntries(CHANNELS.map((channel) => [channel, make(channel)])) as Record<ChannelName, T>;

const toCap = (cap: PolicyDocument["caps"]["person"]): Cap => ({ count: cap.count, per: duration(cap.per) });

/** The parsed form of a complete document, as `completePolicy` made it and the store keeps it. */
export function toPolicy(document: PolicyDocument): Policy {
  const { who, hours } = document;
  return {
    live: document.live,
    slots: document.slots.map(({ orders, remind }) => ({
      name: orders,
      orders: read(parseSpan, orders),
      remind: toRemind(remind),
    })),
    minDelay: duration(document.min_delay),
    closingSoon: document.closing_soon === null ? null : { lead: duration(document.closing_soon.lead) },
    maxAge: duration(document.max_age),
    shipCutoff: toCutoffs(document.ship_cutoff),
    steps: document.steps.map(toStep),
    stopOn: document.stop_on,
    hours: perChannel((channel) => read(parseSpan, hours[channel] ?? hours.default)),
    calendar: document.calendar,
    avoidHolidays: document.avoid.includes("holidays"),
    caps: {
      person: toCap(document.caps.person),
      shop: toCap(document.caps.shop),
      callsPerHour: document.caps.calls_per_hour ?? null,
    },
    merge: document.merge,
    heldOut: document.held_out,
    consent: document.consent,
    paidOther: document.paid_other,
    who: {
      grades: who.grades,
      amount: { min: who.amount.min, max: who.amount.max ?? null },
      excludePaymentMethods: who.exclude_payment_methods,
      excludeFlags: who.exclude_flags,
      kinds: who.kinds ?? null,
      onlySkus: who.only_skus ?? null,
      excludeSkus: who.exclude_skus ?? [],
      onlyCountries: who.only_countries ?? null,
      excludeCountries: who.exclude_countries ?? [],
    },
    attributionWindow: perChannel((channel) => duration(document.attribution.window[channel])),
    thankYou: document.thank_you,
    coupons: {
      on: document.coupons.on,
      url: document.coupons.url,
      maxAmount: document.coupons.max_amount,
      maxShare: document.coupons.max_share,
      consent: document.coupons.consent,
    },
    testAddresses: document.test_addresses ?? [],
    approveTemplates: document.approve_templates ?? false,
  };
}

/** Fills every missing key with its default and checks the whole; the document that comes back is the one to keep and to show. */
export function completePolicy(input: unknown): CompletedPolicy {
  const parsed = policyDocument.safeParse(input, { reportInput: true });
  if (!parsed.success) return { ok: false, errors: explainIssues(parsed.error.issues, input) };
  const policy = toPolicy(parsed.data);
  const errors = checkPolicy(policy);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, document: parsed.data, policy };
}

import type { ChannelName } from "./channel.ts";
import type { Grade, OrderStatus } from "./event.ts";
import type { Instant } from "./instant.ts";
import type { CurrencyCode, Minor } from "./money.ts";
import { type Filter, filterOf } from "./plan-filter.ts";
import type { BuyerKind, Policy } from "./policy.ts";
import { type SlotSetting, type StepTime, solveSteps } from "./slot.ts";
import { unitHash } from "./stable-hash.ts";
import type { ReminderState, StopReason } from "./states.ts";
import type { BuyerZones } from "./zone.ts";

/** What planning needs to know of an order and its buyer. */
export interface PlanFacts {
  /** Stable seed for spreading: shop and order id. */
  readonly key: string;
  readonly status: OrderStatus;
  readonly placedAt: Instant;
  readonly closesAt: Instant | null;
  readonly amount: Minor;
  readonly currency: CurrencyCode;
  readonly paymentMethod: string | null;
  readonly flags: readonly string[];
  /** What was ordered. Left out: nothing is known of it. */
  readonly skus?: readonly string[];
  /** Left out, the buyer counts as new. */
  readonly kind?: BuyerKind;
  /** The buyer's, ISO 3166-1 alpha-2; null or left out where it is not known. */
  readonly country?: string | null;
  readonly stopped: boolean;
  /** When cuifu first heard of the order: nothing is planned before it. */
  readonly firstSeenAt: Instant;
  readonly grade: Grade;
  readonly suppressed: boolean;
  /** Whether the buyer has paid another order since this one was placed. Left out: no. */
  readonly paidOther?: boolean;
  readonly arm: Arm;
  readonly zones: BuyerZones | { readonly kind: "no_time_zone" };
  /** By channel: `off` where nobody is configured to send. */
  readonly channels: Readonly<Record<ChannelName, "ready" | "off" | "no_address" | "no_consent">>;
}

/** Where an order is planned: the shop, the law and the calendar. */
export type PlanSetting = Omit<SlotSetting, "policy" | "zones">;

/** `held_out` buyers get no payment reminder, so that the effect of reminding can be measured. */
export type Arm = "treated" | "held_out";

/** One line of a new plan. */
export interface PlanLine {
  readonly channel: ChannelName;
  readonly step: number;
  readonly state: ReminderState & ("planned" | "skipped" | "cancelled");
  readonly reason: StopReason | null;
  readonly dueAt: Instant | null;
  readonly notAfter: Instant | null;
  readonly rule: string | null;
}

export interface Plan {
  /**
   * Passed the filters, whether contacted or not (design.md, "Attribution"). A "no" has no say: only who is reminded
   * can say no to it, and the two arms must stay alike.
   */
  readonly eligible: boolean;
  /** Why no line is planned; null where one is. */
  readonly reason: StopReason | null;
  /** The key of `who` that leaves the order out; null where none does. */
  readonly filter: Filter | null;
  readonly lines: readonly PlanLine[];
}

/**
 * The arm of a buyer: sticky, by a hash of who the buyer is, so that all orders of one buyer share it.
 * @param share of buyers held out, 0 to 0.5.
 */
export const armOf = (shop: string, buyer: string, share: number): Arm =>
  unitHash("held_out", shop, buyer) < share ? "held_out" : "treated";

/**
 * An order's plan: one line a step of the policy, each planned, skipped or cancelled for a named reason. The times of
 * the steps hang on each other, not on whether a channel can be used (docs/decisions/0002-slot-solver-edges.md). An
 * order that has ended gets the plan it would have had, with what was planned cancelled: so a paid event that comes
 * before its created one ends in the same state as one that comes after (faults.md, I9).
 */
export function makePlan(facts: PlanFacts, policy: Policy, setting: PlanSetting): Plan {
  const lines = linesOf(facts, policy, setting);
  const filter = filterOf(facts, policy);
  const ending = endingOf(facts, policy, filter);
  const shown = ending === null ? lines : lines.map((line) => endLine(line, ending));
  const planned = shown.some((line) => line.state === "planned");
  return {
    eligible: filter === null && lines.some((line) => line.state === "planned"),
    reason: planned ? null : (ending?.reason ?? shown[0]?.reason ?? "no_slot"),
    filter,
    lines: shown,
  };
}

/** One line a step, by what the slots and the channels allow. */
function linesOf(facts: PlanFacts, policy: Policy, setting: PlanSetting): PlanLine[] {
  const { zones } = facts;
  if (zones.kind === "no_time_zone") {
    const none = { dueAt: null, notAfter: null, rule: null };
    return policy.steps.map(({ channel }, step) => ({ channel, step, state: "skipped", reason: zones.kind, ...none }));
  }
  const order = { key: facts.key, placedAt: facts.placedAt, closesAt: facts.closesAt, from: facts.firstSeenAt };
  const times = solveSteps(order, { ...setting, policy, zones });
  return times.map((time, step) => lineOf(time, step, facts.channels[time.channel]));
}

interface Ending {
  readonly state: "cancelled" | "skipped";
  readonly reason: StopReason;
  /** Whether it speaks of the order as a whole, and so goes before what else a single channel lacks. */
  readonly ofAll?: boolean;
}

const endLine = (line: PlanLine, { state, reason, ofAll = false }: Ending): PlanLine =>
  ofAll || line.state === "planned" ? { ...line, state, reason } : line;

/**
 * What becomes of everything that would be planned; null where it stays planned. The arm speaks first, because it never
 * changes; then how the order ended, because that never changes back.
 */
function endingOf(
  { status, stopped, arm, suppressed, paidOther = false }: PlanFacts,
  { paidOther: rule }: Policy,
  filter: Filter | null,
): Ending | null {
  if (arm === "held_out") return { state: "skipped", reason: "held_out", ofAll: true };
  switch (status) {
    case "paid":
    case "cancelled":
    case "closed":
      return { state: "cancelled", reason: status };
    case "partially_paid":
    case "unpaid":
      if (stopped) return { state: "cancelled", reason: "stopped" };
      if (suppressed) return { state: "skipped", reason: "suppressed" };
      if (filter !== null) {
        return { state: "skipped", reason: filter === "grades" ? "grade" : "filtered", ofAll: true };
      }
      // What is still due of a part payment isn't known, and a message must name it (domain.md, R9).
      if (status === "partially_paid") return { state: "skipped", reason: "filtered" };
      return paidOther && rule === "skip" ? { state: "skipped", reason: "paid_other" } : null;
    default:
      return status satisfies never;
  }
}

function lineOf(time: StepTime, step: number, channel: PlanFacts["channels"][ChannelName]): PlanLine {
  const at =
    time.kind === "at"
      ? { dueAt: time.dueAt, notAfter: time.notAfter, rule: time.rule }
      : { dueAt: null, notAfter: null, rule: null };
  const skip = (reason: StopReason): PlanLine => ({ channel: time.channel, step, state: "skipped", reason, ...at });
  switch (channel) {
    case "off":
      return skip("filtered");
    case "no_address":
    case "no_consent":
      return skip(channel);
    case "ready":
      return time.kind === "refused"
        ? skip(time.reason)
        : { channel: time.channel, step, state: "planned", reason: null, ...at };
    default:
      return channel satisfies never;
  }
}

import type { ChannelName } from "./channel.ts";
import type { OrderStatus } from "./event.ts";
import type { Instant } from "./instant.ts";
import type { StopReason } from "./states.ts";

/** What the rules need to know of one reminder at the claim, read in a statement after the locks. */
export interface PermitFacts {
  readonly now: Instant;
  readonly channel: ChannelName;
  readonly dueAt: Instant;
  readonly notAfter: Instant;
  /** True where it joins the contact of another order of the buyer: it need not be due itself. */
  readonly joining: boolean;
  readonly order: {
    readonly status: OrderStatus;
    readonly closesAt: Instant | null;
    readonly stopped: boolean;
    readonly heldOut: boolean;
    /** From when on it may be reminded: placed_at + min_delay. */
    readonly notBefore: Instant;
  };
  /** How the buyer answered about this order, on any channel, where the policy stops on it. */
  readonly answer: "replied" | "answered" | null;
  /** Whether the buyer paid another order since this one was placed. */
  readonly paidOther: boolean;
  readonly paidOtherRule: "skip" | "remind";
  readonly suppressed: boolean;
  readonly consent: "given" | "not_required" | "missing";
  readonly hasAddress: boolean;
  /** Whether the buyer's contact hours are open now, in every zone the buyer may be in. */
  readonly hours: { readonly open: boolean; readonly next: Instant | null };
  /** Contacts of this person within the cap's window, and how many there may be. */
  readonly personCap: { readonly used: number; readonly limit: number };
  readonly paused: boolean;
  readonly live: boolean;
}

/**
 * What the permit says.
 * - `send`: go ahead.
 * - `end`: the reminder ends here, in that state, for that reason.
 * - `wait`: not now; look again at `until` (null: when whoever paused it resumes).
 */
export type Verdict =
  | { readonly kind: "send" }
  | { readonly kind: "end"; readonly state: "cancelled" | "skipped" | "expired"; readonly reason: StopReason }
  | { readonly kind: "wait"; readonly until: Instant | null };

export const endsWith = (state: "cancelled" | "skipped" | "expired", reason: StopReason): Verdict => ({
  kind: "end",
  state,
  reason,
});

/**
 * Whether a reminder may be sent now. The first rule that speaks decides; what can never be configured away comes
 * first: the paid check, then suppression (faults.md, "Contact policy").
 */
export function maySend(facts: PermitFacts): Verdict {
  const ended = orderVerdict(facts);
  if (ended) return ended;
  if (facts.suppressed) return endsWith("skipped", "suppressed");
  if (facts.answer !== null) return endsWith("cancelled", facts.answer);
  if (facts.order.heldOut) return endsWith("skipped", "held_out");
  const paidOther = facts.paidOther && facts.paidOtherRule === "skip";
  return sendingVerdict({ ...facts, paidOther, from: facts.joining ? facts.order.notBefore : facts.dueAt });
}

/** What holds of every contact, whatever it is for. `from`: when it may be made; `paidOther`: where that forbids it. */
export function sendingVerdict(facts: PermitFacts & { readonly from: Instant }): Verdict {
  const { from } = facts;
  if (!facts.hasAddress) return endsWith("skipped", "no_address");
  if (facts.consent === "missing") return endsWith("skipped", "no_consent");
  if (facts.paidOther) return endsWith("skipped", "paid_other");
  if (facts.paused) return facts.now >= facts.notAfter ? endsWith("expired", "paused") : { kind: "wait", until: null };
  if (facts.now >= facts.notAfter) return endsWith("expired", "too_late");
  if (facts.now < from) return { kind: "wait", until: from };
  if (!facts.live) return endsWith("skipped", "shadow");
  if (!facts.hours.open) {
    const { next } = facts.hours;
    return next === null || next >= facts.notAfter ? endsWith("expired", "too_late") : { kind: "wait", until: next };
  }
  if (facts.personCap.used >= facts.personCap.limit) return endsWith("skipped", "cap");
  return { kind: "send" };
}

/** What the order itself says: paid, cancelled, closed, stopped (design.md, "The send permit"). */
function orderVerdict({ order, now }: PermitFacts): Verdict | null {
  switch (order.status) {
    case "paid":
      return endsWith("cancelled", "paid");
    case "cancelled":
      return endsWith("cancelled", "cancelled");
    case "closed":
      return endsWith("cancelled", "closed");
    case "partially_paid":
      return endsWith("skipped", "filtered");
    case "unpaid":
      if (order.stopped) return endsWith("cancelled", "stopped");
      return order.closesAt !== null && now >= order.closesAt ? endsWith("expired", "closed") : null;
    default:
      return order.status satisfies never;
  }
}

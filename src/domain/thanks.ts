/** One word of thanks once an order is paid, where the shop wants it (domain.md, R13): when it goes out, what forbids it. */

import type { Purpose } from "./channel.ts";
import { type ContactHours, nextOpening } from "./contact-hours.ts";
import { DAY, earliest, HOUR, type Instant, MINUTE, plus } from "./instant.ts";
import type { DayNumber } from "./local-time.ts";
import { endsWith, type PermitFacts, sendingVerdict, type Verdict } from "./permit.ts";
import { unitHash } from "./stable-hash.ts";

/** After the payment was heard of: a shop that takes it back at once is waited for. */
const DELAY = 10 * MINUTE;
/** After the payment; what is thanked for later is stranger than no thanks. */
const LONGEST = DAY;
/** Thanks for what was paid at night go out over the first hour of the next opening. */
const SPREAD = HOUR;

/** A person is thanked by a shop at most once within this, however many orders they pay. */
export const THANKS_EVERY = DAY;

/** What thanks are planned by. */
export interface ThanksPlanFacts {
  readonly now: Instant;
  readonly paidAt: Instant;
  /** Names the order: times are spread by it. */
  readonly key: string;
  readonly hours: ContactHours;
  readonly isAvoided: (day: DayNumber) => boolean;
}

/** When thanks go out; null where there is no contact hour left for them. */
export function planThanks(facts: ThanksPlanFacts): { readonly dueAt: Instant; readonly notAfter: Instant } | null {
  const { now, paidAt, key, hours, isAvoided } = facts;
  const limit = plus(paidAt, LONGEST);
  const from = plus(now, DELAY);
  const opening = nextOpening(hours, from, limit, isAvoided);
  if (opening === null) return null;
  const notAfter = earliest(opening.end, limit);
  if (opening.start === from) return { dueAt: from, notAfter };
  const room = Math.min(SPREAD, notAfter - opening.start);
  return { dueAt: plus(opening.start, Math.floor(unitHash("thank_you", key) * room)), notAfter };
}

/** What the permit knows of thanks for one order, beside what it knows of any contact. */
export interface ThanksFacts extends PermitFacts {
  /** Whether any of the payment was given back. */
  readonly refunded: boolean;
  /** Whether the policy in force still thanks. */
  readonly wanted: boolean;
  /** Whether the person was thanked by the shop within a day. */
  readonly thanked: boolean;
}

/**
 * Whether thanks may be sent now. What would be wrong to thank for comes first, then what holds of every contact. That
 * the order is paid is what they are sent for, and ends nothing; nor does an answer to a reminder.
 */
export function mayThank(facts: ThanksFacts): Verdict {
  if (facts.order.status !== "paid" || facts.refunded) return endsWith("cancelled", "cancelled");
  if (facts.order.stopped) return endsWith("cancelled", "stopped");
  if (facts.suppressed) return endsWith("skipped", "suppressed");
  if (!facts.wanted) return endsWith("cancelled", "replanned");
  if (facts.order.heldOut) return endsWith("skipped", "held_out");
  if (facts.thanked) return endsWith("skipped", "cap");
  return sendingVerdict({ ...facts, paidOther: false, from: facts.joining ? facts.now : facts.dueAt });
}

/** Why thanks end, in more detail than a state's reason tells. */
export function thanksReason({ refunded, thanked }: Pick<ThanksFacts, "refunded" | "thanked">, reason: string): string {
  if (reason === "cancelled" && refunded) return "refunded";
  return reason === "cap" && thanked ? "thanked" : reason;
}

/** What a decision says of the purpose of what it is about: nothing, of a reminder. */
export const purposeInput = (purpose: Purpose): { readonly purpose?: Purpose } =>
  purpose === "thank_you" ? { purpose } : {};

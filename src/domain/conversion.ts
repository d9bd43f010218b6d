import type { ContactId } from "./brand.ts";
import type { ChannelName } from "./channel.ts";
import { type Instant, plus } from "./instant.ts";
import { type Minor, minor } from "./money.ts";
import type { ContactState } from "./states.ts";

/** A contact as attribution sees it. */
export interface AttributableContact {
  readonly id: ContactId;
  readonly channel: ChannelName;
  readonly provider: string;
  readonly state: ContactState;
  /** When the provider accepted it; null where it never did. */
  readonly sentAt: Instant | null;
  /** First click by a human on its link. */
  readonly clickedAt: Instant | null;
  readonly agent: string | null;
}

/** `cost`: what a coupon cost the shop; `off`: as much of it as the order's amount does not show yet. */
export interface CouponCost {
  readonly cost: Minor;
  readonly off: Minor;
}

export const NO_COUPON: CouponCost = { cost: minor(0), off: minor(0) };

/** The verdict on a paid order. `amount` is what was paid, `netAmount` what is left of it after refunds and coupons. */
export interface Conversion {
  readonly recovered: boolean;
  readonly contactId: ContactId | null;
  readonly channel: ChannelName | null;
  readonly agent: string | null;
  readonly amount: Minor;
  readonly netAmount: Minor;
  /** What a coupon cost: `netAmount` is without it. */
  readonly couponCost: Minor;
  readonly creditedAt: Instant;
}

/**
 * The wordings of the rule, by version. A change of the rule adds one and leaves the others: an order is judged again by
 * the one that judged it first, unless somebody asks for the present one.
 */
const RULES = { 1: lastClickElseLast } as const;
export type AttributionRule = keyof typeof RULES;
/** The present rule. */
export const ATTRIBUTION_RULE: AttributionRule = 1;

/** By channel, in milliseconds. */
export type AttributionWindows = Readonly<Record<ChannelName, number>>;

/**
 * Whether the buyer was reached, as far as statistics go. A call by people counts once it was made, not when it was put
 * on the list.
 */
export function wasReminded(contact: Pick<AttributableContact, "state" | "sentAt" | "provider">): boolean {
  if (contact.sentAt === null) return false;
  switch (contact.state) {
    case "accepted":
      return contact.provider !== "agent";
    case "delivered":
    case "read":
    case "answered":
    case "no_answer":
    case "busy":
    case "failed":
    case "replied":
      return true;
    case "claimed":
    case "rejected":
    case "not_sent":
    case "unknown":
    case "cancelled":
      return false;
    default:
      return contact.state satisfies never;
  }
}

/** Recovered: paid after a contact, within its channel's window (design.md, "Attribution"). */
export function attribute(
  order: {
    readonly paidAt: Instant;
    readonly amount: Minor;
    readonly refunded: Minor;
    readonly coupon?: CouponCost;
  },
  contacts: readonly AttributableContact[],
  windows: AttributionWindows,
  rule: AttributionRule = ATTRIBUTION_RULE,
): Conversion {
  const { paidAt, amount, refunded, coupon = NO_COUPON } = order;
  const reached = contacts.filter(
    (contact) => wasReminded(contact) && isWithin(contact.sentAt, paidAt, windows[contact.channel]),
  );
  const credited = RULES[rule](reached, paidAt);
  return {
    recovered: credited !== null,
    contactId: credited?.id ?? null,
    channel: credited?.channel ?? null,
    agent: credited?.agent ?? null,
    amount,
    netAmount: minor(Math.max(0, amount - refunded - coupon.off)),
    couponCost: coupon.cost,
    creditedAt: paidAt,
  };
}

/** Rule 1: the credit goes to the last contact that a human clicked before the payment, else to the last one. */
function lastClickElseLast(reached: readonly AttributableContact[], paidAt: Instant): AttributableContact | null {
  return reached.reduce<AttributableContact | null>(
    (best, contact) => (best && !outranks(contact, best, paidAt) ? best : contact),
    null,
  );
}

const isWithin = (sentAt: Instant | null, paidAt: Instant, window: number): boolean =>
  sentAt !== null && sentAt < paidAt && paidAt <= plus(sentAt, window);

function outranks(contact: AttributableContact, best: AttributableContact, paidAt: Instant): boolean {
  const clicked = ({ clickedAt }: AttributableContact) => clickedAt !== null && clickedAt <= paidAt;
  if (clicked(contact) !== clicked(best)) return clicked(contact);
  const [a, b] = [contact.sentAt ?? 0, best.sentAt ?? 0];
  return a === b ? contact.id > best.id : a > b;
}

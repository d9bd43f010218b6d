/** Coupons for orders whose price holds the buyer back (docs/coupons.md): what a shop may answer, and what one costs. */
import { z } from "zod";
import type { ContactId } from "./brand.ts";
import type { ChannelName } from "./channel.ts";
import { type AttributableContact, type CouponCost, NO_COUPON, wasReminded } from "./conversion.ts";
import { HOUR, type Instant, plus } from "./instant.ts";
import { type CurrencyCode, currencyDigits, type Minor, minor, parseAmount } from "./money.ts";
import type { Policy } from "./policy.ts";
import { parseTimestamp } from "./timestamp.ts";

/** A code that a shop gave for one order. */
export interface Coupon {
  readonly code: string;
  readonly amount: Minor;
  readonly currency: CurrencyCode;
  /** Null: it does not say. */
  readonly expiresAt: Instant | null;
}

/** Why a message goes without a coupon that its order could have had. */
export const COUPON_REFUSALS = [
  "no_consent",
  "other_currency",
  "too_small",
  "no_time",
  "being_asked",
  "no_answer",
  "declined",
  "bad_answer",
  "used_code",
  "expired",
] as const;
export type CouponRefusal = (typeof COUPON_REFUSALS)[number];

/** What a shop is asked. Sums in the smallest unit of `currency`. */
export interface CouponQuestion {
  /** Of the shop's own choosing. */
  readonly url: string;
  /** `whsec_…` of the shop, the newest first; two during a rotation. */
  readonly secrets: readonly string[];
  /** The contact the code was first asked for: the same in every question about the order. */
  readonly key: ContactId;
  /** The shop's slug. */
  readonly shop: string;
  /** The shop's own ids. */
  readonly order: string;
  readonly buyer: string | null;
  readonly channel: ChannelName;
  readonly amount: Minor;
  readonly currency: CurrencyCode;
  /** The most that the policy allows. */
  readonly maxAmount: Minor;
}

/**
 * What came of a question.
 * - `answered`: a 2xx with a body, whatever it says.
 * - `declined`: the shop said no (204, or a 4xx that is about the question).
 * - `no_answer`: everything else; `code` is a short word for it, never an address.
 */
export type CouponReply =
  | { readonly kind: "answered"; readonly body: string }
  | { readonly kind: "declined" }
  | { readonly kind: "no_answer"; readonly code: string };

/** Why an address that a shop sets is not called (contract.md, "Configuration"). */
export type AddressRefusal = "not_https" | "not_public";

/** Asks shops for coupons. Never throws. */
export interface CouponSource {
  /** Why an address would never be called; null where that hangs on what its name stands for. */
  refusal(url: string): AddressRefusal | null;
  /** Asks once, within `signal`'s time. */
  ask(question: CouponQuestion, signal: AbortSignal): Promise<CouponReply>;
}

/** The most a code may be worth for an order of `amount`; 0 where that is less than the smallest unit. */
export function couponLimit({ maxAmount, maxShare }: Policy["coupons"], amount: Minor, currency: CurrencyCode): Minor {
  const most =
    maxAmount === null ? 0 : Math.floor(Number((Number(maxAmount) * 10 ** currencyDigits(currency)).toFixed(6)));
  return minor(Math.min(most, Math.floor(amount * maxShare)));
}

/** A code that runs out sooner is of no use to somebody who reads a message when there is time. */
const LEAST_LIFE = HOUR;

/** Whether a code can still be named in a message. */
export const isFresh = ({ expiresAt }: Pick<Coupon, "expiresAt">, now: Instant): boolean =>
  expiresAt === null || expiresAt > plus(now, LEAST_LIFE);

/** Nothing that a message could carry but a code: no link, no space, no mark that reorders text. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{2,31}$/;

/**
 * Strict: a key that is not known might be a condition ("from 300"), and the message would promise what is not true.
 */
const answerSchema = z.strictObject({
  code: z.string().regex(CODE),
  amount: z.string(),
  currency: z.string().optional(),
  expires_at: z.string().nullable().optional(),
});

/** The coupon in a shop's answer, or null where anything in it is not as it must be. */
export function readCouponAnswer(
  body: string,
  limit: { readonly currency: CurrencyCode; readonly maxAmount: Minor; readonly now: Instant },
): Coupon | null {
  const { success, data } = answerSchema.safeParse(readJson(body));
  if (!success) return null;
  const { currency } = limit;
  if (data.currency !== undefined && data.currency !== currency) return null;
  const amount = parseAmount(data.amount, currency);
  if (typeof amount !== "number" || amount <= 0 || amount > limit.maxAmount) return null;
  const text = data.expires_at ?? null;
  const expiresAt = text === null ? null : parseTimestamp(text);
  if (text !== null && expiresAt === null) return null;
  const coupon = { code: data.code, amount, currency, expiresAt };
  return isFresh(coupon, limit.now) ? coupon : null;
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A coupon as the verdict on a paid order sees it. */
export interface GivenCoupon {
  readonly amount: Minor;
  readonly currency: CurrencyCode;
  /** What the order came to when the code was given. */
  readonly orderAmount: Minor;
  /** Contacts whose message named it. */
  readonly namedIn: readonly ContactId[];
}

/** A paid order, as far as it tells whether a coupon was used. */
export interface PaidAmount {
  readonly amount: Minor;
  readonly currency: CurrencyCode;
  readonly paidAt: Instant;
  /** Timestamp of the event that told the amount last. */
  readonly amountToldAt: Instant | null;
}

/**
 * What a coupon cost, once its order is paid (docs/decisions/0013). An amount that was told with the payment tells: it is
 * lower by what was used of the coupon, or as high as before where it was not used. An amount that was told earlier says
 * nothing: the coupon counts as used, and whatever the amount has not come down by comes off.
 */
export function couponCost(
  coupon: GivenCoupon | null,
  paid: PaidAmount,
  contacts: readonly Pick<AttributableContact, "id" | "state" | "sentAt" | "provider">[],
): CouponCost {
  if (coupon === null || coupon.currency !== paid.currency || !wasNamed(coupon, contacts)) return NO_COUPON;
  const shown = Math.min(coupon.amount, Math.max(0, coupon.orderAmount - paid.amount));
  const isTold = paid.amountToldAt !== null && paid.amountToldAt >= paid.paidAt;
  const cost = isTold ? shown : coupon.amount;
  return { cost: minor(cost), off: minor(cost - shown) };
}

/** Whether a message with the code may have reached the buyer; one whose fate is not known may. */
const wasNamed = (
  { namedIn }: GivenCoupon,
  contacts: readonly Pick<AttributableContact, "id" | "state" | "sentAt" | "provider">[],
): boolean =>
  contacts.some((contact) => namedIn.includes(contact.id) && (contact.state === "unknown" || wasReminded(contact)));

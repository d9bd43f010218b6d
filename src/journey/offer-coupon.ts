import type { Channel } from "../domain/channel.ts";
import {
  type Coupon,
  type CouponQuestion,
  type CouponRefusal,
  type CouponReply,
  couponLimit,
  isFresh,
} from "../domain/coupon.ts";
import { SECOND } from "../domain/instant.ts";
import type { MessageCoupon } from "../domain/message.ts";
import type { Minor } from "../domain/money.ts";
import { reasonToSpeakTo } from "../domain/reason.ts";
import { readCoupon, takeTurn } from "../store/coupons.ts";
import { readSecrets } from "../store/secrets.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { whereabouts } from "./plan-reminders.ts";
import { type CouponOutcome, conclude, note, type Offer, refOf, settleCoupon } from "./settle-coupon.ts";
import type { Claim } from "./write-claims.ts";

/** Milliseconds that a shop has to answer: of the permit's 10 s, the rest is for the message itself. */
const ANSWER_MS = 3 * SECOND;
/** With less there is no use in asking. */
const LEAST_MS = 300;

type Order = Offer["order"];

/** The order a message may name a coupon for: only where it speaks of the price, the first that is unpaid for that. */
function orderForCoupon({ purpose, orders }: Pick<Claim, "purpose" | "orders">): Order | null {
  if (purpose !== "payment_reminder") return null;
  if (reasonToSpeakTo(orders.map(({ reason }) => reason)) !== "price") return null;
  return orders.find(({ reason }) => reasonToSpeakTo([reason]) === "price") ?? null;
}

/**
 * The coupon that a claimed contact's message may name: the order's own where it has one, else one that the shop is asked
 * for, once, now that every check of the claim has passed. Null where there is none, and then the message goes without;
 * where there might have been one, a decision says why. Throws where the database can't be asked.
 * @param spare milliseconds there are to wait for the shop.
 */
export async function offerCoupon(
  ctx: JourneyContext,
  claim: Claim,
  channel: Channel["name"],
  spare: number,
): Promise<MessageCoupon | null> {
  const order = orderForCoupon(claim);
  if (order === null || ctx.coupons === undefined) return null;
  const { shop } = claim;
  const policy = await inShops(ctx.db, { shops: [shop.id] }, (tx) =>
    ctx.policies.read(tx, shop.id, shop.policyVersion),
  );
  if (!policy.coupons.on) return null;
  const offer = { claim, channel, order, policy };
  const outcome = await decide(ctx, offer, Math.min(spare, ANSWER_MS));
  return "coupon" in outcome ? worded(ctx, claim, order, outcome.coupon) : null;
}

async function decide(ctx: JourneyContext, offer: Offer, wait: number): Promise<CouponOutcome> {
  const { claim, channel, order, policy } = offer;
  const maxAmount = couponLimit(policy.coupons, order.amount, order.currency);
  const why = refusalOf(offer, maxAmount);
  if (why !== null) return await conclude(ctx, offer, { why });
  const standing = await inShops(ctx.db, { shops: [claim.shop.id] }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    const known = await takeTurn(tx, ctx.vault, refOf(order), claim.contactId);
    if (known.kind !== "given") return { ...known, secrets: await readSecrets(tx, ctx.vault, claim.shop.id) };
    const outcome: CouponOutcome = isFresh(known.coupon, now) ? { coupon: known.coupon } : { why: "expired" };
    await note(tx, offer, outcome, now);
    return { kind: "given" as const, outcome };
  });
  switch (standing.kind) {
    case "given":
      return standing.outcome;
    case "busy":
      return await conclude(ctx, offer, { why: "being_asked" });
    case "refused":
      return await conclude(ctx, offer, { why: "declined" });
    case "ask": {
      const { url } = policy.coupons;
      const { key, secrets } = standing;
      if (url === null || wait < LEAST_MS) return await conclude(ctx, offer, { why: "no_time", turn: "open" });
      const reply = await ask(ctx, questionOf(offer, { url, secrets, key, maxAmount, channel }), wait);
      return await settleCoupon(ctx, offer, reply, maxAmount);
    }
    default:
      return standing satisfies never;
  }
}

/** Why there is nothing to ask for, whatever the shop would say. */
function refusalOf({ claim, channel, order, policy }: Offer, maxAmount: Minor): CouponRefusal | null {
  const { shop, buyer } = claim;
  if (policy.coupons.consent === "required" && buyer.state.consent[channel]?.given !== true) return "no_consent";
  if (order.currency !== shop.currency) return "other_currency";
  return maxAmount > 0 ? null : "too_small";
}

const questionOf = (
  { claim, order }: Offer,
  asked: Pick<CouponQuestion, "url" | "secrets" | "key" | "maxAmount" | "channel">,
): CouponQuestion => ({
  ...asked,
  shop: claim.shop.slug,
  order: order.externalId,
  buyer: claim.buyer.state.fields.values.id ?? null,
  amount: order.amount,
  currency: order.currency,
});

async function ask(ctx: JourneyContext, question: CouponQuestion, wait: number): Promise<CouponReply> {
  try {
    return (await ctx.coupons?.ask(question, AbortSignal.timeout(wait))) ?? { kind: "no_answer", code: "off" };
  } catch (error) {
    ctx.log.error({ err: error, shop: question.shop }, "a shop could not be asked for a coupon");
    return { kind: "no_answer", code: "failed" };
  }
}

/** The code that a message of this contact named already, for whoever says its words again: nobody is asked. */
export async function standingCoupon(ctx: JourneyContext, claim: Claim): Promise<MessageCoupon | null> {
  const order = orderForCoupon(claim);
  if (order === null || ctx.coupons === undefined) return null;
  const coupon = await inShops(ctx.db, { shops: [claim.shop.id] }, async (tx) => {
    const found = await readCoupon(tx, ctx.vault, refOf(order));
    return found !== null && isFresh(found, await readClock(tx, ctx.clock)) ? found : null;
  });
  return coupon && worded(ctx, claim, order, coupon);
}

/** Dates are told by the buyer's clock, as far as it is known. */
function worded(ctx: JourneyContext, { shop, buyer }: Claim, order: Order, coupon: Coupon): MessageCoupon {
  const { zones } = whereabouts(ctx, shop, buyer);
  return {
    code: coupon.code,
    amount: { amount: coupon.amount, currency: coupon.currency },
    expiresAt: coupon.expiresAt,
    zone: zones.kind === "zones" ? zones.rule : shop.timezone,
    order: order.externalId,
  };
}

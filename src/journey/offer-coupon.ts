import type { Channel } from "../domain/channel.ts";
import {
  type Coupon,
  type CouponQuestion,
  type CouponRefusal,
  type CouponReply,
  couponLimit,
  isFresh,
  readCouponAnswer,
} from "../domain/coupon.ts";
import { type Instant, SECOND } from "../domain/instant.ts";
import type { MessageCoupon } from "../domain/message.ts";
import { formatAmount, type Minor } from "../domain/money.ts";
import type { Policy } from "../domain/policy.ts";
import { reasonToSpeakTo } from "../domain/reason.ts";
import type { Tx } from "../store/connect.ts";
import { type CouponOrder, endTurn, giveCoupon, nameCoupon, readCoupon, takeTurn } from "../store/coupons.ts";
import { isUniqueViolation } from "../store/database-error.ts";
import { insertDecisions } from "../store/decisions.ts";
import { readSecrets } from "../store/secrets.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { whereabouts } from "./plan-reminders.ts";
import type { Claim } from "./write-claims.ts";

/** Milliseconds that a shop has to answer: of the permit's 10 s, the rest is for the message itself. */
const ANSWER_MS = 3 * SECOND;
/** With less there is no use in asking. */
const LEAST_MS = 300;

type Order = Claim["orders"][number];
/** `turn`: how one's turn to ask ends, where one had it: open to another try, or for good. */
type Outcome = { readonly coupon: Coupon } | { readonly why: CouponRefusal; readonly turn?: "open" | "closed" };

/** A claimed contact whose words name a coupon. */
interface Offer {
  readonly claim: Claim;
  readonly channel: Channel["name"];
  readonly order: Order;
  readonly policy: Policy;
}

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

async function decide(ctx: JourneyContext, offer: Offer, wait: number): Promise<Outcome> {
  const { claim, channel, order, policy } = offer;
  const maxAmount = couponLimit(policy.coupons, order.amount, order.currency);
  const why = refusalOf(offer, maxAmount);
  if (why !== null) return await conclude(ctx, offer, { why });
  const standing = await inShops(ctx.db, { shops: [claim.shop.id] }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    const known = await takeTurn(tx, ctx.vault, refOf(order), claim.contactId);
    if (known.kind !== "given") return { ...known, secrets: await readSecrets(tx, ctx.vault, claim.shop.id) };
    const outcome: Outcome = isFresh(known.coupon, now) ? { coupon: known.coupon } : { why: "expired" };
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
      return await settle(ctx, offer, reply, maxAmount);
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

/** Writes down what the shop answered. Two orders that are given one code at the same moment meet at its unique key. */
async function settle(ctx: JourneyContext, offer: Offer, reply: CouponReply, maxAmount: Minor): Promise<Outcome> {
  if (reply.kind === "no_answer") {
    ctx.log.warn({ shop: offer.claim.shop.slug, code: reply.code }, "a shop gave no answer about a coupon");
    return await conclude(ctx, offer, { why: "no_answer", turn: "open" });
  }
  if (reply.kind === "declined") return await conclude(ctx, offer, { why: "declined", turn: "closed" });
  try {
    return await inShops(ctx.db, { shops: [offer.claim.shop.id] }, async (tx) => {
      const now = await readClock(tx, ctx.clock);
      const { order } = offer;
      const coupon = readCouponAnswer(reply.body, { currency: order.currency, maxAmount, now });
      const outcome = await keep(tx, ctx, offer, coupon, now);
      await note(tx, offer, outcome, now);
      return outcome;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return await conclude(ctx, offer, { why: "used_code", turn: "closed" });
  }
}

async function keep(
  tx: Tx,
  ctx: JourneyContext,
  { order }: Offer,
  coupon: Coupon | null,
  at: Instant,
): Promise<Outcome> {
  if (coupon === null) return { why: "bad_answer", turn: "closed" };
  const kept = await giveCoupon(tx, ctx.vault, refOf(order), { coupon, orderAmount: order.amount, at });
  switch (kept) {
    case "kept":
      return { coupon };
    case "used":
      return { why: "used_code", turn: "closed" };
    case "late": {
      const other = await readCoupon(tx, ctx.vault, refOf(order));
      return other === null ? { why: "declined" } : { coupon: other };
    }
    default:
      return kept satisfies never;
  }
}

const conclude = (ctx: JourneyContext, offer: Offer, outcome: Outcome): Promise<Outcome> =>
  inShops(ctx.db, { shops: [offer.claim.shop.id] }, async (tx) => {
    await note(tx, offer, outcome, await readClock(tx, ctx.clock));
    return outcome;
  });

const told = ({ amount, currency }: Coupon) => ({ amount: formatAmount(amount, currency), currency });

/** Ends the turn to ask, names the contact where it has the code, and says why in a decision. */
async function note(tx: Tx, { claim, channel, order }: Offer, outcome: Outcome, at: Instant): Promise<void> {
  if ("coupon" in outcome) await nameCoupon(tx, refOf(order), claim.contactId);
  else if (outcome.turn !== undefined) await endTurn(tx, refOf(order), outcome.turn);
  await insertDecisions(tx, [
    {
      shopId: claim.shop.id,
      orderId: order.id,
      at,
      what: "coupon" in outcome ? "coupon" : "no_coupon",
      rule: null,
      reason: "coupon" in outcome ? null : outcome.why,
      policyVersion: claim.shop.policyVersion,
      inputs: { channel, contact: claim.contactId, ...("coupon" in outcome ? told(outcome.coupon) : {}) },
    },
  ]);
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

const refOf = ({ id, shopId }: Order): CouponOrder => ({ orderId: id, shopId });

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

import type { Channel } from "../domain/channel.ts";
import { type Coupon, type CouponRefusal, type CouponReply, readCouponAnswer } from "../domain/coupon.ts";
import type { Instant } from "../domain/instant.ts";
import { formatAmount, type Minor } from "../domain/money.ts";
import type { Policy } from "../domain/policy.ts";
import type { Tx } from "../store/connect.ts";
import { type CouponOrder, endTurn, giveCoupon, nameCoupon, readCoupon } from "../store/coupons.ts";
import { isUniqueViolation } from "../store/database-error.ts";
import { insertDecisions } from "../store/decisions.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import type { Claim } from "./write-claims.ts";

type Order = Claim["orders"][number];
/** `turn`: how one's turn to ask ends, where one had it: open to another try, or for good. */
export type CouponOutcome =
  | { readonly coupon: Coupon }
  | { readonly why: CouponRefusal; readonly turn?: "open" | "closed" };

/** A claimed contact whose words name a coupon. */
export interface Offer {
  readonly claim: Claim;
  readonly channel: Channel["name"];
  readonly order: Order;
  readonly policy: Policy;
}

/** The order, as its coupon is found by it. */
export const refOf = ({ id, shopId }: Order): CouponOrder => ({ orderId: id, shopId });

/** Writes down what the shop answered. Two orders that are given one code at the same moment meet at its unique key. */
export async function settleCoupon(
  ctx: JourneyContext,
  offer: Offer,
  reply: CouponReply,
  maxAmount: Minor,
): Promise<CouponOutcome> {
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
): Promise<CouponOutcome> {
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

/** Writes down what became of an offer where the shop has nothing to say about it. */
export const conclude = (ctx: JourneyContext, offer: Offer, outcome: CouponOutcome): Promise<CouponOutcome> =>
  inShops(ctx.db, { shops: [offer.claim.shop.id] }, async (tx) => {
    await note(tx, offer, outcome, await readClock(tx, ctx.clock));
    return outcome;
  });

const told = ({ amount, currency }: Coupon) => ({ amount: formatAmount(amount, currency), currency });

/** Ends the turn to ask, names the contact where it has the code, and says why in a decision. */
export async function note(
  tx: Tx,
  { claim, channel, order }: Offer,
  outcome: CouponOutcome,
  at: Instant,
): Promise<void> {
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

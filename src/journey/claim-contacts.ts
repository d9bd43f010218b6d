import type { BuyerId, ReminderId, ShopId } from "../domain/brand.ts";
import { type Channel, PURPOSES } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import type { SendJob } from "../domain/send-job.ts";
import { insertAlert } from "../store/alerts.ts";
import { type ClaimTarget, lockBuyers, lockClaimOrders, readBuyerPeople, readTargets } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import { takeClaimTurns } from "../store/pauses.ts";
import { lockFreePeople } from "../store/people.ts";
import { lockReminders } from "../store/reminders.ts";
import { readShops, type Shop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { type BuyerDecision, decideBuyer } from "./decide-buyer.ts";
import { guardCallCapacity } from "./guard-call-capacity.ts";
import { type CapWatch, guardShopCaps } from "./guard-shop-caps.ts";
import { noneDecided } from "./person-cap.ts";
import { type ClaimFacts, readClaimFacts } from "./read-claim-facts.ts";
import { type Claim, writeClaims } from "./write-claims.ts";

const CAPPED = {
  advice:
    "The shop reached its cap of contacts (caps.shop) and is paused: see why so many were due, then resume its sending",
};

export interface ClaimResult {
  readonly claims: readonly Claim[];
  /** Reminders whose people another transaction held: look again in a moment. */
  readonly busy: readonly ReminderId[];
  /** Real time just before COMMIT was issued: the permit's 10 s count from here. */
  readonly issued: { readonly monotonic: number; readonly wall: Instant };
}

/**
 * Claims contacts for queued reminders, in one transaction (design.md, "The send permit", 1): locks people, buyers,
 * orders and reminders, in a statement after the locks decides on what is true now, and takes the permits. Nothing may
 * be sent before this has returned, and only what it returned.
 */
export async function claimContacts(
  ctx: JourneyContext,
  caps: CapWatch,
  sender: Channel,
  job: Pick<SendJob, "shops" | "reminders">,
): Promise<ClaimResult> {
  const shops = await readShops(ctx.db, job.shops);
  const { claims, busy, issued, lateness, capped } = await inShops(ctx.db, scopeOf(shops), async (tx) => {
    const targets = await readTargets(tx, job.reminders, sender.name);
    // Only the shops that have something to claim: a policy that can't be read holds up no other shop.
    const concerned = new Map([...shops].filter(([id]) => targets.some(({ shopId }) => shopId === id)));
    const near = await caps.near(tx, concerned);
    await takeClaimTurns(tx, near);
    const { free, busy: held } = await lockClaim(tx, targets);
    const orderIds = await lockClaimOrders(
      tx,
      free.map(({ orderId }) => orderId),
      free.map(({ buyerId }) => buyerId),
    );
    const reminders = (await lockReminders(tx, orderIds)).filter(({ channel }) => channel === sender.name);
    // From here on every statement sees what was committed before the locks were had.
    const now = await readClock(tx, ctx.clock);
    const facts = await readClaimFacts(tx, ctx, sender, { orderIds, reminders, shops: concerned, now });
    const { decisions, capped: reached } = await guardShopCaps(
      tx,
      facts,
      await guardCallCapacity(tx, facts, decideAll(facts, free)),
      near,
    );
    const written = await writeClaims(tx, ctx, sender, facts, decisions);
    for (const shopId of reached) {
      await insertAlert(tx, { kind: "shop.capped", shopId, detail: CAPPED, once: `${shopId} ${now}` });
    }
    await ctx.failpoint("before_claim_commit");
    const commit = { monotonic: ctx.realTime.monotonic(), wall: ctx.realTime.wall() };
    return { ...written, busy: held, issued: commit, capped: reached };
  });
  for (const seconds of lateness) ctx.measures.lateness(seconds);
  for (const id of capped) {
    ctx.measures.alert("shop.capped");
    ctx.log.error({ alert: "shop.capped", shop: shops.get(id)?.slug, ...CAPPED }, "something goes wrong");
  }
  return { claims, busy, issued };
}

const scopeOf = (shops: ReadonlyMap<ShopId, Shop>) => ({
  shops: [...shops.keys()],
  groups: [...new Set([...shops.values()].map(({ groupId }) => groupId))],
  byKey: true,
});

/** Locks people and buyers. Buyers with a person that somebody else holds are left for a moment later. */
async function lockClaim(
  tx: Tx,
  targets: readonly ClaimTarget[],
): Promise<{ free: readonly ClaimTarget[]; busy: readonly ReminderId[] }> {
  const people = await readBuyerPeople(
    tx,
    targets.map(({ buyerId }) => buyerId),
  );
  const locked = await lockFreePeople(tx, [...people.values()].flat());
  const isFree = ({ buyerId }: ClaimTarget) => people.get(buyerId)?.every((id) => locked.has(id)) ?? false;
  const free = targets.filter(isFree);
  // An intake may have added an address between the look and the lock.
  const after = await lockBuyers(
    tx,
    free.map(({ buyerId }) => buyerId),
  );
  const same = ({ buyerId }: ClaimTarget) => after.get(buyerId)?.every((id) => locked.has(id)) ?? false;
  return {
    free: free.filter(same),
    busy: targets.filter((target) => !isFree(target) || !same(target)).map(({ reminderId }) => reminderId),
  };
}

function decideAll(facts: ClaimFacts, targets: readonly ClaimTarget[]): BuyerDecision[] {
  const decided = noneDecided();
  return PURPOSES.flatMap((purpose) => {
    const byBuyer = new Map<BuyerId, ReminderId[]>();
    for (const { buyerId, reminderId } of targets.filter((target) => target.purpose === purpose)) {
      byBuyer.set(buyerId, [...(byBuyer.get(buyerId) ?? []), reminderId]);
    }
    return [...byBuyer].flatMap(([buyerId, ids]) => decideBuyer(facts, buyerId, ids, purpose, decided));
  });
}

import type { ContactId } from "../domain/brand.ts";
import { addressOn } from "../domain/reach.ts";
import { readBuyers } from "../store/buyers.ts";
import { type ClaimOrder, readClaimOrders } from "../store/claim-rows.ts";
import { findContact } from "../store/contact-receipts.ts";
import { readLinkCodes, readOpenPermits } from "../store/contacts.ts";
import { suppressedAmong } from "../store/people.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { reachOf } from "./plan-reminders.ts";
import type { Claim } from "./write-claims.ts";

/** A call whose callee is on the line. Personal. */
export interface LiveCall {
  /** As it was claimed, with those of its orders alone that are still to be paid. */
  readonly claim: Claim;
  /** Whether an order of the call was paid. */
  readonly paid: boolean;
  /** Whether the buyer said no since. */
  readonly refused: boolean;
  /** Whether the buyer can be sent the pay link: there is one, and an order's permit for a text message is free. */
  readonly offersLink: boolean;
}

/** Reads what is true now of a call; null where there is no such call. */
export async function readCall(ctx: JourneyContext, contactId: ContactId): Promise<LiveCall | null> {
  const everyone = await allShops(ctx.db);
  const scope = { shops: everyone.map(({ id }) => id), groups: [...new Set(everyone.map(({ groupId }) => groupId))] };
  return await inShops(ctx.db, scope, async (tx) => {
    const found = await findContact(tx, contactId);
    const shop = everyone.find(({ id }) => id === found?.shopId);
    if (!found || !shop || found.channel !== "call") return null;
    const now = await readClock(tx, ctx.clock);
    const all = [...(await readClaimOrders(tx, found.orderIds)).values()];
    const buyer = (await readBuyers(tx, ctx.vault, [found.buyerId])).get(found.buyerId);
    if (!buyer) return null;
    const codes = await readLinkCodes(tx, [contactId]);
    const orders = all
      .filter((order) => isOpen(order, now))
      .map((order) => ({ ...order, linkCode: codes.get(order.id) ?? null }));
    const free = await readOpenPermits(
      tx,
      orders.map(({ id }) => id),
      "sms",
      found.purpose,
    );
    const { purpose, claimedAt, people } = found;
    return {
      claim: { contactId, reminders: [], shop, buyer, people, purpose, claimedAt, notAfter: null, orders },
      paid: all.some(({ status }) => status === "paid"),
      refused: (await suppressedAmong(tx, people)).size > 0,
      offersLink: free.size > 0 && canText(ctx, buyer),
    };
  });
}

/** Whether an order of a call may still be spoken of. */
export const isOpen = ({ status, stoppedAt, closesAt }: ClaimOrder, now: number): boolean =>
  status === "unpaid" && stoppedAt === null && (closesAt === null || now < closesAt);

/** Whether the buyer has a number for text messages, and has not said no to them. */
export function canText({ channels }: Pick<JourneyContext, "channels">, buyer: Claim["buyer"]): boolean {
  const channel = channels.get("sms");
  if (!channel || addressOn("sms", reachOf(buyer), channel.messenger) === null) return false;
  return buyer.state.consent.sms?.given !== false;
}

import { randomUUID } from "node:crypto";
import type { ContactId, OrderId } from "../domain/brand.ts";
import { contactHours, isOpen as isWithinHours } from "../domain/contact-hours.ts";
import { DAY, plus } from "../domain/instant.ts";
import { moveReminder } from "../domain/states.ts";
import { type ClaimOrder, lockBuyers, readClaimOrders } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import {
  addContactTimes,
  insertAttempts,
  insertContacts,
  permitKey,
  takePermits,
  voidContacts,
} from "../store/contacts.ts";
import { insertDecisions } from "../store/decisions.ts";
import { lockOrderRows } from "../store/order-rows.ts";
import { isPaused, readPauses } from "../store/pauses.ts";
import { lockPeople, suppressedAmong } from "../store/people.ts";
import { lockReminders, updateReminders } from "../store/reminders.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { ClaimResult } from "./claim-contacts.ts";
import type { JourneyContext } from "./context.ts";
import { newLinkCode } from "./link-code.ts";
import { whereabouts } from "./plan-reminders.ts";
import { canText, isOpen } from "./read-call.ts";
import { type SendTools, sendContact } from "./send-contact.ts";
import { isTestBuyer } from "./test-addresses.ts";
import type { Claim } from "./write-claims.ts";

/** What of a worker's gear one message needs. */
export type LinkGear = SendTools;

const CHANNEL = "sms";
const LONGEST_CAP = 365 * DAY;

/**
 * Sends the pay link of a call's orders by text message, because the buyer asked for it on the telephone
 * (docs/decisions/0008). The send permit is the same as ever: at most one text message an order. Neither due time nor
 * caps hold a message back that was asked for; what is never configurable, contact hours and pauses do.
 * @returns whether it is on its way; `unknown` counts, because it may be.
 */
export async function sendPayLink(ctx: JourneyContext, gear: LinkGear, call: Claim): Promise<boolean> {
  const sender = ctx.channels.get(CHANNEL);
  if (!sender || !canText(ctx, call.buyer)) return false;
  // Its turn to be tried is for reminders: the buyer who waits on the line hears at once that it can't be sent.
  if ((await gear.gate.phase(sender)) !== "closed") return false;
  const claimed = await claimLink(ctx, call, sender.provider);
  if (!claimed) return false;
  const { kind } = await sendContact(ctx, gear, { ...claimed, sender, isProbe: false });
  return kind === "accepted" || kind === "unknown";
}

async function claimLink(
  ctx: JourneyContext,
  call: Claim,
  provider: string,
): Promise<{ claim: Claim; issued: ClaimResult["issued"] } | null> {
  const { shop, people, buyer, purpose } = call;
  return await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
    const ids = call.orders.map(({ id }) => id);
    await lockPeople(tx, people);
    await lockBuyers(tx, [buyer.id]);
    await lockOrderRows(tx, ids);
    const reminders = (await lockReminders(tx, ids)).filter(
      (one) =>
        one.purpose === purpose && one.channel === CHANNEL && (one.state === "planned" || one.state === "queued"),
    );
    // From here on every statement sees what was committed before the locks were had.
    const now = await readClock(tx, ctx.clock);
    const open = [...(await readClaimOrders(tx, ids)).values()].filter((order) => isOpen(order, now));
    if (open.length === 0 || (await suppressedAmong(tx, people)).size > 0) return null;
    if (!(await isAllowed(tx, ctx, call, now))) return null;

    const contactId = randomUUID() as ContactId;
    const row = {
      id: contactId,
      shopId: shop.id,
      buyerId: buyer.id,
      channel: CHANNEL,
      purpose,
      provider,
      rule: null,
    } as const;
    await insertContacts(tx, [row], now);
    const orders = await takeFree(tx, ctx, call, contactId, open);
    if (orders.length === 0) {
      await voidContacts(tx, [contactId]);
      return null;
    }
    const taken = new Set(orders.map(({ id }) => id));
    const mine = reminders.filter(({ orderId, contactId: tried }) => taken.has(orderId) && tried === null);
    await insertAttempts(tx, [{ contactId, shopId: shop.id, provider }]);
    await updateReminders(
      tx,
      mine.map((reminder) => ({ ...moveReminder(reminder, "claimed"), contactId })),
      now,
    );
    await addContactTimes(tx, [{ people, at: now }], plus(now, -LONGEST_CAP));
    await insertDecisions(
      tx,
      orders.map(({ id }) => ({
        shopId: shop.id,
        orderId: id,
        at: now,
        what: "claimed",
        rule: null,
        reason: null,
        policyVersion: null,
        inputs: { channel: CHANNEL, contact: contactId, orders: orders.length, asked_for: true },
      })),
    );
    const issued = { monotonic: ctx.realTime.monotonic(), wall: ctx.realTime.wall() };
    const claim = {
      contactId,
      reminders: mine.map(({ id }) => id),
      shop,
      buyer,
      people,
      purpose,
      claimedAt: now,
      notAfter: null,
      orders,
    };
    return { claim, issued };
  });
}

/** Not paused, live, and within the buyer's contact hours. */
async function isAllowed(tx: Tx, ctx: JourneyContext, { shop, buyer }: Claim, now: ClaimOrder["placedAt"]) {
  const policy = await ctx.policies.read(tx, shop.id, shop.policyVersion);
  if (isPaused(await readPauses(tx), shop.id, CHANNEL)) return false;
  if (!policy.live && !isTestBuyer(ctx, policy, buyer)) return false;
  const { zones, country, region } = whereabouts(ctx, shop, buyer);
  return zones.kind === "zones" && isWithinHours(contactHours(policy.hours[CHANNEL], zones, { country, region }), now);
}

/** Takes the permits that are free. @returns their orders, each with the code of its link. */
async function takeFree(
  tx: Tx,
  ctx: JourneyContext,
  { shop, purpose }: Claim,
  contactId: ContactId,
  open: readonly ClaimOrder[],
) {
  const permits = open.map(
    ({ id }) =>
      ({
        orderId: id,
        purpose,
        channel: CHANNEL,
        contactId,
        shopId: shop.id,
        linkCode: newLinkCode(ctx),
      }) as const,
  );
  const taken = await takePermits(tx, permits);
  const codes = new Map<OrderId, string>(
    permits.filter((permit) => taken.has(permitKey(permit))).map(({ orderId, linkCode }) => [orderId, linkCode]),
  );
  return open.flatMap((order) => {
    const linkCode = codes.get(order.id);
    return linkCode === undefined ? [] : [{ ...order, linkCode }];
  });
}

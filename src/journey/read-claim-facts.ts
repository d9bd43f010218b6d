import type { BuyerId, ContactId, OrderId, PersonId, ShopId } from "../domain/brand.ts";
import { type CalendarSource, calendarOf } from "../domain/calendar.ts";
import type { Channel } from "../domain/channel.ts";
import { DAY, type Instant, plus } from "../domain/instant.ts";
import type { Policy } from "../domain/policy.ts";
import type { ContactState } from "../domain/states.ts";
import { THANKS_EVERY } from "../domain/thanks.ts";
import type { BuyerZones } from "../domain/zone.ts";
import { type Buyer, readBuyers } from "../store/buyers.ts";
import { type ClaimOrder, readClaimOrders, readPayments } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import { readAnswers, readContactStates, readLinkCodes } from "../store/contacts.ts";
import { type Pause, readPauses } from "../store/pauses.ts";
import { readContactTimes, suppressedAmong, thankedAmong } from "../store/people.ts";
import type { Reminder } from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import { whereabouts } from "./plan-reminders.ts";
import { isTestBuyer } from "./test-addresses.ts";

/** Everything a claim decides on, read in statements after the locks. */
export interface ClaimFacts {
  readonly now: Instant;
  readonly sender: Pick<Channel, "name" | "caller" | "provider" | "messenger">;
  readonly shops: ReadonlyMap<ShopId, Shop>;
  readonly policies: ReadonlyMap<ShopId, Policy>;
  readonly orders: ReadonlyMap<OrderId, ClaimOrder>;
  readonly buyers: ReadonlyMap<BuyerId, Buyer>;
  readonly where: ReadonlyMap<BuyerId, { zones: BuyerZones; country: string | null; region: string | null } | null>;
  readonly reminders: readonly Reminder[];
  readonly suppressed: ReadonlySet<PersonId>;
  readonly contactTimes: ReadonlyMap<PersonId, readonly number[]>;
  readonly payments: ReadonlyMap<BuyerId, readonly { readonly orderId: OrderId; readonly paidAt: Instant }[]>;
  readonly pauses: readonly Pause[];
  /** States of the contacts that a reminder was tried with before. */
  readonly contactStates: ReadonlyMap<ContactId, ContactState>;
  readonly linkCodes: ReadonlyMap<OrderId, string>;
  readonly calendars: CalendarSource;
  /** Buyers who are contacted though their shop's policy is not live. */
  readonly testBuyers: ReadonlySet<BuyerId>;
  /** Who was thanked by the shop of late; asked for only where somebody is to be. */
  readonly thanked: ReadonlySet<PersonId>;
  /** How buyers answered about these orders, on any channel. */
  readonly answers: ReadonlyMap<OrderId, "replied" | "answered">;
}

/** A payment of another order makes this one moot however long ago either was placed, within this. */
const PAYMENTS_SINCE = 60 * DAY;

export async function readClaimFacts(
  tx: Tx,
  ctx: JourneyContext,
  sender: ClaimFacts["sender"],
  locked: {
    readonly orderIds: readonly OrderId[];
    readonly reminders: readonly Reminder[];
    readonly shops: ReadonlyMap<ShopId, Shop>;
    readonly now: Instant;
  },
): Promise<ClaimFacts> {
  const { reminders, shops, now } = locked;
  const policies = new Map<ShopId, Policy>();
  for (const shop of shops.values()) policies.set(shop.id, await ctx.policies.read(tx, shop.id, shop.policyVersion));
  const orders = await readClaimOrders(tx, locked.orderIds);
  const buyers = await readBuyers(
    tx,
    ctx.vault,
    [...orders.values()].map(({ buyerId }) => buyerId),
  );
  const people = [...buyers.values()].flatMap((buyer) => buyer.people);
  const isTest = (buyer: Buyer): boolean => {
    const policy = policies.get(buyer.shopId);
    return policy !== undefined && isTestBuyer(ctx, policy, buyer);
  };
  const tried = reminders.flatMap(({ contactId }) => contactId ?? []);
  return {
    now,
    sender,
    shops,
    policies,
    orders,
    buyers,
    where: new Map([...buyers.values()].map((buyer) => [buyer.id, locate(ctx, shops, buyer)])),
    reminders,
    suppressed: await suppressedAmong(tx, people),
    contactTimes: await readContactTimes(tx, people),
    payments: await readPayments(tx, [...buyers.keys()], plus(now, -PAYMENTS_SINCE)),
    pauses: await readPauses(tx),
    contactStates: await readContactStates(tx, tried),
    linkCodes: await readLinkCodes(tx, tried),
    calendars: ctx.calendars ?? calendarOf,
    testBuyers: new Set([...buyers.values()].filter(isTest).map(({ id }) => id)),
    thanked: reminders.some(({ purpose }) => purpose === "thank_you")
      ? await thankedAmong(tx, people, plus(now, -THANKS_EVERY))
      : new Set(),
    answers: await readAnswers(tx, locked.orderIds),
  };
}

function locate(ctx: JourneyContext, shops: ReadonlyMap<ShopId, Shop>, buyer: Buyer) {
  const shop = shops.get(buyer.shopId);
  if (!shop) return null;
  const { zones, country, region } = whereabouts(ctx, shop, buyer);
  return zones.kind === "zones" ? { zones, country, region } : null;
}

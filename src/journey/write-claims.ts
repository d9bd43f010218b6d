import { randomUUID } from "node:crypto";
import type { ContactId, PersonId, ReminderId } from "../domain/brand.ts";
import type { Channel, Purpose } from "../domain/channel.ts";
import { DAY, earliest, type Instant, plus } from "../domain/instant.ts";
import { moveReminder } from "../domain/states.ts";
import { purposeInput } from "../domain/thanks.ts";
import type { Buyer } from "../store/buyers.ts";
import type { ClaimOrder } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import {
  addContactTimes,
  insertAttempts,
  insertContacts,
  keepInContact,
  permitKey,
  reclaimContacts,
  takePermits,
  voidContacts,
} from "../store/contacts.ts";
import { type Decision, insertDecisions } from "../store/decisions.ts";
import { type Reminder, type ReminderChange, updateReminders } from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import type { BuyerDecision } from "./decide-buyer.ts";
import { newLinkCode } from "./link-code.ts";
import type { ClaimFacts } from "./read-claim-facts.ts";

/** Longest a cap may look back (contract.md, `caps`); older contact times are forgotten. */
const LONGEST_CAP = 365 * DAY;

/** One claimed contact, ready to be rendered and sent. Personal. */
export interface Claim {
  readonly contactId: ContactId;
  /** The queued reminders it answers; those that joined it come after. */
  readonly reminders: readonly ReminderId[];
  readonly shop: Shop;
  readonly buyer: Buyer;
  readonly people: readonly PersonId[];
  readonly purpose: Purpose;
  readonly claimedAt: Instant;
  /** When its slot is over; null where nothing but the permit limits it. */
  readonly notAfter: Instant | null;
  readonly orders: readonly (ClaimOrder & { readonly linkCode: string | null })[];
}

/** Puts the decisions down: contacts, attempts, permits, and what becomes of each reminder. */
export async function writeClaims(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault">,
  sender: Channel,
  facts: ClaimFacts,
  decisions: readonly BuyerDecision[],
): Promise<{ claims: Claim[]; lateness: number[] }> {
  const { now } = facts;
  const wishes = decisions
    .flatMap(({ contacts }) => contacts)
    .map((wish) => ({
      ...wish,
      contactId: wish.again ?? (randomUUID() as ContactId),
    }));
  const fresh = wishes.filter(({ again }) => again === null);
  await insertContacts(
    tx,
    fresh.map(({ contactId, shop, buyer, reminders }) => ({
      id: contactId,
      shopId: shop.id,
      buyerId: buyer.id,
      channel: sender.name,
      purpose: purposeOf(reminders),
      provider: sender.provider,
      rule: reminders[0]?.rule ?? null,
    })),
    now,
  );
  const permits = fresh.flatMap(({ contactId, shop, reminders }) =>
    reminders.map(({ orderId }) => ({
      orderId,
      purpose: purposeOf(reminders),
      channel: sender.name,
      contactId,
      shopId: shop.id,
      linkCode: newLinkCode(ctx),
    })),
  );
  const taken = await takePermits(tx, permits);
  const again = await reclaimContacts(
    tx,
    wishes.flatMap((wish) => wish.again ?? []),
    now,
    sender.provider,
  );
  for (const { again: id, reminders } of wishes) {
    if (id !== null)
      await keepInContact(
        tx,
        id,
        reminders.map(({ orderId }) => orderId),
      );
  }

  const codes = new Map(permits.filter((row) => taken.has(permitKey(row))).map((row) => [row.orderId, row.linkCode]));
  const claims: Claim[] = [];
  const empty: ContactId[] = [];
  const changes: ReminderChange[] = decisions.flatMap(({ changes: decided }) => [...decided]);
  const told: Decision[] = decisions.flatMap((decision) => [...decision.decisions]);
  for (const wish of wishes) {
    const holds = ({ orderId }: Reminder) =>
      wish.again !== null
        ? again.has(wish.again)
        : taken.has(permitKey({ orderId, purpose: purposeOf(wish.reminders), channel: sender.name }));
    const mine = wish.reminders.filter(holds);
    changes.push(...mine.map((reminder) => ({ ...moveReminder(reminder, "claimed"), contactId: wish.contactId })));
    // Somebody else holds the permit of these, for ever: they are done.
    changes.push(...wish.reminders.filter((one) => !holds(one)).map((one) => moveReminder(one, "done")));
    told.push(...mine.map((reminder) => claimedDecision(reminder, wish.contactId, mine.length, now)));
    const orders = mine.flatMap(({ orderId }) => facts.orders.get(orderId) ?? []);
    if (orders.length === 0) {
      if (wish.again === null) empty.push(wish.contactId);
      continue;
    }
    const linked = orders.map((order) => ({
      ...order,
      linkCode: codes.get(order.id) ?? facts.linkCodes.get(order.id) ?? null,
    }));
    const { contactId, shop, buyer } = wish;
    claims.push({
      contactId,
      reminders: mine.map(({ id }) => id),
      shop,
      buyer,
      people: buyer.people,
      purpose: purposeOf(wish.reminders),
      claimedAt: now,
      notAfter: earliest(...mine.flatMap(({ notAfter }) => notAfter ?? [])),
      orders: linked,
    });
  }
  await voidContacts(tx, empty);
  await insertAttempts(
    tx,
    claims.map(({ contactId, shop }) => ({ contactId, shopId: shop.id, provider: sender.provider })),
  );
  await updateReminders(tx, changes, now);
  await addContactTimes(
    tx,
    claims.map(({ people }) => ({ people, at: now })),
    plus(now, -LONGEST_CAP),
  );
  await insertDecisions(tx, told);
  const lateness = changes.flatMap(({ dueAt, state }) =>
    state === "claimed" && dueAt !== null ? [Math.max(0, now - dueAt) / 1_000] : [],
  );
  return { claims, lateness };
}

/** A contact is made for one purpose; its reminders all have it. */
const purposeOf = ([first]: readonly Reminder[]): Purpose => first?.purpose ?? "payment_reminder";

const claimedDecision = (reminder: Reminder, contactId: ContactId, orders: number, at: Instant): Decision => ({
  shopId: reminder.shopId,
  orderId: reminder.orderId,
  at,
  what: "claimed",
  rule: reminder.rule,
  reason: null,
  policyVersion: reminder.policyVersion,
  inputs: { channel: reminder.channel, contact: contactId, orders, ...purposeInput(reminder.purpose) },
});

import type { ContactId, OrderId } from "../domain/brand.ts";
import { OPTED_OUT } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import { detectOptOut } from "../domain/opt-out.ts";
import { advanceContact, type ContactState, moveReminder, type ReportedState } from "../domain/states.ts";
import { purposeInput } from "../domain/thanks.ts";
import type { Tx } from "../store/connect.ts";
import {
  type FoundContact,
  findContact,
  lockContact,
  moveContact,
  type ReceiptDetail,
  type ReceivedContact,
} from "../store/contact-receipts.ts";
import { removeContactTimes } from "../store/contacts.ts";
import { cancelTasks, endedContacts, readAccepted } from "../store/contacts-of-orders.ts";
import { insertDecisions } from "../store/decisions.ts";
import { lockOrderRows } from "../store/order-rows.ts";
import { readOrdersById } from "../store/orders.ts";
import { lockPeople } from "../store/people.ts";
import { hearOfOrders } from "../store/reasons.ts";
import { lockReminders, type Reminder, updateReminders } from "../store/reminders.ts";
import { allShops, readShops, type Shop, shopsOfGroups } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { cancelCalls, type EndedContact } from "./end-contacts.ts";
import { recordConversions } from "./record-conversion.ts";
import { type Refusal, suppressPeople } from "./suppress-people.ts";

/** What a provider reports of a contact. `text` is what the buyer wrote back, personal. */
export interface Receipt extends ReceiptDetail {
  readonly contactId: ContactId;
  readonly state: ReportedState;
  readonly at: Instant;
  readonly text: string | null;
}

/**
 * Takes a receipt: the contact's state moves on by rank and never back; a contact whose outcome was unknown is known
 * now (never sent again, whatever it says). A reply or an answered call ends the remaining steps where the policy
 * stops on it, and a refusal suppresses the buyer everywhere.
 * @returns false where there is no such contact.
 */
export async function recordReceipt(ctx: JourneyContext, receipt: Receipt): Promise<boolean> {
  const everyone = await allShops(ctx.db);
  const found = await inShops(ctx.db, { shops: everyone.map(({ id }) => id) }, (tx) =>
    findContact(tx, receipt.contactId),
  );
  const shop = found && (await readShops(ctx.db, [found.shopId])).get(found.shopId);
  if (!shop) return false;
  const scope = { shops: await shopsOfGroups(ctx.db, [shop.groupId]), groups: [shop.groupId] };
  const moved = await inShops(ctx.db, scope, (tx) => takeReceipt(tx, ctx, shop, found, receipt));
  if (moved) await tellOfReceipt(ctx, moved);
  return true;
}

/** What a receipt changed: to be told once its transaction has committed. */
export interface TakenReceipt {
  readonly channel: ReceivedContact["channel"];
  readonly next: ContactState;
  readonly ended: readonly EndedContact[];
}

/** After the commit: counts the contact, and calls back what has ended. */
export async function tellOfReceipt(ctx: JourneyContext, { channel, next, ended }: TakenReceipt): Promise<void> {
  ctx.measures.contact(channel, next);
  await cancelCalls(ctx, ended);
}

/**
 * The same in a transaction of the caller's, which must name all shops of the group.
 * @returns null where nothing moved on.
 */
export async function takeReceipt(
  tx: Tx,
  ctx: JourneyContext,
  shop: Shop,
  found: FoundContact,
  receipt: Receipt,
): Promise<TakenReceipt | null> {
  const now = await readClock(tx, ctx.clock);
  const refusal = refusalIn(receipt);
  if (refusal) await suppressPeople(tx, ctx, shop, found.people, { ...refusal, at: now });
  if (receipt.state === "rejected") await lockPeople(tx, found.people);
  // Orders, reminders, then the contact: the order everybody locks in. The lock keeps a payment that comes at the same
  // time from giving its verdict without this receipt, and this one from giving none.
  const statuses = await lockOrderRows(tx, found.orderIds);
  const reminders = await lockReminders(tx, found.orderIds);
  const contact = await lockContact(tx, receipt.contactId);
  if (!contact) return null;
  // What is answered to thanks says nothing of why an order was unpaid, and stops no reminder of another.
  const isReminder = found.purpose === "payment_reminder";
  if (isReminder) await hearReply(tx, ctx, contact, found.orderIds, { ...receipt, now });
  const next = advanceContact(contact.state, receipt.state);
  // That it was taken is told several times of every message: only the first says something.
  if (next === null && receipt.state === "accepted") return null;
  await moveContact(tx, ctx.vault, contact, { ...receipt, next, now });
  if (next === null) return null;
  if (next === "rejected") await removeContactTimes(tx, [{ people: found.people, at: contact.claimedAt }]);
  const own = reminders.filter(({ contactId }) => contactId === contact.id);
  await finishClaim(tx, contact, own, next, now);
  const others = reminders.filter(({ contactId }) => contactId !== contact.id);
  if (isReminder) await stopRemaining(tx, ctx, shop, contact, others, receipt.state, now);
  const policy = await ctx.policies.read(tx, shop.id, shop.policyVersion);
  const paid = found.orderIds.filter((id) => statuses.get(id) === "paid");
  const orders = [...(await readOrdersById(tx, ctx.vault, paid)).values()];
  await recordConversions(
    tx,
    orders.map(({ id, shopId, state }) => ({ id, shopId, state, policy })),
  );
  return { channel: contact.channel, next, ended: await endLateCall(tx, contact, next, now) };
}

/** A "no" in the buyer's own words, or one that only the provider knew of. */
function refusalIn({ text, code }: Receipt): Pick<Refusal, "reason" | "source"> | null {
  if (code === OPTED_OUT) return { reason: "opted_out", source: "provider" };
  const verdict = text === null ? "none" : detectOptOut(text);
  if (verdict === "none") return null;
  return { reason: verdict === "unclear" ? "unclear" : "opted_out", source: "stop" };
}

/** What a buyer answered tells of every order the contact named: said to an agent on the phone, or written back. */
async function hearReply(
  tx: Tx,
  { reasons }: Pick<JourneyContext, "reasons">,
  { channel }: Pick<ReceivedContact, "channel">,
  orderIds: readonly OrderId[],
  { text, at, now }: Pick<Receipt, "text" | "at"> & { readonly now: Instant },
): Promise<void> {
  const found = text === null ? null : reasons.readWords(text);
  if (found === null) return;
  await hearOfOrders(tx, orderIds, [{ ...found, source: channel === "call" ? "call_outcome" : "reply", at }], now);
}

/**
 * A receipt is proof that the provider had it, whatever is known of the outcome: not yet recorded, or not sent as far as
 * we saw, and then the reminder waits for another try that must not come.
 */
async function finishClaim(
  tx: Tx,
  contact: ReceivedContact,
  own: readonly Reminder[],
  outcome: ContactState,
  now: Instant,
): Promise<void> {
  const waiting = own.filter(({ state }) => state === "claimed" || state === "planned" || state === "queued");
  await updateReminders(
    tx,
    waiting.map((reminder) => moveReminder(reminder, "done")),
    now,
  );
  await insertDecisions(
    tx,
    waiting.map(({ shopId, orderId, rule, policyVersion, channel, purpose }) => ({
      shopId,
      orderId,
      at: now,
      what: "recorded",
      rule,
      reason: null,
      policyVersion,
      inputs: { channel, contact: contact.id, outcome, state: "done", ...purposeInput(purpose) },
    })),
  );
}

/** A call that turns out to have been taken although all its orders had ended: called back (faults.md, I5). */
async function endLateCall(
  tx: Tx,
  contact: ReceivedContact,
  next: ContactState,
  now: Instant,
): Promise<readonly EndedContact[]> {
  if (contact.channel !== "call" || next !== "accepted") return [];
  const ended = [...(await endedContacts(tx, [contact.id]))];
  await cancelTasks(tx, ended, now);
  return await readAccepted(tx, ended);
}

/** Ends the steps that are still to come for the orders of this contact (contract.md, `stop_on`). */
async function stopRemaining(
  tx: Tx,
  ctx: JourneyContext,
  shop: Shop,
  contact: ReceivedContact,
  reminders: readonly Reminder[],
  state: Receipt["state"],
  now: Instant,
): Promise<void> {
  if (state !== "replied" && state !== "answered") return;
  const policy = await ctx.policies.read(tx, shop.id, shop.policyVersion);
  if (!policy.stopOn.includes(state)) return;
  const open = reminders.filter(
    (one) => one.purpose === "payment_reminder" && (one.state === "planned" || one.state === "queued"),
  );
  await updateReminders(
    tx,
    open.map((reminder) => moveReminder(reminder, "cancelled", state)),
    now,
  );
  await insertDecisions(
    tx,
    open.map(({ shopId, orderId, rule, policyVersion, channel }) => ({
      shopId,
      orderId,
      at: now,
      what: "stopped",
      rule,
      reason: state,
      policyVersion,
      inputs: { channel, contact: contact.id },
    })),
  );
}

import { findSender } from "../domain/channel.ts";
import { moveReminder } from "../domain/states.ts";
import { findExpiredClaims, sweepClaims } from "../store/contact-outcomes.ts";
import { insertDecisions } from "../store/decisions.ts";
import { addLookUps } from "../store/look-ups.ts";
import { lockRemindersOf, updateReminders } from "../store/reminders.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

const SWEPT_AT_ONCE = 500;

/**
 * Claims that have had no outcome for 60 s become `unknown` and are never sent again: the request may have reached the
 * provider (design.md, "The send permit", 4). @returns how many.
 */
export async function sweepExpiredClaims(ctx: JourneyContext): Promise<number> {
  const everyone = await allShops(ctx.db);
  if (everyone.length === 0) return 0;
  const swept = await inShops(ctx.db, { shops: everyone.map(({ id }) => id) }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    // Reminders before contacts, as everybody locks them.
    const expired = await findExpiredClaims(tx, SWEPT_AT_ONCE);
    const locked = await lockRemindersOf(tx, expired);
    const contacts = await sweepClaims(tx, expired, now);
    const ids = new Set(contacts.map(({ id }) => id));
    const reminders = locked.filter(
      ({ state, contactId }) => state === "claimed" && contactId !== null && ids.has(contactId),
    );
    await updateReminders(
      tx,
      reminders.map((reminder) => moveReminder(reminder, "done")),
      now,
    );
    await insertDecisions(
      tx,
      reminders.map(({ shopId, orderId, rule, policyVersion, channel, contactId }) => ({
        shopId,
        orderId,
        at: now,
        what: "recorded",
        rule,
        reason: "lease_expired",
        policyVersion,
        inputs: { channel, contact: contactId, outcome: "unknown", state: "done" },
      })),
    );
    await addLookUps(
      tx,
      contacts
        .filter(({ channel, provider }) => findSender(ctx.channels, channel, provider)?.lookUp !== undefined)
        .map(({ id, shopId }) => ({ contactId: id, shopId, state: "unknown" })),
    );
    return contacts;
  });
  for (const { channel } of swept) ctx.measures.contact(channel, "unknown");
  return swept.length;
}

import { type Channel, findSender, sendersOf } from "../domain/channel.ts";
import { SECOND } from "../domain/instant.ts";
import { addressOn } from "../domain/reach.ts";
import { readBuyers } from "../store/buyers.ts";
import { type DueLookUp, dropSettledLookUps, isOfAnother, takeDueLookUps } from "../store/look-ups.ts";
import { allShops } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { reachOf } from "./plan-reminders.ts";
import { createProviderGate } from "./provider-gate.ts";
import { recordReceipt } from "./record-receipt.ts";

/** So many questions at once: providers count them against the account's rate. */
const ASKED_AT_ONCE = 10;
const DROPPED_AT_ONCE = 5_000;
const LOOK_UP_TIMEOUT_MS = 10 * SECOND;

/**
 * Asks providers what became of contacts whose outcome nobody knows, and of those they took and never reported on. What
 * they answer moves the contact by rank and never back; nothing is ever sent again (design.md, "The send permit", 3).
 * Any number of processes may run it at once. @returns how many it asked about.
 */
export async function reconcileUnknown(ctx: JourneyContext): Promise<number> {
  const askable = [...ctx.channels.values()].flatMap(sendersOf).filter(({ lookUp }) => lookUp !== undefined);
  if (askable.length === 0) return 0;
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  const due = await inShops(ctx.db, { shops }, async (tx) => {
    await dropSettledLookUps(tx, DROPPED_AT_ONCE);
    const taken = await takeDueLookUps(
      tx,
      askable.map(({ provider }) => provider),
      ASKED_AT_ONCE,
    );
    const buyers = await readBuyers(
      tx,
      ctx.vault,
      taken.map(({ buyerId }) => buyerId),
    );
    return taken.map((contact) => {
      const buyer = buyers.get(contact.buyerId);
      const messenger = findSender(ctx.channels, contact.channel, contact.provider)?.messenger;
      return { contact, to: buyer ? addressOn(contact.channel, reachOf(buyer), messenger) : null };
    });
  });
  await Promise.all(due.map(({ contact, to }) => askAbout(ctx, contact, to)));
  return due.length;
}

async function askAbout(ctx: JourneyContext, contact: DueLookUp, to: string | null): Promise<void> {
  const { contactId, channel, provider, providerId, startedAt } = contact;
  const sender = findSender(ctx.channels, channel, provider);
  if (!sender?.lookUp) return;
  try {
    const signal = AbortSignal.timeout(LOOK_UP_TIMEOUT_MS);
    const answer = await sender.lookUp({ contactId, providerId, to, startedAt }, signal);
    if (answer.kind === "found" && (await isAnothers(ctx, contact, answer.providerId))) {
      ctx.log.warn({ contact: contactId, provider }, "what the provider found is another contact's");
    } else if (answer.kind === "found") {
      const { kind: _, pauseMs, ...told } = answer;
      if (pauseMs !== undefined) await leaveAlone(ctx, sender, pauseMs);
      await recordReceipt(ctx, { contactId, text: null, ...told });
    } else if (answer.kind === "no_answer") {
      ctx.log.warn({ contact: contactId, provider, code: answer.code }, "a provider could not be asked");
    }
  } catch (error) {
    ctx.log.error({ err: error, contact: contactId, provider }, "what became of a contact could not be found out");
  }
}

/** All processes send nothing more by a provider for so long. */
async function leaveAlone(ctx: JourneyContext, sender: Channel, retryAfterMs: number): Promise<void> {
  ctx.log.warn(
    { channel: sender.name, provider: sender.provider },
    "reports do not arrive: what buyers say is not heard",
  );
  await createProviderGate(ctx).report(sender, { kind: "not_sent", code: "throttled", retryAfterMs }, false);
}

/** A provider that goes by number and time may take one message to a buyer for another. */
async function isAnothers(ctx: JourneyContext, contact: DueLookUp, providerId: string): Promise<boolean> {
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  return await inShops(ctx.db, { shops }, (tx) => isOfAnother(tx, contact, providerId));
}

import type { ContactId, OrderId } from "../domain/brand.ts";
import { type ChannelName, findSender } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "../store/connect.ts";
import { cancelTasks, endedContacts, readContactsOf } from "../store/contacts-of-orders.ts";
import type { JourneyContext } from "./context.ts";

/** A contact none of whose orders is open any more: its call, if it waits or rings, is called back. */
export interface EndedContact {
  readonly id: ContactId;
  readonly channel: ChannelName;
  readonly provider: string;
  readonly providerId: string | null;
}

/**
 * In the transaction that ends orders: takes their open call tasks off the list.
 * @returns the calls to cancel at their provider once it has committed.
 */
export async function endContacts(tx: Tx, orderIds: readonly OrderId[], now: Instant): Promise<EndedContact[]> {
  // Calls that are over too: whoever was called by a machine may have asked for a person, and waits on the list.
  const calls = (await readContactsOf(tx, orderIds)).filter(({ channel }) => channel === "call");
  const ended = await endedContacts(tx, [...new Set(calls.map(({ id }) => id))]);
  await cancelTasks(tx, [...ended], now);
  const contacts = new Map(calls.filter(({ id }) => ended.has(id)).map((contact) => [contact.id, contact]));
  return [...contacts.values()].filter(({ state }) => state === "accepted");
}

/** Calls back queued and ringing calls (faults.md, I5), and measures how long the stop took from its commit on. */
export async function cancelCalls(
  ctx: Pick<JourneyContext, "channels" | "log" | "measures" | "realTime">,
  ended: readonly EndedContact[],
): Promise<void> {
  if (ended.length === 0) return;
  const since = ctx.realTime.monotonic();
  await Promise.all(
    ended.map(async ({ id, channel, provider, providerId }) => {
      const sender = findSender(ctx.channels, channel, provider);
      if (!sender) return;
      try {
        await sender.cancel({ contactId: id, providerId });
      } catch (error) {
        ctx.log.error(
          { err: error, contact: id, provider },
          "a call of an order that has ended could not be cancelled",
        );
      }
    }),
  );
  ctx.measures.stopLatency((ctx.realTime.monotonic() - since) / 1_000);
}

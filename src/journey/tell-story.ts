import { orderStory } from "../domain/story.ts";
import type { StoryContact, StoryEntry } from "../domain/story-facts.ts";
import { readReceipts } from "../store/contact-receipts.ts";
import { readMessages } from "../store/messages.ts";
import { readEventsOf, readTasksOf } from "../store/order-story.ts";
import { findOrder, type OrderView, readOrderViews } from "../store/order-views.ts";
import { readLabels } from "../store/reasons.ts";
import type { Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Everything that happened to an order, in the words of `locale`; null where the shop has no such order. Personal. */
export async function tellStory(
  ctx: Pick<JourneyContext, "db" | "vault">,
  shop: Shop,
  externalId: string,
  locale: string,
): Promise<StoryEntry[] | null> {
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const row = await findOrder(tx, shop.id, externalId);
    const [view] = await readOrderViews(tx, ctx.vault, row === null ? [] : [row]);
    if (view === undefined) return null;
    const { order } = view;
    const contacts = contactsOf(view);
    const ids = contacts.map(({ id }) => id);
    const facts = {
      order: {
        paidAt: order.paidAt,
        amount: order.amount,
        currency: order.currency ?? shop.currency,
        evidence: order.reasonEvidence,
      },
      events: await readEventsOf(tx, shop.id, externalId),
      messages: await readMessages(tx, ctx.vault, order.id),
      decisions: view.decisions,
      contacts,
      receipts: await readReceipts(tx, ctx.vault, ids),
      tasks: await readTasksOf(tx, ids),
      labels: await readLabels(tx, order.id),
      conversion: view.conversion,
    };
    return orderStory(facts, locale, shop.timezone);
  });
}

/** One entry a contact, as this order sees it. */
function contactsOf({
  order,
  contacts,
}: OrderView): (StoryContact & { readonly id: OrderView["contacts"][number]["id"] })[] {
  return contacts
    .filter(({ orderId }) => orderId === order.id)
    .map((own) => ({
      id: own.id,
      at: own.sentAt ?? own.claimedAt,
      channel: own.channel,
      purpose: own.purpose,
      provider: own.provider,
      state: own.state,
      agent: own.agent,
      clickedAt: own.clickedAt,
      orders: contacts.filter(({ id, dropped }) => id === own.id && !dropped).map(({ externalId }) => externalId),
      template:
        own.templateId === null
          ? null
          : { id: own.templateId, version: own.templateVersion, locale: own.templateLocale },
    }));
}

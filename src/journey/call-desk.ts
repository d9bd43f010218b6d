import type { ContactId } from "../domain/brand.ts";
import type { SendRequest } from "../domain/channel.ts";
import { openCallTask } from "../store/call-tasks.ts";
import { cancelTasks } from "../store/contacts-of-orders.ts";
import { allShops, findShop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

type DeskContext = Pick<JourneyContext, "db" | "clock" | "vault">;

/** The list of calls that people make (domain.md, R11), kept in the database. */
export const createCallDesk = (ctx: DeskContext) => ({
  /** Opens a task, once a contact, while an order of it is unpaid. The words that were rendered are the agent's sheet. */
  async openTask({ contactId, shop: slug, text }: Pick<SendRequest, "contactId" | "shop" | "text">): Promise<void> {
    const shop = await findShop(ctx.db, slug);
    if (!shop) throw new Error("a call for a shop that does not exist");
    await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
      const now = await readClock(tx, ctx.clock);
      await openCallTask(tx, ctx.vault, { contactId, shopId: shop.id, sheet: text, now });
    });
  },
  /** Takes the contact's call off the list, where it was not made yet. */
  async closeTask(contactId: ContactId): Promise<void> {
    const shops = (await allShops(ctx.db)).map(({ id }) => id);
    await inShops(ctx.db, { shops }, async (tx) => await cancelTasks(tx, [contactId], await readClock(tx, ctx.clock)));
  },
});

import type { ContactId } from "../domain/brand.ts";
import type { SendRequest } from "../domain/channel.ts";
import { openCallTask } from "../store/call-tasks.ts";
import { cancelTasks } from "../store/contacts-of-orders.ts";
import { allShops, findShop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

type DeskContext = Pick<JourneyContext, "db" | "clock">;

/** The list of calls that people make (domain.md, R11), kept in the database. */
export const createCallDesk = (ctx: DeskContext) => ({
  /** Opens a task, once a contact, while an order of it is unpaid. */
  async openTask({ contactId, shop: slug }: Pick<SendRequest, "contactId" | "shop">): Promise<void> {
    const shop = await findShop(ctx.db, slug);
    if (!shop) throw new Error("a call for a shop that does not exist");
    await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
      await openCallTask(tx, { contactId, shopId: shop.id, now: await readClock(tx, ctx.clock) });
    });
  },
  /** Takes the contact's call off the list, where it was not made yet. */
  async closeTask(contactId: ContactId): Promise<void> {
    const shops = (await allShops(ctx.db)).map(({ id }) => id);
    await inShops(ctx.db, { shops }, async (tx) => await cancelTasks(tx, [contactId], await readClock(tx, ctx.clock)));
  },
});

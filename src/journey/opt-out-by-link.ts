import { findContact } from "../store/contact-receipts.ts";
import { allShops, readShops, type Shop, shopsOfGroups } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { readOptOutToken } from "./opt-out-link.ts";
import { suppressPeople } from "./suppress-people.ts";

/** Who is asked whether they want no more reminders. `locale` is BCP 47: the buyer's, else the shop's. */
export interface OptOutPerson {
  readonly shopName: string;
  readonly locale: string;
}

type LinkContext = Pick<JourneyContext, "db" | "vault" | "clock">;

/** Whom the token of an `/u/` link is about; null where it is none of ours. Changes nothing. */
export async function readOptOutLink(ctx: LinkContext, token: string): Promise<OptOutPerson | null> {
  const linked = await follow(ctx, token);
  return linked && personOf(linked);
}

/**
 * Takes the buyer's "no" given by an `/u/` link: it suppresses them on every channel, in every shop of the group, and no
 * shop can lift it (faults.md, "Contact policy"). Doing it again changes nothing. @returns null where it is none of ours.
 */
export async function optOutByLink(ctx: LinkContext, token: string): Promise<OptOutPerson | null> {
  const linked = await follow(ctx, token);
  if (!linked) return null;
  const groups = [linked.shop.groupId];
  await inShops(ctx.db, { shops: await shopsOfGroups(ctx.db, groups), groups }, async (tx) => {
    const at = await readClock(tx, ctx.clock);
    await suppressPeople(tx, ctx, linked.shop, linked.contact.people, { reason: "opted_out", source: "stop", at });
  });
  return personOf(linked);
}

interface Linked {
  readonly shop: Shop;
  readonly contact: NonNullable<Awaited<ReturnType<typeof findContact>>>;
}

async function follow(ctx: LinkContext, token: string): Promise<Linked | null> {
  const contactId = readOptOutToken(ctx.vault, token);
  if (contactId === null) return null;
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  const contact = await inShops(ctx.db, { shops }, (tx) => findContact(tx, contactId));
  const shop = contact && (await readShops(ctx.db, [contact.shopId])).get(contact.shopId);
  return contact && shop ? { shop, contact } : null;
}

const personOf = ({ shop, contact }: Linked): OptOutPerson => ({
  shopName: shop.name,
  locale: contact.locale ?? shop.locale,
});

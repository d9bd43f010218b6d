import type { BuyerId } from "../domain/brand.ts";
import { parseEmailAddress } from "../domain/email-address.ts";
import type { BuyerFields } from "../domain/event.ts";
import { parsePhone } from "../domain/phone.ts";
import { isOpaqueId } from "../domain/text.ts";
import { buyersOfPeople } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { findPeople } from "../store/people.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import { addressesOf } from "./fold-buyers.ts";

/**
 * The buyers of a shop who are known by `text`: a phone number as it is written in the shop's country, an e-mail
 * address, or the shop's own id of the buyer. Addresses are found by their keyed hashes, so only whole ones are. The
 * transaction must name the shop's group.
 */
export async function findBuyers(
  tx: Tx,
  { vault }: Pick<JourneyContext, "vault">,
  shop: Shop,
  text: string,
): Promise<BuyerId[]> {
  const phone = parsePhone(text, shop.country);
  const email = parseEmailAddress(text);
  const readings: BuyerFields[] = [
    ...(isOpaqueId(text) ? [{ id: text }] : []),
    ...(phone.ok ? [{ phone: phone.e164 }] : []),
    ...(email === null ? [] : [{ email }]),
  ];
  const addresses = readings.flatMap((fields) => addressesOf({ shop }, fields));
  const people = await findPeople(tx, vault, addresses);
  return (await buyersOfPeople(tx, people)).map(({ id }) => id);
}

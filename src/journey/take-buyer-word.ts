import type { BuyerId, PersonId } from "../domain/brand.ts";
import type { BuyerEvent, ShopEvent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { detectOptOut } from "../domain/opt-out.ts";
import { buyersOfPeople } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { peopleOfOrder } from "../store/orders.ts";
import { lockPeople } from "../store/people.ts";
import type { Shop } from "../store/shops.ts";
import { insertSuppressions, optIn, type SuppressionSource } from "../store/suppressions.ts";
import type { JourneyContext } from "./context.ts";
import { peopleIn, type Tellings, type Work } from "./fold-buyers.ts";

/** What a buyer said to being contacted, and everyone it counts for. */
export interface BuyerWord {
  readonly shop: Shop;
  readonly people: readonly PersonId[];
  /** Rows that share an address with them: their plans change with the word. */
  readonly buyers: readonly BuyerId[];
  readonly at: Instant;
  readonly says:
    | { readonly kind: "yes" }
    | { readonly kind: "no"; readonly reason: string; readonly source: SuppressionSource };
}

/** Whether an event lifts or raises a "no": `buyer.*`, or words of the buyer's that say so. */
export const saysNo = (event: ShopEvent): boolean => event.kind === "buyer" || refusalIn(event) !== null;

/** When the buyer wrote that they want no more messages, and whether in plain words; null where they did not. */
export function refusalIn(event: ShopEvent): { readonly at: Instant; readonly reason: "opted_out" | "unclear" } | null {
  if (event.kind !== "order" && event.kind !== "conversation") return null;
  let unclear: Instant | null = null;
  for (const { from, at, text } of event.conversation) {
    const found = from === "buyer" ? detectOptOut(text) : "none";
    if (found === "opt_out") return { at, reason: "opted_out" };
    if (found === "unclear") unclear ??= at;
  }
  // In doubt nobody is contacted; staff find these by their reason.
  return unclear === null ? null : { at: unclear, reason: "unclear" };
}

/**
 * Reads the words of a batch and locks everyone they concern: the addresses named, those of the order's buyer where
 * only an order was named, and all others their buyers are known by. Before any buyer or order is locked.
 */
export async function lockWords(tx: Tx, tellings: Tellings, work: readonly Work[]): Promise<BuyerWord[]> {
  const words: BuyerWord[] = [];
  for (const item of work) {
    if (!saysNo(item.event)) continue;
    const named = tellings.all
      .filter((telling) => telling.work === item)
      .flatMap((telling) => peopleIn(telling, tellings.people));
    const ofOrder = externalIdOf(item.event);
    const spoken = named.length > 0 || ofOrder === null ? named : await peopleOfOrder(tx, item.shopId, ofOrder);
    const buyers = await buyersOfPeople(tx, spoken);
    const people = [...new Set([...spoken, ...buyers.flatMap((buyer) => buyer.people)])];
    words.push({ shop: item.shop, people, buyers: buyers.map(({ id }) => id), ...wordOf(item.event) });
  }
  await lockPeople(
    tx,
    words.flatMap(({ people }) => people),
  );
  return words;
}

const externalIdOf = (event: ShopEvent): string | null =>
  event.kind === "order" || event.kind === "conversation" ? event.externalId : null;

function wordOf(event: ShopEvent): Pick<BuyerWord, "at" | "says"> {
  if (event.kind === "buyer") return { at: event.at, says: saysOf(event) };
  const refusal = refusalIn(event);
  if (!refusal) throw new Error("an event without a word on being contacted");
  return { at: refusal.at, says: { kind: "no", reason: refusal.reason, source: "stop" } };
}

function saysOf(event: BuyerEvent): BuyerWord["says"] {
  switch (event.type) {
    case "buyer.opted_out":
      return { kind: "no", reason: "opted_out", source: "shop" };
    case "buyer.opted_in":
      return { kind: "yes" };
    case "buyer.erased":
      return { kind: "no", reason: "erased", source: "erased" };
    default:
      return event.type satisfies never;
  }
}

/**
 * Puts the words down: one opt-out, by any means, on any channel, suppresses all (faults.md, "Contact policy"); an
 * opt-in lifts only what the shop itself had said before. @returns the buyers whose orders must be planned anew.
 */
export async function putDownWords(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault">,
  words: readonly BuyerWord[],
): Promise<BuyerId[]> {
  for (const { shop, people, at, says } of words) {
    if (says.kind === "yes") await optIn(tx, people, at);
    else {
      const { reason, source } = says;
      const no = { groupId: shop.groupId, shopId: shop.id, reason, source, address: null, at };
      await insertSuppressions(
        tx,
        ctx.vault,
        people.map((personId) => ({ ...no, personId })),
      );
    }
  }
  return words.flatMap(({ buyers }) => [...buyers]);
}

import type { GroupId, ShopId } from "../domain/brand.ts";
import { buyerStamp } from "../domain/buyer.ts";
import type { IntakeOutcome, ShopEvent } from "../domain/event.ts";
import { isZeroAmount } from "../domain/event.ts";
import { isDatabaseAway } from "../store/database-error.ts";
import { type InboxItem, setOutcomes } from "../store/inbox.ts";
import { insertMessages } from "../store/messages.ts";
import { type Shop, shopsOfGroups } from "../store/shops.ts";
import { clockAt, inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { cancelCalls, type EndedContact } from "./end-contacts.ts";
import { eraseBuyer } from "./erase-buyer.ts";
import { foldBuyers, readTellings } from "./fold-buyers.ts";
import { foldOrders } from "./fold-orders.ts";
import { alertOfQuarantine, type Quarantined, tellOfQuarantine } from "./quarantine.ts";
import { raiseAlert } from "./raise-alert.ts";
import { lockWords, putDownWords, saysNo } from "./take-buyer-word.ts";
import { type Answer, takeIn } from "./take-in.ts";

/** One parsed event and the shop it came to. */
export interface Inbound extends InboxItem {
  readonly shop: Shop;
  readonly event: ShopEvent;
}

/**
 * Takes events in: inbox, join of states, plan and whatever a payment stops, in one transaction for all of them. Each
 * is answered apart and only once it is durable. An event that can't be stored never fails its neighbours: the batch
 * is split until it stands alone (design.md, "Events").
 */
export async function receiveOrders(
  ctx: JourneyContext,
  inbound: readonly Inbound[],
): Promise<PromiseSettledResult<Answer>[]> {
  try {
    const { answers, ended, quarantined } = await commitBatch(ctx, inbound);
    ctx.measures.ingestBatch(inbound.length);
    tellOfQuarantine(ctx, quarantined);
    await cancelCalls(ctx, ended);
    return answers.map((value) => ({ status: "fulfilled", value }));
  } catch (reason) {
    const isAway = isDatabaseAway(reason);
    const [alone] = inbound;
    if (inbound.length === 1 && alone && !isAway) await tellOfPoison(ctx, alone);
    if (inbound.length === 1 || isAway) return inbound.map(() => ({ status: "rejected", reason }));
    const half = Math.ceil(inbound.length / 2);
    return [...(await receiveOrders(ctx, inbound.slice(0, half))), ...(await receiveOrders(ctx, inbound.slice(half)))];
  }
}

/** An event that can't be taken in: its shop tries again, and somebody should look why. */
const tellOfPoison = (ctx: JourneyContext, { shop, event }: Inbound): Promise<void> =>
  raiseAlert(ctx, {
    kind: "event.failed",
    shopId: shop.id,
    detail: { type: event.type, event: event.eventId },
    subject: `${shop.id} ${event.eventId}`,
  });

async function commitBatch(
  ctx: JourneyContext,
  inbound: readonly Inbound[],
): Promise<{ answers: Answer[]; ended: EndedContact[]; quarantined: Quarantined[] }> {
  const groups: GroupId[] = [...new Set(inbound.map(({ shop }) => shop.groupId))];
  // A "no" counts in every shop of the group, so the transaction must see them all.
  const shops: ShopId[] = inbound.some(({ event }) => saysNo(event))
    ? await shopsOfGroups(ctx.db, groups)
    : [...new Set(inbound.map(({ shopId }) => shopId))];
  return await inShops(ctx.db, { shops, groups, byKey: true }, async (tx, begun) => {
    const now = clockAt(ctx.clock, begun);
    const { answers, fresh } = await takeIn(tx, ctx, inbound, now);
    const work = fresh.map((at) => ({ at, ...itemAt(inbound, at) }));
    const tellings = await readTellings(tx, ctx, work);
    const words = await lockWords(tx, tellings, work);
    const folded = await foldBuyers(tx, ctx, tellings, now);
    const { told: buyers } = folded;
    for (const id of await putDownWords(tx, ctx, words)) folded.moved.add(id);
    const { orders, stale, ended } = await foldOrders(tx, ctx, work, folded, now);

    await insertMessages(
      tx,
      ctx.vault,
      work.flatMap(({ at, shopId, event }) => {
        if (event.kind !== "order" && event.kind !== "conversation") return [];
        const orderId = orders.get(at) ?? null;
        const buyerId = buyers.get(at)?.id ?? null;
        return orderId === null && buyerId === null ? [] : [{ shopId, orderId, buyerId, messages: event.conversation }];
      }),
    );

    for (const { at, event } of work) {
      const known = orders.has(at) || buyers.has(at);
      answers[at] = { kind: "answered", order: orderOf(event), outcome: outcomeOf(event, stale.has(at), known) };
    }
    await setOutcomes(
      tx,
      work.flatMap(({ at, shopId, event }) => {
        const answer = answers[at];
        if (answer?.kind !== "answered" || answer.outcome === "applied") return [];
        return [{ shopId, eventId: event.eventId, outcome: answer.outcome }];
      }),
    );
    for (const { at, event } of work) {
      const buyer = buyers.get(at);
      if (event.type === "buyer.erased" && buyer) await eraseBuyer(tx, ctx, buyer, buyerStamp(event), now);
    }
    return { answers, ended, quarantined: await alertOfQuarantine(tx, work, now) };
  });
}

function itemAt(inbound: readonly Inbound[], at: number): Inbound {
  const item = inbound[at];
  if (!item) throw new RangeError("there is no such event in the batch");
  return item;
}

/** The shop's own id of the order an event speaks of. */
const orderOf = (event: ShopEvent): string | null => ("externalId" in event ? event.externalId : null);

function outcomeOf(event: ShopEvent, stale: boolean, known: boolean): Exclude<IntakeOutcome, "duplicate"> {
  switch (event.kind) {
    case "ignored":
      return "ignored";
    case "unusable":
      return "quarantined";
    case "buyer":
      return "applied";
    case "conversation":
      return known ? "applied" : "ignored";
    case "order":
      if (isZeroAmount(event)) return "ignored";
      return stale ? "stale" : "applied";
    default:
      return event satisfies never;
  }
}

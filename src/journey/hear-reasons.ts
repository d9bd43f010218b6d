import type { BuyerId, ShopId } from "../domain/brand.ts";
import type { ConversationEvent, OrderEvent } from "../domain/event.ts";
import { DAY, type Instant, plus } from "../domain/instant.ts";
import type { OrderState } from "../domain/order.ts";
import { aboutOrderPlaced, type Evidence, hear } from "../domain/reason.ts";
import type { Finding, ReasonClassifier } from "../domain/reason-classifier.ts";
import { stampOf } from "../domain/registers.ts";
import { type Buyer, buyersOfPeople } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { type OrderRow, recentOrderKeys } from "../store/orders.ts";
import type { JourneyContext } from "./context.ts";
import type { Work } from "./fold-buyers.ts";

/** Of what was written before the order was placed, nothing is sure. */
const MOST_OF_A_NOTE = 0.7;

/** What the buyer's messages in an event tell of why an order is unpaid. */
export const evidenceIn = (reasons: ReasonClassifier, event: OrderEvent | ConversationEvent): readonly Evidence[] =>
  event.conversation.flatMap(({ from, at, text }) => {
    const found = from === "buyer" ? reasons.readWords(text) : null;
    return found === null ? [] : [{ ...found, source: "conversation", at }];
  });

/** What the order's own fields tell: the payment error and the note, as they stand now. */
export function fieldEvidence(reasons: ReasonClassifier, { fields }: OrderState): readonly Evidence[] {
  const { paymentError, note } = fields.values;
  const failed = paymentError ? reasons.readPaymentError(paymentError) : null;
  const noted = note ? reasons.readWords(note) : null;
  return [
    ...told("payment_error", failed, stampOf(fields, "paymentError")?.at),
    ...told(
      "note",
      noted && { ...noted, confidence: Math.min(noted.confidence, MOST_OF_A_NOTE) },
      stampOf(fields, "note")?.at,
    ),
  ];
}

const told = (source: Evidence["source"], found: Finding | null, at: Instant | undefined): Evidence[] =>
  found === null || at === undefined ? [] : [{ ...found, source, at }];

/** What was said of no order in particular, by the buyers whose orders it may concern, and those orders. */
export interface Sayings {
  readonly by: ReadonlyMap<BuyerId, readonly Evidence[]>;
  readonly orders: readonly { readonly shopId: ShopId; readonly externalId: string }[];
}

/**
 * Finds whom the sayings of a batch concern: the buyer that was named, and whoever in the shop is known by an address of
 * theirs. Their orders are to be looked at again, paid ones too: a saying that comes late counts as one that did not.
 */
export async function readSayings(
  tx: Tx,
  { reasons }: Pick<JourneyContext, "reasons">,
  work: readonly Work[],
  buyers: ReadonlyMap<number, Buyer>,
): Promise<Sayings> {
  const by = new Map<BuyerId, readonly Evidence[]>();
  let earliest: Instant | null = null;
  for (const { event, at } of work) {
    const buyer = buyers.get(at);
    if (event.kind !== "conversation" || event.externalId !== null || buyer === undefined) continue;
    const evidence = evidenceIn(reasons, event);
    if (evidence.length === 0) continue;
    const related = (await buyersOfPeople(tx, buyer.people)).filter(({ shopId }) => shopId === buyer.shopId);
    for (const { id } of related) by.set(id, [...(by.get(id) ?? []), ...evidence]);
    for (const one of evidence) if (earliest === null || one.at < earliest) earliest = one.at;
  }
  const orders = earliest === null ? [] : await recentOrderKeys(tx, [...by.keys()], plus(earliest, -3 * DAY));
  return { by, orders };
}

/** An order after what its buyer said of no order in particular; the very same row where that is nothing new. */
export function hearSayings<Row extends OrderRow>(row: Row, evidence: readonly Evidence[]): Row {
  const { placedAt } = row.state.fields.values;
  if (placedAt === undefined || evidence.length === 0) return row;
  const why = hear(row.why, aboutOrderPlaced(evidence, placedAt));
  return why === row.why ? row : { ...row, why };
}

import type { ConversationEvent, OrderEvent, OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { applyEvent, orderStamp, UNTOLD_ORDER } from "../domain/order.ts";
import { hear, NOTHING_HEARD, reread } from "../domain/reason.ts";
import type { ReasonClassifier } from "../domain/reason-classifier.ts";
import { compareStamps } from "../domain/registers.ts";
import type { Buyer } from "../store/buyers.ts";
import type { OrderRow } from "../store/orders.ts";
import type { Work } from "./fold-buyers.ts";
import { evidenceIn, fieldEvidence } from "./hear-reasons.ts";
import { refusalIn } from "./take-buyer-word.ts";

/** Of a conversation, the order's part: a no of the buyer's, and what tells why they have not paid, is kept with the order. */
type AboutOrder = OrderEvent | (ConversationEvent & { readonly externalId: string });

/** An event that changes an order. */
export type OrderWork = Work & { readonly event: AboutOrder };

/** An order after the events of a batch, and what they did to it. */
export interface Folded {
  readonly row: OrderRow;
  readonly changed: boolean;
  readonly raised: OrderStatus | null;
  /** Whether a refund or a payment may have changed the verdict on it. */
  readonly verdict: boolean;
  readonly stale: readonly number[];
}

/** Whether an event says something that the order's row keeps. */
export const isOrderWork =
  (reasons: ReasonClassifier) =>
  (item: Work): item is OrderWork => {
    const { event } = item;
    if (event.kind === "order") return true;
    if (event.kind !== "conversation" || event.externalId === null) return false;
    return refusalIn(event) !== null || evidenceIn(reasons, event).length > 0;
  };

/** An order of which nothing was told: its buyer changed. */
export const unchanged = (row: OrderRow): Folded => ({ row, changed: false, raised: null, verdict: false, stale: [] });

/** The order joined with the events; the buyer is the one that the event with the greatest stamp named. */
export function foldOrder(
  reasons: ReasonClassifier,
  before: OrderRow | null,
  items: readonly OrderWork[],
  told: ReadonlyMap<number, Buyer>,
  now: Instant,
): Folded {
  const [first] = items;
  if (!first) throw new Error("an order nobody spoke of");
  const start = {
    row: before ?? newRow(first, now),
    changed: before === null,
    raised: null,
    verdict: false,
    stale: [],
  };
  const folded = items.reduce<Folded>((all, item) => foldOne(all, item, told.get(item.at) ?? null), start);
  return withReason(reasons, folded, items);
}

/** The order with what the events tell of why it is unpaid. */
function withReason(reasons: ReasonClassifier, folded: Folded, items: readonly OrderWork[]): Folded {
  const { row } = folded;
  const heard = items.flatMap(({ event }) => evidenceIn(reasons, event));
  const why = hear(folded.changed ? reread(row.why, fieldEvidence(reasons, row.state)) : row.why, heard);
  return why === row.why ? folded : { ...folded, row: { ...row, why }, changed: true };
}

const newRow = ({ shopId, event }: OrderWork, now: Instant): OrderRow => ({
  id: null,
  shopId,
  externalId: event.externalId,
  firstSeenAt: now,
  paidSeen: false,
  arm: null,
  eligible: null,
  planned: false,
  stoppedAt: null,
  state: UNTOLD_ORDER,
  buyer: null,
  refusedAt: null,
  why: NOTHING_HEARD,
});

function foldOne(folded: Folded, { event, at }: OrderWork, named: Buyer | null): Folded {
  const { row } = folded;
  const refusedAt = named === null && row.buyer === null ? (refusalIn(event)?.at ?? row.refusedAt) : row.refusedAt;
  const refused = refusedAt !== row.refusedAt;
  if (event.kind === "conversation") {
    return { ...folded, row: { ...row, refusedAt }, changed: folded.changed || refused };
  }
  const change = applyEvent(row.state === UNTOLD_ORDER ? null : row.state, event);
  const stamp = orderStamp(event);
  const takesOver = named !== null && (row.buyer === null || compareStamps(stamp, row.buyer.stamp) > 0);
  return {
    row: { ...row, state: change.state, buyer: takesOver ? { id: named.id, stamp } : row.buyer, refusedAt },
    changed: folded.changed || change.changed || takesOver || refused,
    raised: change.statusRaised ?? folded.raised,
    verdict: folded.verdict || change.changed,
    stale: change.stale ? [...folded.stale, at] : folded.stale,
  };
}

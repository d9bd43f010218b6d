/** One day of a shop: what buyers do by themselves, and what a reminder moves them to. */
import { DAY, HOUR, type Instant, plus, SECOND } from "../domain/instant.ts";
import { type Agenda, createAgenda } from "./agenda.ts";
import { type DemoOrder, makeOrders, messageBody, type OrderEventType, orderBody } from "./orders.ts";
import type { Sent } from "./outbox.ts";
import { happens, minutes, pick, roll, soon } from "./roll.ts";

/** A webhook to be posted. */
export interface Webhook {
  readonly id: string;
  readonly body: string;
  readonly order: DemoOrder;
  readonly tells: OrderEventType | "stop";
}

/** Something the shop does at its moment: it may have become pointless by then, and then it gives no webhook. */
type Act = (now: Instant) => readonly Webhook[];

export interface Story {
  readonly agenda: Agenda<Act>;
  readonly orders: readonly DemoOrder[];
  /** What the buyer does who got this message. */
  react(sent: Sent): void;
}

/** Shares of orders; of the rest, some still pay by themselves later. */
const PAYS_AT_ONCE = 0.42;
const CANCELS = 0.06;
const PAYS_LATER = 0.07;
/** Of the webhooks of new orders, and of those paid at once: sent twice, or the payment told before the order. */
const DOUBLED = 0.08;
const REVERSED = 0.08;
const NEW_PRICE = 0.03;
/** How many pay after a contact, and how soon, in minutes on average: a call works best (domain.md, R4). */
const PAYS_AFTER = { call: 0.26, im: 0.16, sms: 0.1, email: 0.05 } as const;
const PAYS_WITHIN = { call: 25, im: 45, sms: 60, email: 240 } as const;
const SAYS_STOP = 0.04;
const REFUNDED = 0.07;

export function writeStory(): Story {
  const agenda = createAgenda<Act>();
  const orders = makeOrders();
  for (const order of orders) beginOrder(agenda, order);
  const byId = new Map(orders.map((order) => [order.id, order]));
  return {
    agenda,
    orders,
    react: (sent) =>
      react(
        agenda,
        sent,
        sent.orders.flatMap((id) => byId.get(id) ?? []),
      ),
  };
}

function beginOrder(agenda: Agenda<Act>, order: DemoOrder): void {
  const { id, placedAt, closesAt } = order;
  const fate = roll("fate", id);
  const told = plus(placedAt, 2 * SECOND);
  const paysAtOnce = fate < PAYS_AT_ONCE;
  const paidAt = plus(placedAt, SECOND + minutes(1, 24, "pays", id));
  const reversed = paysAtOnce && happens(REVERSED, "reversed", id);

  // Reversed: the payment is told first, and the order it belongs to three seconds later.
  agenda.add(reversed ? plus(paidAt, 5 * SECOND) : told, created(order, told));
  if (paysAtOnce) agenda.add(plus(paidAt, 2 * SECOND), (now) => pay(order, paidAt, now));
  else if (fate < PAYS_AT_ONCE + CANCELS)
    agenda.add(plus(placedAt, minutes(5, 90, "cancels", id)), end(order, "cancelled"));
  else if (happens(PAYS_LATER, "later", id)) {
    agenda.add(plus(placedAt, minutes(60, 20 * 60, "later at", id)), (now) => pay(order, now, now));
  }
  if (happens(NEW_PRICE, "price", id)) agenda.add(plus(placedAt, minutes(3, 20, "price at", id)), lowerPrice(order));
  agenda.add(plus(closesAt, 2 * SECOND), end(order, "closed"));
}

/** The new order, as it was when it was placed; a shop that is not sure it was heard tells it again, word for word. */
function created(order: DemoOrder, at: Instant): Act {
  const body = orderBody("order.created", order, at);
  const webhook: Webhook = { id: `${order.id}-created`, body, order, tells: "order.created" };
  return () => (happens(DOUBLED, "doubled", order.id) ? [webhook, webhook] : [webhook]);
}

function pay(order: DemoOrder, paidAt: Instant, now: Instant): readonly Webhook[] {
  if (order.status !== "unpaid") return [];
  order.status = "paid";
  order.paidAt = paidAt;
  order.version += 1;
  const webhook = about("order.paid", order, now);
  return happens(DOUBLED, "paid twice", order.id) ? [webhook, webhook] : [webhook];
}

const end =
  (order: DemoOrder, status: "cancelled" | "closed"): Act =>
  (now) => {
    if (order.status !== "unpaid") return [];
    order.status = status;
    order.version += 1;
    return [about(`order.${status}`, order, now)];
  };

const lowerPrice =
  (order: DemoOrder): Act =>
  (now) => {
    if (order.status !== "unpaid") return [];
    order.amount -= 1_000;
    order.version += 1;
    return [about("order.updated", order, now)];
  };

const refund =
  (order: DemoOrder): Act =>
  (now) => {
    order.refunded = happens(0.5, "all back", order.id) ? order.amount : 2_000;
    order.version += 1;
    return [about("order.refunded", order, now)];
  };

const about = (type: OrderEventType, order: DemoOrder, now: Instant): Webhook => ({
  id: `${order.id}-${order.version}`,
  body: orderBody(type, order, now),
  order,
  tells: type,
});

/** Who is reminded may pay what the message names, or want no more of them, or do nothing. */
function react(agenda: Agenda<Act>, { at, channel }: Sent, orders: readonly DemoOrder[]): void {
  const [first] = orders;
  if (!first) return;
  if (happens(PAYS_AFTER[channel], "pays after", channel, first.id)) {
    const paidAt = plus(at, 30 * SECOND + soon(PAYS_WITHIN[channel], "pays within", channel, first.id));
    for (const order of orders) {
      agenda.add(paidAt, (now) => pay(order, now, now));
      if (happens(REFUNDED, "refund", order.id)) {
        agenda.add(plus(paidAt, DAY + minutes(0, 5 * 60, "refund at", order.id)), (now) =>
          order.status === "paid" ? refund(order)(now) : [],
        );
      }
    }
    return;
  }
  if (channel === "call" || !happens(SAYS_STOP, "stop", channel, first.id)) return;
  const words = first.buyer.locale === "en" ? "STOP" : pick(["退订", "TD", "别再发了"], "words", first.id);
  agenda.add(plus(at, Math.min(minutes(1, 9, "stop at", first.id), HOUR)), (now) => [
    { id: `${first.id}-stop-${channel}`, body: messageBody(first, words, now), order: first, tells: "stop" },
  ]);
}

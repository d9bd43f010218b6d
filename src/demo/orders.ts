/** The orders of the demo's day, and the webhooks a shop would send of them. */
import { DAY, HOUR, type Instant, instant, MINUTE, plus, SECOND, toIso } from "../domain/instant.ts";
import { type DemoBuyer, makeBuyer } from "./buyers.ts";
import { happens, minutes, pick, roll } from "./roll.ts";

/** The day all orders are placed on, a Tuesday, in the shop's zone. */
export const DEMO_DATE = "2026-11-17";
export const MIDNIGHT = instant(Date.parse(`${DEMO_DATE}T00:00:00+08:00`));
const BUYERS = 340;
/** Share of buyers who order twice. */
const TWICE = 0.08;
/** How busy each hour is: quiet at night, lunch, and an evening that sells most. */
const HOURS = [5, 3, 2, 1, 1, 2, 4, 8, 13, 17, 20, 18, 17, 16, 17, 18, 16, 14, 15, 20, 26, 28, 22, 12] as const;

const GOODS = [
  { zh: "羊毛毛衣", en: "Wool sweater", price: 19_900 },
  { zh: "加绒卫衣", en: "Fleece hoodie", price: 12_900 },
  { zh: "羽绒服", en: "Down jacket", price: 59_900 },
  { zh: "羊绒围巾", en: "Cashmere scarf", price: 25_900 },
  { zh: "针织帽", en: "Knit hat", price: 6_900 },
  { zh: "皮手套", en: "Leather gloves", price: 8_900 },
] as const;

type DemoStatus = "unpaid" | "paid" | "cancelled" | "closed";

export interface DemoOrder {
  readonly id: string;
  readonly buyer: DemoBuyer;
  readonly placedAt: Instant;
  readonly closesAt: Instant;
  /** In fen. */
  amount: number;
  readonly item: (typeof GOODS)[number];
  readonly quantity: number;
  readonly paymentMethod: string;
  readonly paymentError: { readonly code: string; readonly message: string } | null;
  /** What is true in the shop, whether or not a webhook has told yet. */
  status: DemoStatus;
  paidAt: Instant | null;
  refunded: number;
  version: number;
}

export function makeOrders(): DemoOrder[] {
  const orders: DemoOrder[] = [];
  for (let serial = 1; serial <= BUYERS; serial++) {
    const buyer = makeBuyer(serial);
    const placedAt = plus(MIDNIGHT, momentOf(buyer.id));
    orders.push(makeOrder(buyer, "1", placedAt));
    if (happens(TWICE, "twice", buyer.id)) {
      const again = plus(placedAt, minutes(4, 25, "again", buyer.id));
      if (again < plus(MIDNIGHT, DAY)) orders.push(makeOrder(buyer, "2", again));
    }
  }
  return orders.sort((a, b) => a.placedAt - b.placedAt);
}

/** Milliseconds after midnight, by how busy the hours are. */
function momentOf(buyer: string): number {
  const slices = HOURS.flatMap((weight, hour) => new Array<number>(weight).fill(hour));
  const hour = slices[Math.floor(roll("hour", buyer) * slices.length)] ?? 0;
  return hour * HOUR + Math.floor((roll("second", buyer) * HOUR) / SECOND) * SECOND;
}

function makeOrder(buyer: DemoBuyer, which: string, placedAt: Instant): DemoOrder {
  const id = `${DEMO_DATE.replaceAll("-", "")}-${buyer.id.slice(2)}-${which}`;
  const item = pick(GOODS, "item", id);
  const quantity = happens(0.15, "quantity", id) ? 2 : 1;
  const inTrouble = happens(0.12, "trouble", id);
  return {
    id,
    buyer,
    placedAt,
    closesAt: plus(placedAt, happens(0.1, "closes", id) ? 30 * MINUTE : DAY),
    amount: item.price * quantity,
    item,
    quantity,
    paymentMethod: happens(0.03, "cod", id) ? "cod" : pick(["alipay", "wechat"], "method", id),
    paymentError: inTrouble ? { code: "insufficient_funds", message: "余额不足" } : null,
    status: "unpaid",
    paidAt: null,
    refunded: 0,
    version: 1,
  };
}

export type OrderEventType =
  | "order.created"
  | "order.updated"
  | "order.paid"
  | "order.cancelled"
  | "order.closed"
  | "order.refunded";

/** The webhook's body: the order as it stands in the shop. */
export function orderBody(type: OrderEventType, order: DemoOrder, at: Instant): string {
  const { item, quantity, buyer } = order;
  return JSON.stringify({
    type,
    timestamp: toIso(at),
    data: {
      order: {
        id: order.id,
        version: order.version,
        status: type === "order.created" ? "unpaid" : order.status,
        placed_at: toIso(order.placedAt),
        closes_at: toIso(order.closesAt),
        paid_at: order.paidAt === null || type === "order.created" ? null : toIso(order.paidAt),
        amount: decimal(order.amount),
        currency: "CNY",
        refunded: decimal(order.refunded),
        pay_url: `https://shop.example/pay/${order.id}`,
        items: [
          { sku: item.en, title: buyer.locale === "en" ? item.en : item.zh, quantity, price: decimal(item.price) },
        ],
        payment_method: order.paymentMethod,
        payment_error: order.paymentError,
        flags: [],
      },
      buyer,
    },
  });
}

/** The webhook of what a buyer wrote in answer to a reminder. */
export const messageBody = (order: DemoOrder, text: string, at: Instant): string =>
  JSON.stringify({
    type: "conversation.message",
    timestamp: toIso(at),
    data: {
      order: { id: order.id },
      buyer: { id: order.buyer.id, phone: order.buyer.phone },
      conversation: [{ from: "buyer", at: toIso(at), text }],
    },
  });

const decimal = (fen: number): string => (fen / 100).toFixed(2);

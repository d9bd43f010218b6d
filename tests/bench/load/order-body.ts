/** The webhook bodies of a load: an ordinary order each, of a buyer each, the same for everything that is measured. */
import type { Place } from "../places.ts";

/** The shop's own id of the order with this number. */
export const orderId = (number: number): string => `order-${number}`;

/** The phone of the buyer of that order. */
const phoneOf = ({ phone: { prefix, digits } }: Place, number: number): string =>
  // Numbers of every place are valid with a first digit over 1.
  `${prefix}${String(5 * 10 ** (digits - 1) + number).padStart(digits, "0")}`;

/** @param at epoch milliseconds of everything in it: the same call gives the same text. */
export function orderBody(event: "order.created" | "order.paid", number: number, place: Place, at: number): string {
  const time = new Date(at).toISOString();
  const isPaid = event === "order.paid";
  const order = {
    id: orderId(number),
    version: isPaid ? 2 : 1,
    status: isPaid ? "paid" : "unpaid",
    placed_at: time,
    closes_at: new Date(at + 2 * 24 * 3_600_000).toISOString(),
    paid_at: isPaid ? time : null,
    amount: "199.00",
    currency: place.currency,
    refunded: "0.00",
    pay_url: `https://shop.example/pay/${number}`,
    items: [
      { sku: "KNIT-1", title: "羊毛开衫 米白 M", quantity: 1, price: "129.00" },
      { sku: "SOCK-3", title: "羊毛袜三双装", quantity: 1, price: "70.00" },
    ],
    payment_method: "alipay",
    note: null,
    flags: [],
    ships_at: null,
  };
  const buyer = {
    id: `buyer-${number}`,
    name: "王芳",
    phone: phoneOf(place, number),
    phone_kind: "real",
    email: null,
    locale: "zh-CN",
    timezone: place.timezone,
    country: place.country,
    grade: "B",
    paid_orders: 3,
    consent: Object.fromEntries(
      ["sms", "call", "im"].map((channel) => [
        channel,
        { given: true, at: "2026-01-01T00:00:00Z", source: "checkout" },
      ]),
    ),
  };
  return JSON.stringify({ type: event, timestamp: time, data: { order, buyer } });
}

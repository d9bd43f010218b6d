import type { BuyerFields, EventType, OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { parseCurrency } from "../domain/money.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { parseHttpUrl } from "./fields.ts";
import { cut, firstOf, type Look } from "./look.ts";
import { emailIn, nameOf, phoneIn, readCountry } from "./platform-buyer.ts";
import { itemsOf, type ToldOrder } from "./platform-order.ts";

/** Topics whose body is a whole order. */
export const TYPE_OF_TOPIC: ReadonlyMap<string, EventType> = new Map([
  ["order.created", "order.created"],
  ["order.updated", "order.updated"],
  ["order.restored", "order.updated"],
]);

export const POINTERS = {
  id: "/id",
  status: "/status",
  at: "/date_modified_gmt",
  placedAt: "/date_created_gmt",
  currency: "/currency",
  amount: "/total",
  buyer: "/billing",
};

const COD = "cod";

/** The times that end in `_gmt` carry no offset: they are UTC. */
const readGmt = (text: string): Instant | null => parseTimestamp(text) ?? parseTimestamp(`${text}Z`);

/**
 * What a status means for reminders (docs/decisions/0015): `on-hold` waits for the shop to find the money, and so does
 * what is paid on delivery; plugins add statuses of their own. All those are closed to reminders.
 */
function statusOf(order: Look): OrderStatus | null {
  const status = order.at("status").text;
  const isPaid = order.at("date_paid_gmt").as(readGmt) !== null;
  switch (status) {
    case null:
      return null;
    case "pending":
    case "failed":
      return isPaid ? "paid" : "unpaid";
    case "processing":
      return isPaid || order.at("payment_method").text !== COD ? "paid" : "closed";
    case "completed":
    case "refunded":
      return "paid";
    case "cancelled":
    case "trash":
      return "cancelled";
    case "partially-paid":
    case "partial-payment":
      return "partially_paid";
    default:
      return "closed";
  }
}

function buyerOf(order: Look, shopCountry: string): BuyerFields {
  const [billing, shipping] = [order.at("billing"), order.at("shipping")];
  const country = firstOf(billing.at("country").as(readCountry), shipping.at("country").as(readCountry));
  return {
    // 0, which reads as none, is a guest.
    id: order.at("customer_id").id,
    name: nameOf(billing.at("first_name"), billing.at("last_name")),
    ...phoneIn([billing.at("phone"), shipping.at("phone")], country ?? shopCountry),
    email: emailIn([billing.at("email")]),
    country,
  };
}

export function woocommerceOrder(order: Look, type: EventType, shopCountry: string): ToldOrder {
  const currency = order.at("currency").as(parseCurrency);
  const [method, note, status] = [
    order.at("payment_method").text,
    order.at("customer_note").text,
    order.at("status").text,
  ];
  const refunds = order.at("refunds").list.flatMap((refund) => refund.at("total").decimal ?? []);
  return {
    type,
    id: order.at("id").id,
    at: firstOf(order.at("date_modified_gmt").as(readGmt), order.at("date_created_gmt").as(readGmt)),
    status: statusOf(order),
    currency,
    amount: order.at("total").decimal,
    refunded: status === "refunded" ? "all" : refunds,
    placedAt: order.at("date_created_gmt").as(readGmt),
    fields: {
      paidAt: order.at("date_paid_gmt").as(readGmt),
      payUrl: order.at("payment_url").as(parseHttpUrl),
      items: itemsOf(order.at("line_items").list, currency, (line) => ({
        sku: line.at("sku"),
        title: line.at("name"),
        quantity: line.at("quantity"),
        price: line.at("price"),
      })),
      paymentMethod: method === null ? null : cut(method, 200),
      // It tells no more of what went wrong.
      paymentError: status === "failed" ? { code: "failed", message: null } : null,
      note: note === null ? null : cut(note, 4_000),
    },
    buyer: buyerOf(order, shopCountry),
    pointers: POINTERS,
  };
}

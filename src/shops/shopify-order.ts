import type { EventType, OrderFields, OrderStatus } from "../domain/event.ts";
import { DAY, type Instant } from "../domain/instant.ts";
import { type CurrencyCode, parseCurrency } from "../domain/money.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import type { InboundShop } from "./adapter.ts";
import { parseHttpUrl } from "./fields.ts";
import { cut, firstOf, type Look } from "./look.ts";
import { itemsOf, NOTHING_TOLD, readMoney, sumOf, type ToldOrder } from "./platform-order.ts";
import { shopifyBuyer } from "./shopify-buyer.ts";

/** Topics whose body is a whole order. */
export const TYPE_OF_TOPIC: ReadonlyMap<string, EventType> = new Map([
  ["orders/create", "order.created"],
  ["orders/updated", "order.updated"],
  ["orders/paid", "order.paid"],
  ["orders/cancelled", "order.cancelled"],
  ["orders/fulfilled", "order.shipped"],
  ["orders/partially_fulfilled", "order.shipped"],
]);

const pointers = {
  id: "/id",
  status: "/financial_status",
  at: "/updated_at",
  placedAt: "/created_at",
  currency: "/currency",
  amount: "/total_price",
  buyer: "/customer",
};

/**
 * What a payment's state means for reminders (docs/decisions/0015). Whatever is not surely waiting for the buyer to
 * pay is closed to them.
 */
function statusOf(order: Look, topic: string): OrderStatus | null {
  const payment = order.at("financial_status").text;
  switch (payment) {
    case "paid":
    case "partially_refunded":
    case "refunded":
      return "paid";
  }
  if (topic === "orders/paid") return "paid";
  if (topic === "orders/cancelled" || order.at("cancelled_at").isThere || payment === "voided") return "cancelled";
  if (payment === "partially_paid") return "partially_paid";
  if (payment !== "pending") return payment === null ? null : "closed";
  return order.at("closed_at").isThere || isDueLater(order) ? "closed" : owedOf(order);
}

/** What of a pending order is still due: a gift card may have paid some of it, or all. */
function owedOf(order: Look): "unpaid" | "partially_paid" | "closed" {
  const currency = order.at("currency").as(parseCurrency);
  const owed = readMoney(order.at("total_outstanding").decimal, currency);
  const total = readMoney(totalOf(order), currency);
  if (owed === null || total === null || owed >= total) return "unpaid";
  return owed > 0 ? "partially_paid" : "closed";
}

/** After the order was edited, in the shop's currency. */
const totalOf = (order: Look): string | null =>
  firstOf(order.at("current_total_price").decimal, order.at("total_price").decimal);

/** Whether the buyer was given until some later day to pay. */
const isDueLater = (order: Look): boolean => {
  const terms = order.at("payment_terms");
  return terms.isThere && terms.at("payment_terms_type").text?.toLowerCase() !== "receipt";
};

interface Price {
  readonly amount: string | null;
  readonly currency: CurrencyCode | null;
  /** Whether it is what the buyer sees, where that is another currency than the shop's. */
  readonly presented: boolean;
}

/** What the order comes to now, in the currency in which the buyer pays. */
function priceOf(order: Look): Price {
  const shown = order.at("current_total_price_set", "presentment_money");
  const amount = shown.at("amount").decimal;
  const currency = shown.at("currency_code").as(parseCurrency);
  if (amount !== null && currency !== null) return { amount, currency, presented: true };
  return { amount: totalOf(order), currency: order.at("currency").as(parseCurrency), presented: false };
}

const COD = /\bcod\b|cash[ _]on[ _]delivery|货到付款|貨到付款/i;

/** The way to pay, as a policy names it: `cod`, else the gateway's name in small letters, for instance `bank_deposit`. */
function paymentMethodOf(order: Look): string | null {
  const names = order.at("payment_gateway_names").list.map(({ text }) => text);
  const name = firstOf(...names.toReversed(), order.at("gateway").text);
  if (name === null) return null;
  return COD.test(name) ? "cod" : cut(name.trim().toLowerCase().replaceAll(/\s+/g, "_"), 200);
}

/** `test`, and the order's tags. */
const flagsOf = (order: Look): string[] => {
  const tags = (order.at("tags").text ?? "").split(",").map((tag) => cut(tag.trim(), 100));
  const all = [...(order.at("test").isTrue ? ["test"] : []), ...tags.filter((tag) => tag !== "")];
  return [...new Set(all)].slice(0, 50);
};

/** Money that went back by `transactions`, as far as it stands in `currency`. */
const givenBack = (transactions: readonly Look[], currency: CurrencyCode | null): string[] =>
  transactions.flatMap((transaction) => {
    if (transaction.at("kind").text !== "refund" || transaction.at("status").text !== "success") return [];
    const told = transaction.at("currency").as(parseCurrency);
    const amount = transaction.at("amount").decimal;
    return amount === null || (told !== null && told !== currency) ? [] : [amount];
  });

/** When it was placed. An order brought in from elsewhere is as old as it says. */
function placedAt(order: Look): Instant | null {
  const created = order.at("created_at").as(parseTimestamp);
  const processed = order.at("processed_at").as(parseTimestamp);
  return created !== null && processed !== null && created - processed > DAY ? processed : created;
}

export function shopifyOrder(order: Look, type: EventType, topic: string, shop: InboundShop): ToldOrder {
  const { amount, currency, presented } = priceOf(order);
  const lines = order.at("line_items").list.filter((line) => line.at("current_quantity").whole !== 0);
  const note = order.at("note").text;
  const refunds = order.at("refunds").list.flatMap((refund) => refund.at("transactions").list);
  return {
    type,
    id: order.at("id").id,
    at: firstOf(order.at("updated_at").as(parseTimestamp), order.at("created_at").as(parseTimestamp)),
    status: statusOf(order, topic),
    currency,
    amount,
    refunded: order.at("financial_status").text === "refunded" ? "all" : givenBack(refunds, currency),
    placedAt: placedAt(order),
    fields: {
      payUrl: order.at("order_status_url").as(parseHttpUrl),
      items: itemsOf(lines, currency, (line) => ({
        sku: line.at("sku"),
        title: line.at("name").text === null ? line.at("title") : line.at("name"),
        quantity: line.at("current_quantity").whole === null ? line.at("quantity") : line.at("current_quantity"),
        price: presented ? line.at("price_set", "presentment_money", "amount") : line.at("price"),
      })),
      paymentMethod: paymentMethodOf(order),
      note: note === null ? null : cut(note, 4_000),
      flags: flagsOf(order),
    } satisfies OrderFields,
    buyer: shopifyBuyer(order, shop.country),
    pointers,
  };
}

/** Of an order that is deleted only the id is told. */
export const deletedOrder = (order: Look, at: Instant): ToldOrder => ({
  ...NOTHING_TOLD,
  type: "order.cancelled",
  id: order.at("id").id,
  at,
  status: "cancelled",
  pointers,
});

/** What one refund tells of its order; null where no money went back. Of several refunds each tells its own sum alone. */
export function shopifyRefund(refund: Look, shop: InboundShop): ToldOrder | null {
  const transactions = refund.at("transactions").list;
  const told = firstOf(...transactions.map((transaction) => transaction.at("currency").as(parseCurrency)));
  const currency = told ?? shop.currency;
  const refunded = givenBack(transactions, currency);
  if ((sumOf(refunded, currency) ?? 0) === 0) return null;
  return {
    ...NOTHING_TOLD,
    type: "order.refunded",
    id: refund.at("order_id").id,
    at: firstOf(refund.at("created_at").as(parseTimestamp), refund.at("processed_at").as(parseTimestamp)),
    status: "paid",
    currency,
    refunded,
    pointers: { ...pointers, id: "/order_id", at: "/created_at" },
  };
}

/** From what a platform told of an order to an event, or to one that is of no use. */
import type { BuyerFields, EventType, OrderFields, OrderItem, OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { type CurrencyCode, currencyDigits, type Minor, minor, parseAmount } from "../domain/money.ts";
import type { Reading } from "./adapter.ts";
import { isTooFarAhead } from "./ahead.ts";
import { cut, type Look } from "./look.ts";
import { type Delivery, envelopeOf, unusable } from "./platform-delivery.ts";
import { isReachable } from "./standard-buyer.ts";

const ITEMS_LIMIT = 200;

/** An order as a platform tells of it. Null: it says nothing of that, or nothing that can be read. */
export interface ToldOrder {
  readonly type: EventType;
  readonly id: string | null;
  readonly version?: number;
  readonly at: Instant | null;
  readonly status: OrderStatus | null;
  readonly currency: CurrencyCode | null;
  readonly amount: string | null;
  /** Decimals, of whatever sign: all that went back, as far as it is told. */
  readonly refunded: readonly string[] | "all";
  readonly placedAt: Instant | null;
  /** All but what is told above. */
  readonly fields: Omit<OrderFields, "placedAt" | "amount" | "currency">;
  readonly buyer: BuyerFields | null;
  /** Where the platform's document has what an order can't do without. */
  readonly pointers: Readonly<Record<"id" | "status" | "at" | "placedAt" | "currency" | "amount" | "buyer", string>>;
}

/** Of an order of which little more than the id is told. */
export const NOTHING_TOLD = {
  currency: null,
  amount: null,
  refunded: [],
  placedAt: null,
  fields: {},
  buyer: null,
} as const satisfies Partial<ToldOrder>;

/** `text` as an amount; zeros past the currency's decimals mean nothing. Null where it is none. */
export function readMoney(text: string | null, currency: CurrencyCode | null): Minor | null {
  if (text === null || currency === null) return null;
  const digits = currencyDigits(currency);
  const [, whole = "", decimals = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (!/^0*$/.test(decimals.slice(digits))) return null;
  const kept = decimals.slice(0, digits);
  const amount = parseAmount(kept === "" ? whole : `${whole}.${kept}`, currency);
  return typeof amount === "number" ? amount : null;
}

/** The sum of `texts`, whatever their sign; null where there are none, or one of them is no amount. */
export function sumOf(texts: readonly string[], currency: CurrencyCode | null): Minor | null {
  if (texts.length === 0) return null;
  let sum = 0;
  for (const text of texts) {
    const amount = readMoney(text.replace(/^-/, ""), currency);
    if (amount === null) return null;
    sum += amount;
  }
  return Number.isSafeInteger(sum) ? minor(sum) : null;
}

/** Lines of an order; `read` gives what the platform calls the parts. */
export const itemsOf = (
  lines: readonly Look[],
  currency: CurrencyCode | null,
  read: (line: Look) => { sku: Look; title: Look; quantity: Look; price: Look },
): OrderItem[] =>
  lines.slice(0, ITEMS_LIMIT).map((line) => {
    const { sku, title, quantity, price } = read(line);
    return {
      sku: sku.text === null ? null : cut(sku.text, 200),
      title: cut(title.text ?? "", 500),
      quantity: Math.min(Math.max(quantity.whole ?? 1, 0), 1_000_000),
      price: readMoney(price.decimal, currency),
    };
  });

/** The first thing an unpaid order lacks. */
function lackOf(order: ToldOrder, amount: Minor | null, now: Instant): readonly [string, string] | null {
  const { pointers, at, placedAt, currency, buyer } = order;
  if (at === null) return ["required", pointers.at];
  if (isTooFarAhead(at, now)) return ["too_far_ahead", pointers.at];
  if (placedAt === null) return ["required", pointers.placedAt];
  if (isTooFarAhead(placedAt, now)) return ["too_far_ahead", pointers.placedAt];
  if (currency === null) return ["currency", pointers.currency];
  if (amount === null) return ["amount", pointers.amount];
  return isReachable(buyer) ? null : ["unreachable", pointers.buyer];
}

/** What of the order counts, where its time can be told. */
const fieldsOf = ({ fields, placedAt, currency }: ToldOrder, amount: Minor | null, now: Instant): OrderFields => ({
  ...fields,
  ...(placedAt === null || isTooFarAhead(placedAt, now) ? {} : { placedAt }),
  // The two belong together: an amount stands in the currency it was read in.
  ...(amount === null || amount === 0 || currency === null ? {} : { amount, currency }),
});

/**
 * The event that a platform's word of an order makes. An unpaid order must have all that a reminder needs (contract.md,
 * "Webhooks in"); of any other the status counts, even without a time, and what can't be read of the rest is left out.
 * An order of nothing asks for no money: whatever it is called, it is closed to reminders.
 */
export function readOrder(delivery: Delivery, order: ToldOrder): Reading {
  const { pointers, currency, buyer } = order;
  const { now } = delivery;
  if (order.id === null) return unusable(delivery, "required", pointers.id);
  const about = { externalId: order.id, about: buyer };
  if (order.status === null) return unusable(delivery, "required", pointers.status, about);
  const amount = readMoney(order.amount, currency);
  const status = amount === 0 && order.status === "unpaid" ? "closed" : order.status;
  const lack = status === "unpaid" ? lackOf(order, amount, now) : null;
  if (lack) return unusable(delivery, ...lack, about);
  const at = order.at === null || isTooFarAhead(order.at, now) ? null : order.at;
  return {
    ok: true,
    id: delivery.id,
    event: {
      kind: "order",
      ...envelopeOf(delivery, at ?? now),
      type: order.type,
      externalId: order.id,
      version: order.version ?? 0,
      status,
      refunded: typeof order.refunded === "string" ? order.refunded : sumOf(order.refunded, currency),
      order: at === null ? {} : fieldsOf(order, amount, now),
      buyer: at === null ? null : buyer,
      conversation: [],
    },
  };
}

import type { EventType, OrderFields, OrderItem, OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { type CurrencyCode, currencyDigits, type Minor, parseAmount } from "../domain/money.ts";
import { isTooFarAhead } from "./ahead.ts";
import { present } from "./present.ts";
import type { Problems } from "./problem.ts";
import type { StandardOrder } from "./standard-schema.ts";

const PATH = ["data", "order"];

/** The status that a type stands for; a type that says nothing of it is not listed. */
const STATUS_OF_TYPE: Partial<Record<EventType, OrderStatus>> = {
  "order.created": "unpaid",
  "order.paid": "paid",
  "order.cancelled": "cancelled",
  "order.closed": "closed",
  "order.refunded": "paid",
};

/** The event's own status; absent, the one its type stands for. Money is only given back where it was paid. */
export const statusOf = (order: StandardOrder, type: EventType): OrderStatus | null => {
  if (order.status === "refunded") return "paid";
  return order.status ?? STATUS_OF_TYPE[type] ?? null;
};

class Amounts {
  private readonly currency: CurrencyCode;
  private readonly problems: Problems;

  constructor(currency: CurrencyCode, problems: Problems) {
    this.currency = currency;
    this.problems = problems;
  }

  /** Null where the text is no amount, which is then reported. */
  read(text: string, path: readonly PropertyKey[]): Minor | null {
    const amount = parseAmount(text, this.currency);
    switch (amount) {
      case "not_decimal":
        this.problems.add(path, amount, 'must be a decimal text such as "199.00", without sign or exponent');
        return null;
      case "too_many_decimals":
        this.problems.add(path, amount, `must have at most ${currencyDigits(this.currency)} decimals in this currency`);
        return null;
      case "too_large":
        this.problems.add(path, amount, "must not be so large");
        return null;
      default:
        return amount;
    }
  }
}

const mapItem = (item: NonNullable<StandardOrder["items"]>[number], index: number, amounts: Amounts): OrderItem => ({
  sku: item.sku ?? null,
  title: item.title ?? "",
  quantity: item.quantity ?? 1,
  price: typeof item.price === "string" ? amounts.read(item.price, [...PATH, "items", index, "price"]) : null,
});

const paymentError = (order: StandardOrder): OrderFields["paymentError"] => {
  const error = order.payment_error;
  if (error === null || error === undefined) return error;
  return { code: error.code ?? null, message: error.message ?? null };
};

/** What `reportMissing` asks of an unpaid order, by the field's name in the body. */
const REQUIRED = ["placed_at", "amount", "currency"] as const;

/** Reports what an unpaid order lacks (contract.md: `id`, `placed_at`, `amount`, `currency`; the buyer is looked at apart). */
export const reportMissing = (order: StandardOrder, problems: Problems): void => {
  for (const key of REQUIRED) {
    if (order[key] === null || order[key] === undefined) {
      problems.add([...PATH, key], "required", "is required on an unpaid order");
    }
  }
};

export interface MappedOrder {
  readonly fields: OrderFields;
  readonly refunded: Minor | "all" | null;
}

/** What the body says of the order. Amounts without a currency beside them are read in the shop's. */
export const mapOrder = (
  order: StandardOrder,
  type: EventType,
  shopCurrency: CurrencyCode,
  now: Instant,
  problems: Problems,
): MappedOrder => {
  const amounts = new Amounts(order.currency ?? shopCurrency, problems);
  const placedAt = order.placed_at ?? undefined;
  if (placedAt !== undefined && isTooFarAhead(placedAt, now)) {
    problems.add([...PATH, "placed_at"], "too_far_ahead", "must not lie over 24 h ahead");
  }
  const isRefund = type === "order.refunded" || order.status === "refunded";
  const sum = typeof order.refunded === "string" ? amounts.read(order.refunded, [...PATH, "refunded"]) : null;
  const amount = typeof order.amount === "string" ? amounts.read(order.amount, [...PATH, "amount"]) : null;
  const fields = present({
    placedAt,
    closesAt: order.closes_at,
    paidAt: order.paid_at,
    amount: amount ?? undefined,
    // The two belong together: an amount stands in the currency it was read in.
    currency: amount === null ? undefined : (order.currency ?? shopCurrency),
    payUrl: order.pay_url,
    items: order.items === null ? [] : order.items?.map((item, index) => mapItem(item, index, amounts)),
    paymentMethod: order.payment_method,
    paymentError: paymentError(order),
    note: order.note,
    flags: order.flags === null ? [] : order.flags,
    shipsAt: order.ships_at,
  });
  return { fields, refunded: sum ?? (isRefund ? "all" : null) };
};

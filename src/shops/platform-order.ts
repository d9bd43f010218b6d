/** What the adapters of platforms have in common: from what a platform told of an order to an event, or to none. */
import { hash } from "node:crypto";
import type { BuyerFields, EventType, OrderEvent, OrderFields, OrderItem, OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { type CurrencyCode, currencyDigits, type Minor, minor, parseAmount } from "../domain/money.ts";
import { isOpaqueId } from "../domain/text.ts";
import type { Reading } from "./adapter.ts";
import { isTooFarAhead } from "./ahead.ts";
import { cut, type Look } from "./look.ts";
import { isReachable } from "./standard-buyer.ts";

const ID_LIMIT = 100;
const TOPIC_LIMIT = 128;
const ITEMS_LIMIT = 200;

/** A signed request of a platform. */
export interface Delivery {
  /** As the answer names it: the platform's id of the delivery, or a hash where it sent none. */
  readonly id: string;
  readonly eventId: string;
  /** The platform's own word for what happened. */
  readonly topic: string;
  readonly raw: Uint8Array;
  readonly bodyHash: Uint8Array;
  /** The domain's time. */
  readonly now: Instant;
}

/**
 * Names a delivery. Platforms send the same id with another body: WooCommerce makes its ids of the webhook and the
 * second. So each body under an id is an event of its own, and none is lost.
 * @param told the platform's id of it.
 * @param content what of the body stays the same when it is sent again.
 */
export function deliveryOf(
  told: string | undefined,
  topic: string,
  { raw, content = raw, now }: { readonly raw: Uint8Array; readonly content?: Uint8Array; readonly now: Instant },
): Delivery {
  const mark = hash("sha256", Buffer.concat([Buffer.from(`${topic}\n`), content])).slice(0, 32);
  const isFine = told !== undefined && told.length <= ID_LIMIT && isOpaqueId(told);
  const names = isFine ? { id: told, eventId: `${told} ${mark.slice(0, 16)}` } : { id: mark, eventId: mark };
  return { ...names, topic: cut(topic, TOPIC_LIMIT), raw, bodyHash: hash("sha256", content, "buffer"), now };
}

export const envelopeOf = (
  { eventId, bodyHash, raw }: Delivery,
  at: Instant,
): Pick<OrderEvent, "eventId" | "at" | "bodyHash" | "raw"> => ({ eventId, at, bodyHash, raw });

/** Of no concern here. */
export const ignored = (delivery: Delivery): Reading => ({
  ok: true,
  id: delivery.id,
  event: { kind: "ignored", ...envelopeOf(delivery, delivery.now), type: delivery.topic },
});

/** Kept aside: `code` and `pointer` as in `Problem`. */
export const unusable = (delivery: Delivery, code: string, pointer: string): Reading => ({
  ok: true,
  id: delivery.id,
  event: {
    kind: "unusable",
    ...envelopeOf(delivery, delivery.now),
    type: delivery.topic,
    problem: { code, pointer },
  },
});

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
  /** Where the platform's document has what an unpaid order can't do without. */
  readonly pointers: Readonly<Record<"id" | "at" | "placedAt" | "currency" | "amount" | "buyer", string>>;
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
  const { pointers, placedAt, currency, buyer } = order;
  if (placedAt === null) return ["required", pointers.placedAt];
  if (isTooFarAhead(placedAt, now)) return ["too_far_ahead", pointers.placedAt];
  if (currency === null) return ["currency", pointers.currency];
  if (amount === null) return ["amount", pointers.amount];
  return isReachable(buyer) ? null : ["unreachable", pointers.buyer];
}

/**
 * The event that a platform's word of an order makes. An unpaid order must have all that a reminder needs (contract.md,
 * "Webhooks in"); of any other the status counts, and what can't be read of the rest is left out. An order of nothing
 * asks for no money: whatever it is called, it is closed to reminders.
 */
export function readOrder(delivery: Delivery, order: ToldOrder): Reading {
  const { pointers, currency, at } = order;
  if (order.id === null) return unusable(delivery, "required", pointers.id);
  if (at === null) return unusable(delivery, "required", pointers.at);
  if (isTooFarAhead(at, delivery.now)) return unusable(delivery, "too_far_ahead", pointers.at);
  const amount = readMoney(order.amount, currency);
  const isFree = amount === 0;
  const status = isFree && order.status === "unpaid" ? "closed" : order.status;
  if (status === "unpaid") {
    const lack = lackOf(order, amount, delivery.now);
    if (lack) return unusable(delivery, ...lack);
  }
  const { placedAt } = order;
  return {
    ok: true,
    id: delivery.id,
    event: {
      kind: "order",
      ...envelopeOf(delivery, at),
      type: order.type,
      externalId: order.id,
      version: order.version ?? 0,
      status,
      refunded: typeof order.refunded === "string" ? order.refunded : sumOf(order.refunded, currency),
      order: {
        ...order.fields,
        ...(placedAt === null || isTooFarAhead(placedAt, delivery.now) ? {} : { placedAt }),
        // The two belong together: an amount stands in the currency it was read in.
        ...(amount === null || currency === null || isFree ? {} : { amount, currency }),
      },
      buyer: order.buyer,
      conversation: [],
    },
  };
}

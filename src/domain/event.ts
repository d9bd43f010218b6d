import type { ChannelName } from "./channel.ts";
import type { Instant } from "./instant.ts";
import type { CurrencyCode, Minor } from "./money.ts";
import type { PhoneProblem } from "./phone.ts";

/** Webhook types of contract.md, "Webhooks in". Any other type is answered `ignored`. */
export const EVENT_TYPES = [
  "order.created",
  "order.updated",
  "order.paid",
  "order.cancelled",
  "order.closed",
  "order.refunded",
  "order.shipped",
  "order.delivered",
  "conversation.message",
  "buyer.opted_out",
  "buyer.opted_in",
  "buyer.erased",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** An order's status is a join: the later in this list wins, whichever came first (design.md, "Events"). */
export const ORDER_STATUSES = ["unpaid", "partially_paid", "closed", "cancelled", "paid"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const GRADES = ["A", "B", "C", "D", "E", "F"] as const;
export type Grade = (typeof GRADES)[number];

export interface OrderItem {
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  /** Of one piece, in the order's currency. */
  readonly price: Minor | null;
}

/**
 * What an event says of an order. A key that is absent was not spoken of; null was said to be empty.
 * Text is stored as data and escaped where it comes out.
 */
export interface OrderFields {
  readonly placedAt?: Instant;
  readonly closesAt?: Instant | null;
  readonly paidAt?: Instant | null;
  readonly amount?: Minor;
  readonly currency?: CurrencyCode;
  readonly payUrl?: string | null;
  readonly items?: readonly OrderItem[];
  readonly paymentMethod?: string | null;
  readonly paymentError?: { readonly code: string | null; readonly message: string | null } | null;
  readonly note?: string | null;
  readonly flags?: readonly string[];
  readonly shipsAt?: Instant | null;
  /** The buyer's, as told with this order: what the order counts as, whatever becomes of the buyer later. */
  readonly grade?: Grade | null;
}

export interface Consent {
  readonly given: boolean;
  readonly at: Instant;
  readonly source: string;
}

/** The buyer as an event tells of them; absent and null as in `OrderFields`. Personal: encrypted at rest, never logged. */
export interface BuyerFields {
  /** The shop's own id. */
  readonly id?: string | null;
  readonly name?: string | null;
  /** E.164. Absent where the shop sent none; null where it said there is none, or sent one that can't be dialled. */
  readonly phone?: string | null;
  /** Why the phone that was sent can't be dialled; null or absent where there is no such trouble. */
  readonly phoneProblem?: PhoneProblem | null;
  /** What kind of number it is, as the shop says: `real` or one that forwards for a while. */
  readonly phoneKind?: "real" | "virtual" | null;
  readonly email?: string | null;
  /** Account by messenger, for instance `{ wecom: "…" }`. */
  readonly im?: Readonly<Record<string, string>> | null;
  readonly locale?: string | null;
  /** IANA. */
  readonly timezone?: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | null;
  readonly grade?: Grade | null;
  readonly paidOrders?: number | null;
  readonly consent?: Readonly<Partial<Record<ChannelName, Consent>>>;
}

export interface ConversationMessage {
  readonly from: "buyer" | "shop";
  readonly at: Instant;
  readonly text: string;
}

/** Where an event came from and how it is ordered among others. */
export interface EventEnvelope {
  /** `webhook-id`, unique within the shop. */
  readonly eventId: string;
  readonly type: EventType;
  /** The event's own `timestamp`. */
  readonly at: Instant;
  /** SHA-256 of the raw body: tells a repetition from another event under the same id. */
  readonly bodyHash: Uint8Array;
  /** The raw body; stored encrypted. */
  readonly raw: Uint8Array;
}

export interface OrderEvent extends EventEnvelope {
  readonly kind: "order";
  readonly externalId: string;
  /** `order.version`, 0 where absent. */
  readonly version: number;
  /** Null where the event says nothing of it (for instance `order.shipped`). */
  readonly status: OrderStatus | null;
  /** Total refunded so far; `"all"` where an `order.refunded` or `status: refunded` gives no sum; null where not spoken of. */
  readonly refunded: Minor | "all" | null;
  readonly order: OrderFields;
  readonly buyer: BuyerFields | null;
  readonly conversation: readonly ConversationMessage[];
}

/** Such an order asks for no money: it is answered `ignored`, whatever else it says (faults.md, "money"). */
export const isZeroAmount = (event: OrderEvent): boolean => event.order.amount === 0;

export interface ConversationEvent extends EventEnvelope {
  readonly kind: "conversation";
  readonly externalId: string | null;
  readonly buyer: BuyerFields | null;
  readonly conversation: readonly ConversationMessage[];
}

export interface BuyerEvent extends EventEnvelope {
  readonly kind: "buyer";
  readonly type: "buyer.opted_out" | "buyer.opted_in" | "buyer.erased";
  readonly buyer: BuyerFields;
}

export interface IgnoredEvent extends Omit<EventEnvelope, "type"> {
  readonly kind: "ignored";
  readonly type: string;
}

/** Signed by a shop's platform, yet of no use: kept for somebody to look at, and answered as if all were well. */
export interface UnusableEvent extends Omit<EventEnvelope, "type"> {
  readonly kind: "unusable";
  readonly type: string;
  readonly externalId: string | null;
  /** Whom it told of, so that it can be erased with them; nothing of it counts. */
  readonly about: BuyerFields | null;
  /** What is wrong first of all, and where (RFC 6901). Never holds a value that was sent. */
  readonly problem: { readonly code: string; readonly pointer: string };
}

/** One inbound event, parsed and checked. Every adapter of `shops/` makes these. */
export type ShopEvent = OrderEvent | ConversationEvent | BuyerEvent | IgnoredEvent | UnusableEvent;

/** How an event was answered (contract.md, "Webhooks in"). */
export type IntakeOutcome = "applied" | "duplicate" | "stale" | "ignored" | "quarantined";

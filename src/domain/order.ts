/** An order as the join of all events that spoke of it (design.md, "Events"): any order and repetition gives one state. */
import { ORDER_STATUSES, type OrderEvent, type OrderFields, type OrderStatus } from "./event.ts";
import type { Instant } from "./instant.ts";
import { type Minor, minor } from "./money.ts";
import { type Registers, type Stamp, writeRegisters } from "./registers.ts";

/** Plain JSON. Conversations are no part of it: they are a set of their own. */
export interface OrderState {
  /** The highest that any event set; `unpaid` as well while none did, which `wasUnpaid` tells apart. */
  readonly status: OrderStatus;
  /** The earliest timestamp of the events that set each status. */
  readonly statusAt: { readonly [Status in OrderStatus]?: Instant };
  /** Whether any event said the order was unpaid or partially paid: only then is there anything to remind of. */
  readonly wasUnpaid: boolean;
  /** The greatest sum that any event named. */
  readonly refunded: Minor;
  /** Whether some event said that everything was given back. */
  readonly refundedAll: boolean;
  /** The smallest number of orders its buyer had paid, of those that events of this order named; null while none did. */
  readonly paidBefore: number | null;
  readonly fields: Registers<OrderFields>;
}

export interface OrderChange {
  readonly state: OrderState;
  /** Whether `state` differs from the one before and must be stored. */
  readonly changed: boolean;
  /**
   * Whether the event spoke of the order, yet neither status nor a field nor the refund moved, because something later
   * or higher was known. It may still have `changed` what is kept of the past (`statusAt`, `wasUnpaid`).
   */
  readonly stale: boolean;
  /** The new status where it rose, or was set for the first time; else null. */
  readonly statusRaised: OrderStatus | null;
}

/** Where an order's event stands among those of the same order. */
export const orderStamp = ({ version, at, eventId }: OrderEvent): Stamp => ({ version, at, eventId });

const highest = (statusAt: OrderState["statusAt"]): OrderStatus | null =>
  ORDER_STATUSES.findLast((status) => statusAt[status] !== undefined) ?? null;

/** An order of which only the id is known. */
export const UNTOLD_ORDER: OrderState = {
  status: "unpaid",
  statusAt: {},
  wasUnpaid: false,
  refunded: minor(0),
  refundedAll: false,
  paidBefore: null,
  fields: { values: {}, base: null, exceptions: {} },
};

const joinStatus = (statusAt: OrderState["statusAt"], event: OrderEvent): OrderState["statusAt"] => {
  if (event.status === null) return statusAt;
  const known = statusAt[event.status];
  if (known !== undefined && known <= event.at) return statusAt;
  return { ...statusAt, [event.status]: event.at };
};

/** `state` (null where the order was not known) joined with one event. */
export const applyEvent = (state: OrderState | null, event: OrderEvent): OrderChange => {
  const before = state ?? UNTOLD_ORDER;
  const statusAt = joinStatus(before.statusAt, event);
  const status = highest(statusAt);
  const grade = event.buyer?.grade;
  const told = grade === undefined ? event.order : { ...event.order, grade };
  const fields = writeRegisters(before.fields, told, orderStamp(event));
  const paidBefore = leastOf(before.paidBefore, event.buyer?.paidOrders ?? null);
  const refundedAll = before.refundedAll || event.refunded === "all";
  const refunded = minor(Math.max(before.refunded, typeof event.refunded === "number" ? event.refunded : 0));
  const statusRaised = status === highest(before.statusAt) ? null : status;
  const refundGrew = refunded !== before.refunded || refundedAll !== before.refundedAll;
  const moved = statusRaised !== null || refundGrew || fields !== before.fields;
  return {
    state: {
      status: status ?? "unpaid",
      statusAt,
      wasUnpaid: statusAt.unpaid !== undefined || statusAt.partially_paid !== undefined,
      refunded,
      refundedAll,
      paidBefore,
      fields,
    },
    changed: state === null || moved || statusAt !== before.statusAt || paidBefore !== before.paidBefore,
    stale: state !== null && !moved && spokeOfOrder(event),
    statusRaised,
  };
};

/** Counts of paid orders only grow, so the smallest is the one of when the order was placed. */
const leastOf = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

const spokeOfOrder = (event: OrderEvent): boolean =>
  event.status !== null || event.refunded !== null || Object.values(event.order).some((value) => value !== undefined);

/** When the order was paid: as the shop says, else by the earliest event that said so; null while it is not paid. */
export const paidAt = (state: OrderState): Instant | null => {
  if (state.status !== "paid") return null;
  return state.fields.values.paidAt ?? state.statusAt.paid ?? null;
};

/** The state without what people wrote and without the link that leads to them: an erased buyer's order. */
export const withoutWords = (state: OrderState): OrderState => {
  const { fields } = state;
  const { paymentError } = fields.values;
  const emptied = paymentError ? { ...paymentError, message: null } : paymentError;
  const values: Partial<OrderFields> = {
    ...fields.values,
    ...(fields.values.note === undefined ? {} : { note: null }),
    ...(fields.values.payUrl === undefined ? {} : { payUrl: null }),
    ...(emptied === undefined ? {} : { paymentError: emptied }),
  };
  return { ...state, fields: { ...fields, values } };
};

/** The sum given back so far. A full refund is the whole amount, as far as it is known. */
export const refundedSum = (state: OrderState): Minor =>
  state.refundedAll ? minor(Math.max(state.refunded, state.fields.values.amount ?? 0)) : state.refunded;

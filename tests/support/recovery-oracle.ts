import type { RecoveryCounts, RecoveryCut } from "#src/domain/recovery.ts";

/** Rows of the journey's tables as they stand, moments in milliseconds. */
export interface OracleOrder {
  readonly id: number;
  readonly status: string;
  readonly was_unpaid: boolean;
  readonly placed_at: number;
  readonly paid_at: number | null;
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
  readonly planned: boolean;
  readonly eligible: boolean | null;
  readonly arm: "treated" | "held_out" | null;
  readonly buyer_id: string;
  readonly reason_code: string;
  /** Of a coupon that was given for it; null where none was. */
  readonly coupon_amount: number | null;
  readonly coupon_order_amount: number | null;
  readonly coupon_named_in: readonly string[] | null;
}
export interface OracleContact {
  readonly order_id: number;
  readonly id: string;
  readonly channel: string;
  readonly provider: string;
  readonly state: string;
  readonly sent_at: number | null;
  readonly clicked_at: number | null;
  readonly rule: string | null;
  readonly template_id: string | null;
  readonly template_version: number | null;
  readonly agent: string | null;
  readonly cost_micros: number | null;
  readonly cost_currency: string | null;
  /** Of the whole contact. */
  readonly order_ids: readonly number[];
}
/** What the story told of an order's buyer, first to last. */
export interface Told {
  readonly grade: string | null;
  readonly paidOrders: number | null;
  /** When the order's amount was told last, by the events' own times. */
  readonly amountToldAt: number;
}

type Counts = { -readonly [Key in keyof RecoveryCounts]: RecoveryCounts[Key] };

const HOUR = 3_600_000;
const REACHED = ["accepted", "delivered", "read", "answered", "no_answer", "busy", "failed", "replied"];
const shanghai = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai",
  dateStyle: "short",
  timeStyle: "short",
});

/**
 * Recovery counted the slow and plain way, order by order, from design.md alone: nothing of it is shared with how the
 * service counts.
 */
export function naiveRecovery(
  orders: readonly OracleOrder[],
  contacts: readonly OracleContact[],
  told: ReadonlyMap<number, Told>,
  windows: Readonly<Record<string, number>>,
  currency: string,
  by: RecoveryCut,
): RecoveryCounts[] {
  const rows = new Map<string, Counts>();
  for (const order of orders) {
    if (!order.was_unpaid || order.amount === 0 || order.currency !== currency) continue;
    const own = contacts.filter((contact) => contact.order_id === order.id);
    const reached = own
      .filter(({ state, sent_at }) => sent_at !== null && REACHED.includes(state))
      .sort((a, b) => (a.sent_at ?? 0) - (b.sent_at ?? 0) || (a.id < b.id ? -1 : 1));
    const credited = credit(order, reached, windows);
    const key = keyOf(by, order, credited ?? reached.at(-1) ?? null, told.get(order.id), credited, reached.length > 0);
    if (key === null) continue;
    const row = rows.get(key) ?? empty(key);
    rows.set(key, row);
    row.orders += 1;
    row.planned += order.planned ? 1 : 0;
    row.reminded += reached.length > 0 ? 1 : 0;
    row.delivered += reached.some(({ state }) => ["delivered", "read", "answered", "replied"].includes(state)) ? 1 : 0;
    row.clicked += reached.some(({ clicked_at }) => clicked_at !== null) ? 1 : 0;
    for (const contact of own) {
      if (contact.sent_at === null || contact.state === "cancelled") continue;
      const sharers = [...contact.order_ids].sort((a, b) => a - b);
      if (contact.cost_currency === currency && contact.cost_micros !== null) {
        const each = Math.floor(contact.cost_micros / sharers.length);
        const rest = contact.cost_micros - each * sharers.length;
        row.costMicros += each + (sharers.indexOf(order.id) < rest ? 1 : 0);
      } else if (sharers[0] === order.id) row.unpriced += 1;
    }
    if (credited === null) continue;
    row.recovered += 1;
    row.recoveredAmount = (row.recoveredAmount + order.amount) as Counts["recoveredAmount"];
    const coupon = naiveCoupon(order, own, told.get(order.id));
    row.netAmount = (row.netAmount + Math.max(0, order.amount - order.refunded - coupon.off)) as Counts["netAmount"];
    row.couponCost = (row.couponCost + coupon.cost) as Counts["couponCost"];
  }
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What a coupon cost of a paid order, and what of that its amount does not show (docs/statistics.md, "Coupons"). */
export function naiveCoupon(
  order: OracleOrder,
  own: readonly OracleContact[],
  told: Told | undefined,
): { cost: number; off: number } {
  const { coupon_amount: amount, coupon_order_amount: before, coupon_named_in: namedIn, paid_at: paidAt } = order;
  if (amount === null || before === null || namedIn === null || paidAt === null) return { cost: 0, off: 0 };
  const mayKnow = own.some(
    ({ id, state, sent_at }) =>
      namedIn.includes(id) && (state === "unknown" || (sent_at !== null && REACHED.includes(state))),
  );
  if (!mayKnow) return { cost: 0, off: 0 };
  const shown = before > order.amount ? Math.min(amount, before - order.amount) : 0;
  if (told && told.amountToldAt >= paidAt) return { cost: shown, off: 0 };
  return { cost: amount, off: amount - shown };
}

/** The last contact before the payment that was clicked by then, else the last; none outside its channel's window. */
function credit(
  order: OracleOrder,
  reached: readonly OracleContact[],
  windows: Readonly<Record<string, number>>,
): OracleContact | null {
  const paidAt = order.paid_at;
  if (order.status !== "paid" || paidAt === null) return null;
  const inTime = reached.filter(({ sent_at, channel }) => {
    const age = paidAt - (sent_at ?? 0);
    return age > 0 && age <= (windows[channel] ?? 0);
  });
  const clicked = inTime.filter(({ clicked_at }) => clicked_at !== null && clicked_at <= paidAt);
  return clicked.at(-1) ?? inTime.at(-1) ?? null;
}

function keyOf(
  by: RecoveryCut,
  order: OracleOrder,
  contact: OracleContact | null,
  told: Told | undefined,
  credited: OracleContact | null,
  isReminded: boolean,
): string | null {
  const [date = "", time = ""] = shanghai.format(order.placed_at).split(" ");
  const since = order.paid_at === null ? Number.POSITIVE_INFINITY : order.paid_at - order.placed_at;
  const spans: [string, number][] = [
    ["1h", 1],
    ["6h", 6],
    ["24h", 24],
    ["72h", 72],
  ];
  switch (by) {
    case "day":
      return date;
    case "hour":
      return time.slice(0, 2);
    case "channel":
      return contact?.channel ?? "none";
    case "template":
      return contact?.template_id ?? "none";
    case "template_version":
      return contact?.template_id == null ? "none" : `${contact.template_id} v${contact.template_version}`;
    case "hours":
      return contact === null ? "none" : `${time.slice(0, 2)}-${shanghai.format(contact.sent_at ?? 0).slice(11, 13)}`;
    case "slot":
      return contact?.rule ?? "none";
    case "agent":
      return contact?.agent ?? "none";
    case "grade":
      return told?.grade ?? "C";
    case "buyer":
      return (told?.paidOrders ?? 0) > 0 ? "returning" : "new";
    case "shop":
      return "atelier";
    case "paid_within":
      if (order.status !== "paid") return "unpaid";
      return spans.find(([, hours]) => since <= hours * HOUR)?.[0] ?? "longer";
    case "outcome":
      // What became of an order that nobody reached is told by its plan, which is not looked at here.
      if (credited !== null) return "recovered";
      if (order.status === "paid") return isReminded ? "paid_otherwise" : "paid_unreminded";
      return isReminded ? "reminded_not_paid" : null;
    case "reason":
      return order.reason_code;
    default:
      return by satisfies never;
  }
}

const empty = (key: string): Counts => ({
  key,
  orders: 0,
  planned: 0,
  reminded: 0,
  delivered: 0,
  clicked: 0,
  recovered: 0,
  recoveredAmount: 0 as Counts["recoveredAmount"],
  netAmount: 0 as Counts["netAmount"],
  couponCost: 0 as Counts["couponCost"],
  costMicros: 0,
  unpriced: 0,
});

import type { OrderId } from "../domain/brand.ts";
import { calendarOf } from "../domain/calendar.ts";
import { CHANNELS, type ChannelName } from "../domain/channel.ts";
import { DAY, type Instant } from "../domain/instant.ts";
import { legalRegion } from "../domain/legal-hours.ts";
import { phoneType } from "../domain/phone.ts";
import { armOf, makePlan, type Plan, type PlanFacts, type PlanLine } from "../domain/plan.ts";
import { type PlanInputs, planInputs } from "../domain/plan-inputs.ts";
import type { Policy } from "../domain/policy.ts";
import { addressOn, consentOn, type Reach } from "../domain/reach.ts";
import { zonesOf } from "../domain/zone.ts";
import type { Buyer } from "../store/buyers.ts";
import type { OrderRow } from "../store/orders.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";

/** No order is reminded longer than this after it was placed (contract.md, `max_age`), and a day for clocks that differ. */
export const LONGEST_PLAN = 31 * DAY;

type PlanContext = Pick<JourneyContext, "channels" | "phoneZones" | "calendars">;

const reaches = new WeakMap<Buyer["state"], Reach>();

/** How a buyer can be reached. Kept by the buyer's state: telling what kind of line a phone is takes 40 µs. */
export function reachOf({ state }: Buyer): Reach {
  const known = reaches.get(state);
  if (known !== undefined) return known;
  const { phone = null, email = null, im } = state.fields.values;
  const reach = { phone, phoneType: phone === null ? "unknown" : phoneType(phone), email, im: im ?? {} } as const;
  reaches.set(state, reach);
  return reach;
}

/** Where a buyer may be, and which law holds there. */
export function whereabouts(ctx: PlanContext, shop: Shop, buyer: Buyer) {
  const { timezone = null, phone = null, country = null } = buyer.state.fields.values;
  return {
    zones: zonesOf({ timezone, phone, country, shop }, ctx.phoneZones),
    country: country ?? shop.country,
    region: legalRegion(phone),
  };
}

/** A payment of one of the buyer's orders; the id is null where the order is not stored yet. */
export interface Payment {
  readonly orderId: OrderId | null;
  readonly paidAt: Instant;
}

/** An order and what its plan hangs on. */
export interface PlanInput {
  readonly shop: Shop;
  readonly policy: Policy;
  readonly order: OrderRow;
  readonly buyer: Buyer;
  readonly suppressed: boolean;
  /** Of the buyer's orders that are paid. Left out: none is. */
  readonly payments?: readonly Payment[];
}

export interface MadePlan {
  readonly plan: Plan;
  readonly arm: PlanFacts["arm"];
  /** What a plan of this order was made from, for its decision. */
  readonly inputsOf: (plan: Plan) => PlanInputs;
}

/**
 * The plan of an order that has one, where its policy or what is known of its buyer changed: the plan it would have had
 * from the start, but what of it has passed by `now` is planned from now on.
 */
export function planAgain(ctx: PlanContext, input: PlanInput, now: Instant): MadePlan | null {
  const made = planOrder(ctx, input);
  const isPast = ({ state, notAfter }: PlanLine) => state === "planned" && notAfter !== null && notAfter <= now;
  if (made === null || !made.plan.lines.some(isPast)) return made;
  const later = planOrder(ctx, { ...input, order: { ...input.order, firstSeenAt: now } })?.plan.lines ?? [];
  const lines = made.plan.lines.map((line) => (isPast(line) ? (later[line.step] ?? line) : line));
  return { ...made, plan: { ...made.plan, lines } };
}

/**
 * The plan of an order as it stands now; null where there is nothing to plan: no event ever said it was unpaid, or too
 * little is known of it yet. The held-out arm is the order's own once it has one.
 */
export function planOrder(ctx: PlanContext, input: PlanInput): MadePlan | null {
  const { shop, policy, order, buyer, suppressed, payments = [] } = input;
  const { state } = order;
  const { placedAt, closesAt, amount, currency, paymentMethod, flags, items } = state.fields.values;
  const { grade, paidOrders, country: named } = buyer.state.fields.values;
  if (!state.wasUnpaid || placedAt === undefined || amount === undefined || currency === undefined) return null;
  const arm = order.arm ?? armOf(String(shop.groupId), buyer.armKey, policy.heldOut);
  const { zones, country, region } = whereabouts(ctx, shop, buyer);
  const facts: PlanFacts = {
    key: `${shop.slug}/${order.externalId}`,
    status: state.status,
    placedAt,
    closesAt: closesAt ?? null,
    amount,
    currency,
    paymentMethod: paymentMethod ?? null,
    flags: flags ?? [],
    skus: (items ?? []).flatMap(({ sku }) => sku ?? []),
    kind: (paidOrders ?? 0) > 0 ? "returning" : "new",
    country: named ?? null,
    stopped: order.stoppedAt !== null,
    firstSeenAt: order.firstSeenAt,
    grade: grade ?? "C",
    suppressed,
    paidOther: payments.some(({ orderId, paidAt }) => (orderId === null || orderId !== order.id) && paidAt > placedAt),
    arm,
    zones,
    channels: channelsFor(ctx, policy, buyer),
  };
  const setting = {
    shopZone: shop.timezone,
    country,
    region,
    calendar: (ctx.calendars ?? calendarOf)(policy.calendar, shop.country),
  };
  const inputsOf = (plan: Plan): PlanInputs => planInputs(facts, plan, policy, setting);
  return { plan: makePlan(facts, policy, setting), arm, inputsOf };
}

/** What of its plan the order itself keeps; the very same row where that is nothing new. */
export function rowWithPlan<Row extends OrderRow>(row: Row, { plan, arm }: MadePlan): Row {
  // Eligibility is judged while the order is open: what payment tells of it must not decide who counts.
  const eligible = row.eligible === null || row.state.status === "unpaid" ? plan.eligible : row.eligible;
  const planned = row.planned || plan.lines.some(({ state, dueAt }) => state !== "skipped" && dueAt !== null);
  const isSame = row.arm === arm && row.eligible === eligible && row.planned === planned;
  return isSame ? row : { ...row, arm, eligible, planned };
}

/** By which channels a buyer can be reached, and may be. */
export function channelsFor(ctx: PlanContext, policy: Policy, buyer: Buyer): PlanFacts["channels"] {
  const reach = reachOf(buyer);
  const usable = (name: ChannelName): PlanFacts["channels"][ChannelName] => {
    const channel = ctx.channels.get(name);
    if (!channel) return "off";
    if (addressOn(name, reach, channel.messenger) === null) return "no_address";
    const consent = consentOn(policy.consent[name], name, channel.caller, buyer.state.consent[name]);
    return consent === "missing" ? "no_consent" : "ready";
  };
  const [call, im, sms, email] = CHANNELS.map(usable);
  if (!call || !im || !sms || !email) throw new Error("a channel without a name");
  return { call, im, sms, email };
}

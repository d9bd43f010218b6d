import type { OrderId } from "../domain/brand.ts";
import { type Calendar, calendarOf } from "../domain/calendar.ts";
import { CHANNELS, type ChannelName } from "../domain/channel.ts";
import { contactHours } from "../domain/contact-hours.ts";
import { wasReminded } from "../domain/conversion.ts";
import type { OrderStatus } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { dayName } from "../domain/local-time.ts";
import { paidAt, refundedSum } from "../domain/order.ts";
import type { Policy } from "../domain/policy.ts";
import { moveReminder, type StopReason } from "../domain/states.ts";
import { planThanks } from "../domain/thanks.ts";
import type { Buyer } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { readContactsOf } from "../store/contacts-of-orders.ts";
import { type Decision, insertDecisions } from "../store/decisions.ts";
import type { OrderRow } from "../store/orders.ts";
import { insertReminders, lockReminders, type Reminder, updateReminders } from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import { channelsFor, whereabouts } from "./plan-reminders.ts";
import type { Surroundings } from "./surroundings.ts";

type ThanksContext = Pick<JourneyContext, "channels" | "phoneZones" | "calendars">;

/** A folded order, its row locked. */
interface FoldedOrder {
  readonly row: OrderRow & { readonly id: OrderId };
  /** The status an event of the batch raised it to. */
  readonly raised: OrderStatus | null;
}

interface Scene extends FoldedOrder {
  readonly shop: Shop;
  readonly policy: Policy;
  readonly buyer: Buyer;
  readonly isSuppressed: boolean;
}

/**
 * Plans one message of thanks for each order that was just paid and that a reminder of ours had reached before, where
 * the shop wants that; and ends those planned for an order of which money went back. Asks nothing of the database where
 * no order is paid in a shop that thanks. docs/decisions/0012-who-is-thanked.md says who is.
 */
export async function writeThanks(
  tx: Tx,
  ctx: ThanksContext,
  around: Surroundings,
  folded: readonly FoldedOrder[],
  now: Instant,
): Promise<void> {
  const paid = folded.flatMap((one) => sceneOf(around, one) ?? []);
  if (paid.length === 0) return;
  const ids = paid.map(({ row }) => row.id);
  const standing = (await lockReminders(tx, ids)).filter(({ purpose }) => purpose === "thank_you");
  const ends = paid.flatMap((scene) => {
    const own = standing.find(({ orderId }) => orderId === scene.row.id);
    const reason = own && isOpen(own) ? hindrance(scene) : null;
    return own && reason !== null ? [{ own, reason }] : [];
  });
  await updateReminders(
    tx,
    ends.map(({ own, reason }) => moveReminder(own, "cancelled", reason === "refunded" ? "cancelled" : reason)),
    now,
  );
  await insertDecisions(
    tx,
    ends.map(({ own, reason }) => endedDecision(own, reason, now)),
  );
  const known = new Set(standing.map(({ orderId }) => orderId));
  const fresh = paid.filter((scene) => scene.raised === "paid" && !known.has(scene.row.id) && isThankable(scene));
  await planFresh(tx, ctx, fresh, now);
}

function sceneOf({ shops, policies, buyers, suppressed }: Surroundings, folded: FoldedOrder): Scene | null {
  const { row } = folded;
  const shop = shops.get(row.shopId);
  const policy = policies.get(row.shopId);
  const buyer = row.buyer && buyers.get(row.buyer.id);
  if (row.state.status !== "paid" || !policy?.thankYou || !shop || !buyer) return null;
  return { ...folded, shop, policy, buyer, isSuppressed: suppressed.has(buyer.id) };
}

const isOpen = ({ state }: Reminder): boolean => state === "planned" || state === "queued";

/** What makes thanks wrong; null where nothing does. */
function hindrance({ row, isSuppressed }: Scene): StopReason | "refunded" | null {
  if (refundedSum(row.state) > 0) return "refunded";
  if (row.stoppedAt !== null) return "stopped";
  return isSuppressed ? "suppressed" : null;
}

const isThankable = (scene: Scene): boolean =>
  scene.row.state.wasUnpaid && scene.row.arm !== "held_out" && hindrance(scene) === null;

async function planFresh(tx: Tx, ctx: ThanksContext, scenes: readonly Scene[], now: Instant): Promise<void> {
  if (scenes.length === 0) return;
  const contacts = await readContactsOf(
    tx,
    scenes.map(({ row }) => row.id),
  );
  const reached = new Set(
    contacts.filter((one) => one.purpose === "payment_reminder" && wasReminded(one)).map(({ orderId }) => orderId),
  );
  const inserts: (Omit<Reminder, "id"> & { readonly updatedAt: Instant })[] = [];
  const decisions: Decision[] = [];
  for (const scene of scenes.filter(({ row }) => reached.has(row.id))) {
    const plan = planOne(ctx, scene, now);
    decisions.push(plannedDecision(scene, plan, now));
    if (typeof plan === "string") continue;
    inserts.push({
      ...plan,
      shopId: scene.shop.id,
      orderId: scene.row.id,
      purpose: "thank_you",
      step: 0,
      state: "planned",
      reason: null,
      rule: null,
      policyVersion: scene.shop.policyVersion,
      contactId: null,
      updatedAt: now,
    });
  }
  await insertReminders(tx, inserts);
  await insertDecisions(tx, decisions);
}

interface ThanksPlan {
  readonly channel: ChannelName;
  readonly dueAt: Instant;
  readonly notAfter: Instant;
}

/** By which channel and when; or why not at all. */
function planOne(ctx: ThanksContext, { row, shop, policy, buyer }: Scene, now: Instant): ThanksPlan | StopReason {
  const usable = channelsFor(ctx, policy, buyer);
  // First what the shop reminds by. Nobody is called to be thanked.
  const wanted = [...new Set([...policy.steps.map(({ channel }) => channel), ...CHANNELS])];
  const channel = wanted.find((name) => name !== "call" && usable[name] === "ready");
  if (channel === undefined) return "no_address";
  const where = whereabouts(ctx, shop, buyer);
  if (where.zones.kind !== "zones") return "no_time_zone";
  const hours = contactHours(policy.hours[channel], where.zones, where);
  const calendar: Calendar = (ctx.calendars ?? calendarOf)(policy.calendar, shop.country);
  const plan = planThanks({
    now,
    paidAt: paidAt(row.state) ?? now,
    key: `${shop.slug}/${row.externalId}`,
    hours,
    isAvoided: (day) => policy.avoidHolidays && calendar.isHoliday(dayName(day)) === true,
  });
  return plan === null ? "no_slot" : { channel, ...plan };
}

const plannedDecision = ({ row, shop }: Scene, plan: ThanksPlan | StopReason, at: Instant): Decision => ({
  shopId: shop.id,
  orderId: row.id,
  at,
  what: typeof plan === "string" ? "ended" : "thanks_planned",
  rule: null,
  reason: typeof plan === "string" ? plan : null,
  policyVersion: shop.policyVersion,
  inputs:
    typeof plan === "string"
      ? { purpose: "thank_you" }
      : { purpose: "thank_you", channel: plan.channel, due: plan.dueAt },
});

const endedDecision = (own: Reminder, reason: string, at: Instant): Decision => ({
  shopId: own.shopId,
  orderId: own.orderId,
  at,
  what: "ended",
  rule: null,
  reason,
  policyVersion: own.policyVersion,
  inputs: { purpose: "thank_you", channel: own.channel },
});

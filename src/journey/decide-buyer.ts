import type { BuyerId, ContactId, ReminderId } from "../domain/brand.ts";
import type { Purpose } from "../domain/channel.ts";
import { contactHours, isOpen, nextOpening } from "../domain/contact-hours.ts";
import { type Instant, plus } from "../domain/instant.ts";
import { dayName } from "../domain/local-time.ts";
import { maySend, type PermitFacts, type Verdict } from "../domain/permit.ts";
import type { Policy } from "../domain/policy.ts";
import { addressOn, consentOn } from "../domain/reach.ts";
import { moveReminder } from "../domain/states.ts";
import { mayThank, purposeInput, thanksReason } from "../domain/thanks.ts";
import type { Buyer } from "../store/buyers.ts";
import type { ClaimOrder } from "../store/claim-rows.ts";
import type { Decision } from "../store/decisions.ts";
import { isPaused } from "../store/pauses.ts";
import type { Reminder, ReminderChange } from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import { type ContactsDecided, noneDecided, personCap } from "./person-cap.ts";
import { reachOf } from "./plan-reminders.ts";
import type { ClaimFacts } from "./read-claim-facts.ts";

/** A contact that may be made: new, or `again` the one whose attempt provably sent nothing. */
export interface ContactWish {
  readonly shop: Shop;
  readonly buyer: Buyer;
  readonly reminders: readonly Reminder[];
  readonly again: ContactId | null;
}

/** What a claim decides for one buyer. */
export interface BuyerDecision {
  readonly contacts: readonly ContactWish[];
  /** Reminders that end or wait. */
  readonly changes: readonly ReminderChange[];
  readonly decisions: readonly Decision[];
}

interface Candidate {
  readonly reminder: Reminder;
  readonly order: ClaimOrder;
}

const OPEN_STATES: readonly string[] = ["planned", "queued"];

const candidatesByBuyer = new WeakMap<ClaimFacts, ReadonlyMap<BuyerId, readonly Candidate[]>>();

/** Open reminders by buyer. Sorted out once: a claim decides for a hundred buyers with the same facts. */
function candidatesOf(facts: ClaimFacts): ReadonlyMap<BuyerId, readonly Candidate[]> {
  const known = candidatesByBuyer.get(facts);
  if (known) return known;
  const open = facts.reminders.flatMap((reminder) => {
    const order = facts.orders.get(reminder.orderId);
    return order && OPEN_STATES.includes(reminder.state) ? [{ reminder, order }] : [];
  });
  const sorted = Map.groupBy(open, ({ order }) => order.buyerId);
  candidatesByBuyer.set(facts, sorted);
  return sorted;
}

/**
 * Decides for one buyer in one shop: which of the targets may be sent now, and which other orders of the buyer join
 * (design.md, "The buyer, not the order, is contacted"). What is sent for one purpose never joins another's.
 */
export function decideBuyer(
  facts: ClaimFacts,
  buyerId: BuyerId,
  targets: readonly ReminderId[],
  purpose: Purpose = "payment_reminder",
  decided: ContactsDecided = noneDecided(),
): BuyerDecision[] {
  const buyer = facts.buyers.get(buyerId);
  const shop = buyer && facts.shops.get(buyer.shopId);
  const policy = shop && facts.policies.get(shop.id);
  if (!buyer || !shop || !policy) return [];
  const candidates = (candidatesOf(facts).get(buyerId) ?? []).filter(({ reminder }) => reminder.purpose === purpose);
  const scene: Scene = { facts, shop, policy, buyer, purpose, candidates, decided };
  const due = candidates.filter(({ reminder }) => targets.includes(reminder.id));
  const retried = Map.groupBy(
    due.filter(({ reminder }) => reminder.contactId !== null),
    ({ reminder }) => reminder.contactId,
  );
  const decisions: BuyerDecision[] = [];
  for (const contactId of retried.keys()) if (contactId !== null) decisions.push(decideAgain(scene, contactId));
  decisions.push(
    ...decideFresh(
      scene,
      due.filter(({ reminder }) => reminder.contactId === null),
    ),
  );
  return decisions;
}

interface Scene {
  readonly facts: ClaimFacts;
  readonly shop: Shop;
  readonly policy: Policy;
  readonly buyer: Buyer;
  readonly purpose: Purpose;
  readonly candidates: readonly Candidate[];
  readonly decided: ContactsDecided;
}

/** When a contact about an order may be made. */
export interface Timing {
  readonly dueAt: Instant;
  readonly notAfter: Instant;
  readonly joining: boolean;
}

/** Targets that were never tried: one message for all of the buyer's orders, where the shop merges. */
function decideFresh(scene: Scene, due: readonly Candidate[]): BuyerDecision[] {
  const { shop, buyer, policy } = scene;
  const taken = new Set<ReminderId>();
  const decisions: BuyerDecision[] = [];
  for (const target of due) {
    if (taken.has(target.reminder.id)) continue;
    taken.add(target.reminder.id);
    const verdict = judge(scene, target, false);
    if (verdict.kind !== "send") {
      decisions.push(settled(scene, target, verdict));
      continue;
    }
    const others = policy.merge ? scene.candidates.filter((other) => joins(scene, target, other, taken)) : [];
    for (const { reminder } of others) taken.add(reminder.id);
    countContact(scene);
    const reminders = [target, ...others].map(({ reminder }) => reminder);
    decisions.push({ contacts: [{ shop, buyer, reminders, again: null }], changes: [], decisions: [] });
  }
  return decisions;
}

/** Another order joins if it passes every check itself and is in the same currency; it need not be due. */
function joins(scene: Scene, target: Candidate, other: Candidate, taken: ReadonlySet<ReminderId>): boolean {
  if (taken.has(other.reminder.id) || other.reminder.contactId !== null) return false;
  if (other.order.currency !== target.order.currency) return false;
  return judge(scene, other, true).kind === "send";
}

/** The contact gets another attempt, without the orders that ended since; it waits as a whole. */
function decideAgain(scene: Scene, contactId: ContactId): BuyerDecision {
  const { shop, buyer, facts } = scene;
  const members = scene.candidates.filter(({ reminder }) => reminder.contactId === contactId);
  if (facts.contactStates.get(contactId) !== "not_sent") {
    // Its outcome came after all: there is nothing left to send.
    return { contacts: [], changes: members.map(({ reminder }) => moveReminder(reminder, "done")), decisions: [] };
  }
  const judged = members.map((member) => ({ member, verdict: judge(scene, member, false) }));
  const ended = judged.filter(({ verdict }) => verdict.kind === "end");
  const waiting = judged.find(({ verdict }) => verdict.kind === "wait");
  const parts = ended.map(({ member, verdict }) => settled(scene, member, verdict));
  const rest = judged.filter(({ verdict }) => verdict.kind !== "end").map(({ member }) => member);
  if (waiting) parts.push(...rest.map((member) => settled(scene, member, waiting.verdict)));
  const goes = rest.length > 0 && !waiting;
  if (goes) countContact(scene);
  return {
    contacts: goes ? [{ shop, buyer, reminders: rest.map(({ reminder }) => reminder), again: contactId }] : [],
    changes: parts.flatMap(({ changes }) => [...changes]),
    decisions: parts.flatMap(({ decisions }) => [...decisions]),
  };
}

function judge(scene: Scene, { reminder, order }: Candidate, joining: boolean): Verdict {
  const { dueAt, notAfter } = reminder;
  if (dueAt === null || notAfter === null) return { kind: "end", state: "skipped", reason: "no_slot" };
  const permit = permitFacts(scene, order, { dueAt, notAfter, joining });
  if (permit === null) return { kind: "end", state: "skipped", reason: "no_time_zone" };
  return scene.purpose === "thank_you" ? judgeThanks(scene, order, permit) : maySend(permit);
}

const judgeThanks = (scene: Scene, order: ClaimOrder, permit: PermitFacts): Verdict =>
  mayThank({ ...permit, ...thanksFacts(scene, order), wanted: scene.policy.thankYou });

const thanksFacts = ({ facts, buyer, decided }: Scene, order: ClaimOrder) => ({
  refunded: order.refunded > 0,
  thanked: buyer.people.some((id) => facts.thanked.has(id) || decided.thanked.has(id)),
});

/** What the permit is judged by, of one order of a buyer; null where nothing is known of their zone. */
export function permitFacts(
  scene: Omit<Scene, "candidates" | "purpose">,
  order: ClaimOrder,
  { dueAt, notAfter, joining }: Timing,
): PermitFacts | null {
  const { facts, policy, buyer, shop } = scene;
  const { now, sender } = facts;
  const where = facts.where.get(buyer.id);
  if (!where) return null;
  const paid = facts.payments.get(buyer.id) ?? [];
  const answer = facts.answers.get(order.id);
  return {
    now,
    channel: sender.name,
    dueAt,
    notAfter,
    joining,
    order: {
      status: order.status,
      closesAt: order.closesAt,
      stopped: order.stoppedAt !== null,
      heldOut: order.arm === "held_out",
      notBefore: plus(order.placedAt, policy.minDelay),
    },
    answer: answer !== undefined && policy.stopOn.includes(answer) ? answer : null,
    paidOther: paid.some(({ orderId, paidAt }) => orderId !== order.id && paidAt > order.placedAt),
    paidOtherRule: policy.paidOther,
    suppressed: buyer.people.some((id) => facts.suppressed.has(id)),
    consent: consentOn(policy.consent[sender.name], sender.name, sender.caller, buyer.state.consent[sender.name]),
    hasAddress: addressOn(sender.name, reachOf(buyer), sender.messenger) !== null,
    hours: openingAt(scene, where, now, notAfter),
    personCap: personCap(scene),
    paused: isPaused(facts.pauses, shop.id, sender.name),
    live: policy.live || facts.testBuyers.has(buyer.id),
  };
}

function openingAt(
  { facts, policy, shop }: Pick<Scene, "facts" | "policy" | "shop">,
  where: NonNullable<ReturnType<ClaimFacts["where"]["get"]>>,
  now: Instant,
  limit: Instant,
): PermitFacts["hours"] {
  const hours = contactHours(policy.hours[facts.sender.name], where.zones, where);
  if (isOpen(hours, now)) return { open: true, next: null };
  const calendar = facts.calendars(policy.calendar, shop.country);
  const isAvoided = (day: Parameters<typeof dayName>[0]) =>
    policy.avoidHolidays && calendar.isHoliday(dayName(day)) === true;
  return { open: false, next: nextOpening(hours, now, limit, isAvoided)?.start ?? null };
}

function countContact({ buyer, purpose, decided }: Scene): void {
  for (const id of buyer.people) {
    decided.contacts.set(id, (decided.contacts.get(id) ?? 0) + 1);
    if (purpose === "thank_you") decided.thanked.add(id);
  }
}

/** A reminder that ends, or goes back to wait. */
function settled(scene: Scene, { reminder, order }: Candidate, verdict: Verdict): BuyerDecision {
  switch (verdict.kind) {
    case "send":
      return { contacts: [], changes: [], decisions: [] };
    case "end": {
      const reason =
        scene.purpose === "thank_you" ? thanksReason(thanksFacts(scene, order), verdict.reason) : verdict.reason;
      return {
        contacts: [],
        changes: [moveReminder(reminder, verdict.state, verdict.reason)],
        decisions: [decision(scene, reminder, "ended", reason, reason === "cap" ? { ...personCap(scene) } : {})],
      };
    }
    case "wait":
      return {
        contacts: [],
        changes: [{ ...moveReminder(reminder, "planned"), dueAt: verdict.until ?? reminder.dueAt }],
        decisions: [
          verdict.until === null
            ? decision(scene, reminder, "waiting", "paused", {})
            : decision(scene, reminder, "waiting", "contact_hours", { until: verdict.until }),
        ],
      };
    default:
      return verdict satisfies never;
  }
}

function decision(
  { facts, policy }: Scene,
  reminder: Reminder,
  what: "ended" | "waiting",
  reason: string,
  inputs: Decision["inputs"],
): Decision {
  return {
    shopId: reminder.shopId,
    orderId: reminder.orderId,
    at: facts.now,
    what,
    rule: reminder.rule,
    reason,
    policyVersion: reminder.policyVersion,
    inputs: { channel: reminder.channel, live: policy.live, ...purposeInput(reminder.purpose), ...inputs },
  };
}

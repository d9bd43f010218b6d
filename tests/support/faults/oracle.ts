/** What must hold when things are quiet (faults.md, "Invariants"), judged apart from the product's own code. */
import type { LedgerLine } from "../fake-provider.ts";

/** What the shop was told: its own id of each order, and when an answer came (milliseconds since the epoch). */
export interface Acknowledged {
  readonly events: ReadonlySet<string>;
  readonly orders: ReadonlySet<string>;
  readonly paid: ReadonlyMap<string, number>;
}

export interface ReminderFact {
  readonly order: string;
  readonly channel: string;
  readonly state: string;
  readonly reason: string | null;
  readonly contact: string | null;
}

/** One permit: an order of a contact. */
export interface PermitFact {
  readonly order: string;
  readonly channel: string;
  readonly contact: string;
  readonly dropped: boolean;
}

export interface ContactFact {
  readonly id: string;
  readonly state: string;
  /** When each attempt began, in milliseconds since the epoch, and what became of it. */
  readonly attempts: readonly { readonly startedAt: number; readonly state: string }[];
}

export interface Findings {
  readonly ledger: readonly LedgerLine[];
  readonly acknowledged: Acknowledged;
  readonly reminders: readonly ReminderFact[];
  readonly permits: readonly PermitFact[];
  readonly contacts: readonly ContactFact[];
  /** Ids of the events in the inbox. */
  readonly events: ReadonlySet<string>;
  readonly paidOrders: ReadonlySet<string>;
  /** Channels each unpaid order must have a reminder on. */
  readonly channels: readonly string[];
}

const ENDED = ["skipped", "cancelled", "expired"];
/** Answers that say that the provider did not take it. */
const NOT_TAKEN: readonly string[] = ["throttle", "refuse", "reset_unread"];
const SENT = ["accepted", "delivered", "read", "answered", "no_answer", "busy", "failed", "replied"];

/** @returns what is wrong, in words; nothing where all holds. */
export const complaints = (findings: Findings): string[] => [
  ...sentTwice(findings),
  ...withoutPermit(findings),
  ...untrueContacts(findings),
  ...stuck(findings),
  ...lost(findings),
  ...sentAfterPaid(findings),
];

const couldBeTaken = ({ answer }: LedgerLine): boolean => !NOT_TAKEN.includes(answer);

/** I1, I7 */
function sentTwice({ ledger }: Findings): string[] {
  const sent = ledger
    .filter(couldBeTaken)
    .flatMap(({ orders, channel }) => orders.map((order) => `order ${order} on ${channel}`));
  return [...Map.groupBy(sent, (name) => name)].flatMap(([name, times]) =>
    times.length > 1 ? [`${name} was sent ${times.length} times`] : [],
  );
}

/** I2 */
function withoutPermit({ ledger, permits }: Findings): string[] {
  const held = new Set(permits.map(({ contact, order, channel }) => `${contact} ${order} ${channel}`));
  return ledger.flatMap(({ contact_id, orders, channel, answer }) => [
    ...(answer === "forged" ? [`a request of contact ${contact_id} bore no good signature`] : []),
    ...orders
      .filter((order) => !held.has(`${contact_id} ${order} ${channel}`))
      .map((order) => `order ${order} went to the provider on ${channel} without a permit`),
  ]);
}

/** What is written down of a contact is not what the provider's ledger says; and none is under way any more. */
function untrueContacts({ ledger, contacts }: Findings): string[] {
  const taken = new Set(ledger.filter(couldBeTaken).map(({ contact_id }) => contact_id));
  return contacts.flatMap(({ id, state, attempts }) => {
    const possible = attempts.filter((attempt) => ["accepted", "unknown"].includes(attempt.state)).length;
    return [
      ...(state === "claimed" ? [`contact ${id} is still claimed`] : []),
      ...(SENT.includes(state) && !taken.has(id) ? [`contact ${id} is ${state}, but nothing was sent`] : []),
      ...(["not_sent", "rejected", "cancelled"].includes(state) && taken.has(id)
        ? [`contact ${id} is ${state}, but the provider has it`]
        : []),
      ...(possible > 1 ? [`contact ${id} had ${possible} attempts that may have been taken`] : []),
    ];
  });
}

/** I18 */
function stuck({ reminders }: Findings): string[] {
  return reminders.flatMap(({ order, channel, state, reason, contact }) => {
    const name = `the reminder of order ${order} on ${channel} is ${state}`;
    if (state === "done") return contact === null ? [`${name} without a contact`] : [];
    if (!ENDED.includes(state)) return [name];
    return reason === null ? [`${name} without a reason`] : [];
  });
}

/** I13, and that every order taken in has its plan. */
function lost({ acknowledged, events, paidOrders, reminders, channels }: Findings): string[] {
  const planned = new Set(reminders.map(({ order, channel }) => `${order} ${channel}`));
  return [
    ...[...acknowledged.events]
      .filter((id) => !events.has(id))
      .map((id) => `event ${id} was acknowledged and is not there`),
    ...[...acknowledged.paid.keys()]
      .filter((order) => !paidOrders.has(order))
      .map((order) => `order ${order} is not paid, though its payment was acknowledged`),
    ...[...acknowledged.orders].flatMap((order) =>
      channels
        .filter((channel) => !planned.has(`${order} ${channel}`))
        .map((channel) => `order ${order} was acknowledged and has no reminder on ${channel}`),
    ),
  ];
}

/** I4. The clocks are one machine's; an answer's moment is rounded down, so a whole millisecond is left between. */
function sentAfterPaid({ ledger, contacts, acknowledged }: Findings): string[] {
  const begun = new Map(contacts.map(({ id, attempts }) => [id, Math.max(...attempts.map((one) => one.startedAt))]));
  return ledger.flatMap(({ orders, channel, contact_id }) =>
    orders
      .filter((order) => (acknowledged.paid.get(order) ?? Infinity) + 1 < (begun.get(contact_id) ?? 0))
      .map((order) => `order ${order} was claimed on ${channel} after its payment had been acknowledged`),
  );
}

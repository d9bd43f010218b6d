import { CHANNELS } from "../domain/channel.ts";
import { decisionText } from "../domain/decision-text.ts";
import { type Instant, instant, toIso } from "../domain/instant.ts";
import { maskPhone } from "../domain/mask.ts";
import { type CurrencyCode, formatAmount, type Minor } from "../domain/money.ts";
import type { ContactView, OrderView } from "../store/order-views.ts";
import type { Shop } from "../store/shops.ts";

const timeOf = (at: Instant | null): string | null => (at === null ? null : toIso(at));
const moneyOf = (amount: Minor | null, currency: CurrencyCode): string | null =>
  amount === null ? null : formatAmount(amount, currency);

/** An order as the API shows it (contract.md, "Shapes that are fixed"). @param locale of the sentences. */
export function orderJson(view: OrderView, shop: Shop, locale: string) {
  const { order, conversion } = view;
  const currency = order.currency ?? shop.currency;
  return {
    id: order.externalId,
    status: order.status,
    placed_at: timeOf(order.placedAt),
    closes_at: timeOf(order.closesAt),
    paid_at: timeOf(order.paidAt),
    stopped_at: timeOf(order.stoppedAt),
    amount: moneyOf(order.amount, currency),
    currency: order.currency,
    refunded: moneyOf(order.refunded, currency),
    buyer: buyerJson(view),
    reason: reasonJson(view),
    reminders: view.reminders.filter(({ purpose }) => purpose === "payment_reminder").map(reminderJson),
    thanks: view.reminders.filter(({ purpose }) => purpose === "thank_you").map(reminderJson)[0] ?? null,
    contacts: contactsJson(view),
    decisions: view.decisions.map((decision) => ({
      at: toIso(decision.at),
      what: decision.what,
      rule: decision.rule,
      reason: decision.reason,
      policy_version: decision.policyVersion,
      inputs: inputsJson(decision.inputs),
      text: decisionText(decision, locale, shop.timezone),
    })),
    conversion: conversion && {
      recovered: conversion.recovered,
      channel: conversion.channel,
      contact_id: conversion.contactId,
      agent: conversion.agent,
      amount: formatAmount(conversion.amount, conversion.currency),
      net_amount: formatAmount(conversion.netAmount, conversion.currency),
      coupon_cost: formatAmount(conversion.couponCost, conversion.currency),
      credited_at: toIso(conversion.creditedAt),
    },
    coupon: couponJson(view),
  };
}

const reminderJson = ({ channel, state, reason, dueAt, notAfter }: OrderView["reminders"][number]) => ({
  channel,
  state,
  reason,
  due_at: timeOf(dueAt),
  not_after: timeOf(notAfter),
});

const couponJson = ({ coupon }: OrderView) =>
  coupon && {
    amount: formatAmount(coupon.amount, coupon.currency),
    currency: coupon.currency,
    given_at: timeOf(coupon.givenAt),
    expires_at: timeOf(coupon.expiresAt),
    contacts: coupon.namedIn,
  };

/** Inputs of a decision that are moments; every other number is a count. */
const MOMENTS: ReadonlySet<string> = new Set(["ordered", "closes", "known", "until", "promised", "due", ...CHANNELS]);

const inputsJson = (inputs: OrderView["decisions"][number]["inputs"]) =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      typeof value === "number" && MOMENTS.has(name) ? toIso(instant(value)) : value,
    ]),
  );

/** With what it was inferred from: kinds of phrases and codes, no words of the buyer's. */
const reasonJson = ({ order }: Pick<OrderView, "order">) => ({
  code: order.reasonCode,
  confidence: order.reasonConfidence,
  source: order.reasonSource,
  corrections: order.reasonCorrection?.number ?? 0,
  evidence: order.reasonEvidence.map(({ source, code, confidence, cue, at }) => ({
    source,
    code,
    confidence,
    cue,
    at: toIso(at),
  })),
});

function buyerJson({ buyer }: OrderView) {
  const { id = null, name = null, phone = null, grade, paidOrders } = buyer?.state.fields.values ?? {};
  return {
    id,
    name,
    phone: phone === null ? null : maskPhone(phone),
    grade: grade ?? "C",
    kind: (paidOrders ?? 0) > 0 ? "returning" : "new",
  };
}

/** One entry a contact, with every order it names. */
function contactsJson({ contacts, replies }: OrderView) {
  return [...Map.groupBy(contacts, ({ id }) => id).values()].flatMap((lines) => {
    const [contact] = lines;
    return contact === undefined ? [] : [contactJson(contact, lines, replies.get(contact.id) ?? [])];
  });
}

const contactJson = (
  contact: ContactView,
  lines: readonly ContactView[],
  replies: readonly { readonly at: Instant; readonly text: string }[],
) => ({
  id: contact.id,
  channel: contact.channel,
  purpose: contact.purpose,
  provider: contact.provider,
  state: contact.state,
  provider_id: contact.providerId,
  claimed_at: toIso(contact.claimedAt),
  sent_at: timeOf(contact.sentAt),
  clicked_at: timeOf(lines.find(({ clickedAt }) => clickedAt !== null)?.clickedAt ?? null),
  replies: replies.map(({ at, text }) => ({ at: toIso(at), text })),
  orders: lines.filter(({ dropped }) => !dropped).map(({ externalId }) => externalId),
  template:
    contact.templateId === null
      ? null
      : {
          id: contact.templateId,
          version: contact.templateVersion,
          locale: contact.templateLocale,
          reason: contact.templateReason,
          experiment: contact.experimentId,
        },
});

import type { MessageOrder, SendRequest, SendResult } from "../domain/channel.ts";
import { addMoney, formatMoney, type Money } from "../domain/money.ts";

/** What a template of a provider's may ask for (docs/channels.md, "Approved templates"). */
export const TEMPLATE_VARIABLES = ["shop", "order", "amount", "code"] as const;
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];

/** Templates that a provider approved, for the words that the shop named none of its own for. */
export interface ApprovedTemplates {
  /** Id by locale. */
  readonly templates: Readonly<Record<string, string>>;
  /** What every template takes, in its order. */
  readonly variables: readonly TemplateVariable[];
}

export interface ApprovedMessage {
  readonly template: string;
  readonly values: readonly (readonly [TemplateVariable, string])[];
}

/** There are no words of a message that the provider would take: nothing is asked of it. */
export const NO_MESSAGE: SendResult = { kind: "not_sent", code: "template_error", retryAfterMs: null };

/** Characters of one value: Chinese providers take 35 of a general variable, and refuse the message otherwise. */
const LONGEST_VALUE = 35;
/** A shop's name is cut to this: what it says must not push out what the buyer needs. */
const LONGEST_SHOP = 20;

/**
 * The template to send and what to put in it; null where the provider has none for these words, or a value that it needs
 * is missing or does not fit: then there is no message. Thanks are sent by a template that the shop named for them, and
 * have no link.
 */
export function approvedMessage(
  { templates, variables }: ApprovedTemplates,
  request: SendRequest,
): ApprovedMessage | null {
  const isReminder = request.purpose === "payment_reminder";
  const template = request.providerTemplate ?? (isReminder ? inLanguage(templates, request.locale) : null);
  if (template === null) return null;
  const values: (readonly [TemplateVariable, string])[] = [];
  for (const name of variables) {
    if (name === "code" && !isReminder) continue;
    const value = valueFor(name, request);
    if (value === null || value.length > LONGEST_VALUE) return null;
    values.push([name, value]);
  }
  return { template, values };
}

function valueFor(name: TemplateVariable, { shopName, orders, locale }: SendRequest): string | null {
  switch (name) {
    case "shop":
      // 【】 are the signature's own, and not allowed in a value.
      return line(shopName.replace(/[【】]/gu, " ")).slice(0, LONGEST_SHOP);
    case "order":
      return orderNames(orders, locale);
    case "amount": {
      const due = totalDue(orders);
      return due === null ? null : formatMoney(due, locale);
    }
    case "code":
      return linkCode(orders);
    default:
      return name satisfies never;
  }
}

/** All the orders, or the first and how many there are where they don't fit. */
function orderNames(orders: readonly MessageOrder[], locale: string): string | null {
  const [first] = orders;
  if (!first) return null;
  const isChinese = /^zh\b/i.test(locale);
  const all = line(orders.map(({ id }) => id).join(isChinese ? "、" : ", "));
  if (all.length <= LONGEST_VALUE) return all;
  return line(isChinese ? `${first.id}等${orders.length}笔` : `${first.id} (1 of ${orders.length})`);
}

/**
 * What is behind `/r/` in the link to pay. Chinese providers refuse a link as a value: its fixed part stands in the
 * template that they approve, `https://pay.example/r/${code}`.
 */
function linkCode(orders: readonly MessageOrder[]): string | null {
  const link = orders.find(({ payUrl }) => payUrl !== null)?.payUrl;
  return link?.split("/").at(-1) || null;
}

/** The entry for the exact locale, else for any of its language. */
export function inLanguage(byLocale: Readonly<Record<string, string>>, locale: string): string | null {
  const language = (tag: string) => tag.toLowerCase().split("-", 1)[0];
  const entries = Object.entries(byLocale);
  const exact = entries.find(([tag]) => tag.toLowerCase() === locale.toLowerCase());
  const near = exact ?? entries.find(([tag]) => language(tag) === language(locale));
  return near?.[1] ?? null;
}

/** Text that breaks no line and is never empty. */
export const line = (text: string): string => text.replace(/\s+/gu, " ").trim() || "-";

/** Orders of one message are in one currency; null where they are not. */
export const totalDue = (orders: readonly MessageOrder[]): Money | null => {
  const [first, ...others] = orders.map(({ amount }) => amount);
  if (first === undefined || others.some(({ currency }) => currency !== first.currency)) return null;
  return others.reduce(addMoney, first);
};

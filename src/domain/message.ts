import { remembered } from "./bounded-cache.ts";
import { cleanLine, cleanName, cleanText } from "./clean-text.ts";
import type { Instant } from "./instant.ts";
import { addMoney, formatAmount, formatMoney, type Money } from "./money.ts";
import type { BuyerKind, CouponValues, Medium, MessageValues, OrderValues } from "./template.ts";

/** One order as a message may speak of it. */
export interface MessageSubject {
  /** The shop's own id. */
  readonly id: string;
  /** What is due. */
  readonly amount: Money;
  /** Our `/r/` link; null where the shop gave no `pay_url`. */
  readonly payUrl: string | null;
  readonly items: readonly { readonly title: string; readonly quantity: number }[];
}

/** A coupon as a message may name it. */
export interface MessageCoupon {
  readonly code: string;
  readonly amount: Money;
  /** Null: it does not say. */
  readonly expiresAt: Instant | null;
  /** IANA: the clock that `expiresAt` is told by. */
  readonly zone: string;
  /** The shop's own id of the order it is for. */
  readonly order: string;
}

/** What a message is made from. Shop's and buyer's text as it came. */
export interface MessageFacts {
  readonly medium: Medium;
  /** The buyer's, BCP 47; whatever is not a locale is read as the template's. */
  readonly locale: string;
  readonly shopName: string;
  readonly buyerName: string | null;
  readonly buyerKind: BuyerKind;
  /** At least one. */
  readonly orders: readonly [MessageSubject, ...MessageSubject[]];
  readonly optOutUrl: string | null;
  /** Left out: there is none. */
  readonly coupon?: MessageCoupon | null;
}

/** Visible characters of a shop's name in a message. */
export const SHOP_NAME_LIMIT = 60;

/** How many titles of an order are named, and with how many characters each. Short where it is paid by length or heard. */
const GOODS: Readonly<Record<Medium, { readonly titles: number; readonly characters: number }>> = {
  call: { titles: 1, characters: 16 },
  call_script: { titles: 5, characters: 60 },
  im: { titles: 3, characters: 30 },
  sms: { titles: 1, characters: 16 },
  email: { titles: 10, characters: 80 },
};

/**
 * The variables of a template. `templateLocale` is the language the words are in; `listed` is how many orders are told
 * apart (the rest are only counted and summed).
 */
export function messageValues(facts: MessageFacts, templateLocale: string, listed: number): MessageValues {
  const locale = formatLocale(facts.locale, templateLocale);
  const [first, ...others] = facts.orders;
  const order = orderValues(first, facts.medium, locale);
  const orders = [order, ...others.slice(0, listed - 1).map((other) => orderValues(other, facts.medium, locale))];
  const total = sum(facts.orders.map(({ amount }) => amount));
  return {
    shop: { name: cleanLine(facts.shopName, SHOP_NAME_LIMIT) },
    buyer: { name: cleanName(facts.buyerName), kind: facts.buyerKind },
    orders,
    order,
    pay_url: order.pay_url,
    count: facts.orders.length,
    unlisted: facts.orders.length - orders.length,
    total: total && formatMoney(total, locale),
    total_spoken: total && spoken(total, locale),
    opt_out_url: facts.optOutUrl,
    coupon: facts.coupon ? couponValues(facts.coupon, locale) : null,
  };
}

function couponValues({ code, amount, expiresAt, zone, order }: MessageCoupon, locale: string): CouponValues {
  return {
    code,
    amount: formatMoney(amount, locale),
    expires_at: expiresAt === null ? null : momentText(expiresAt, locale, zone),
    order: cleanText(order).replaceAll("\n", " "),
  };
}

const formatLocales = new Map<string, string>();

/** The buyer's own locale where it is of the language of the words (`en-GB` for `en`), else that of the words. */
const formatLocale = (buyerLocale: string, templateLocale: string): string =>
  remembered(formatLocales, FORMATS_KEPT, `${buyerLocale} ${templateLocale}`, () => {
    try {
      const [canonical] = Intl.getCanonicalLocales(buyerLocale);
      const language = templateLocale.split("-", 1)[0];
      return canonical !== undefined && canonical.split("-", 1)[0] === language ? canonical : templateLocale;
    } catch {
      return templateLocale;
    }
  });

function orderValues(order: MessageSubject, medium: Medium, locale: string): OrderValues {
  return {
    id: cleanText(order.id).replaceAll("\n", " "),
    amount: formatMoney(order.amount, locale),
    amount_spoken: spoken(order.amount, locale),
    items: order.items.slice(0, 20).map(({ title, quantity }) => ({ title: cleanLine(title, 80), quantity })),
    ...goods(order, medium, locale),
    pay_url: order.payUrl,
  };
}

/** `毛衣 ×2、围巾和帽子`, `Sweater ×2 and Scarf…`. What is written ends in `…` where there are more; what is said can't. */
function goods(order: MessageSubject, medium: Medium, locale: string): Pick<OrderValues, "goods" | "unnamed"> {
  const { titles, characters } = GOODS[medium];
  const all = order.items.flatMap(({ title, quantity }) => {
    const line = cleanLine(title, characters);
    return line === "" ? [] : [quantity > 1 ? `${line} ×${quantity}` : line];
  });
  if (all.length === 0) return { goods: null, unnamed: 0 };
  const phrase = listFormat(locale).format(all.slice(0, titles));
  const unnamed = Math.max(0, all.length - titles);
  if (medium === "call") return { goods: phrase.replaceAll("…", ""), unnamed };
  return { goods: unnamed > 0 ? `${phrase.replace(/…$/, "")}…` : phrase, unnamed };
}

/** In one currency, or null. */
function sum(amounts: readonly Money[]): Money | null {
  const [first, ...others] = amounts;
  if (first === undefined || others.some(({ currency }) => currency !== first.currency)) return null;
  return others.reduce(addMoney, first);
}

const momentFormats = new Map<string, Intl.DateTimeFormat>();

/** `Mar 12, 2026, 23:59`. Plain spaces: a narrow one would make a text message of two parts out of one. */
const momentText = (at: Instant, locale: string, zone: string): string =>
  remembered(
    momentFormats,
    FORMATS_KEPT,
    `${locale} ${zone}`,
    () =>
      new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: zone }),
  )
    .format(at)
    .replace(/\s/g, " ");

const listFormats = new Map<string, Intl.ListFormat>();
const spokenFormats = new Map<string, Intl.NumberFormat>();
const FORMATS_KEPT = 500;

/** Kept, because making a format costs 50 times what using it does. */
const listFormat = (locale: string): Intl.ListFormat =>
  remembered(listFormats, FORMATS_KEPT, locale, () => new Intl.ListFormat(locale, { type: "conjunction" }));

const spokenFormat = (locale: string, currency: string): Intl.NumberFormat =>
  remembered(
    spokenFormats,
    FORMATS_KEPT,
    `${locale} ${currency}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency,
        currencyDisplay: "name",
        trailingZeroDisplay: "stripIfInteger",
      }),
  );

/** As one says it: `199元`, `199 US dollars`. */
function spoken(money: Money, locale: string): string {
  const format = spokenFormat(locale, money.currency);
  // As text: a number would be rounded to 15 digits before it is formatted.
  const name = format.format(formatAmount(money.amount, money.currency) as Intl.StringNumericLiteral);
  return locale.startsWith("zh") ? name.replace(/人民币|人民幣/, "元") : name;
}

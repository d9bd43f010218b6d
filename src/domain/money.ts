import { remembered } from "./bounded-cache.ts";
import type { Brand } from "./brand.ts";

/** An integer number of a currency's smallest unit (fen, cent, yen). */
export type Minor = Brand<number, "Minor">;
/** ISO 4217, upper case. */
export type CurrencyCode = Brand<string, "CurrencyCode">;

export interface Money {
  readonly amount: Minor;
  readonly currency: CurrencyCode;
}

/** Why a text is no amount: not a plain decimal, more decimals than the currency has, or past what is counted exactly. */
export type AmountProblem = "not_decimal" | "too_many_decimals" | "too_large";

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));
const DECIMAL = /^(\d{1,18})(?:\.(\d{1,18}))?$/;

const digitsByCurrency = new Map<CurrencyCode, number>();
const formats = new Map<string, Intl.NumberFormat>();

/** A currency code as it was given, or null where ISO 4217 has no such code. */
export const parseCurrency = (text: string): CurrencyCode | null =>
  CURRENCIES.has(text) ? (text as CurrencyCode) : null;

const readDigits = (currency: CurrencyCode): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Decimals of a currency by ISO 4217: 2 for CNY, 0 for JPY, 3 for KWD. */
export const currencyDigits = (currency: CurrencyCode): number =>
  remembered(digitsByCurrency, 200, currency, readDigits);

/** Names an integer number of smallest units. Throws where it isn't one that is counted exactly. */
export const minor = (units: number): Minor => {
  if (!Number.isSafeInteger(units)) throw new RangeError("Expected an amount to be a safe integer of smallest units");
  return units as Minor;
};

/** `"199.00"` in CNY is 19900. No sign, exponent, grouping or white space; fewer decimals than the currency has are fine. */
export const parseAmount = (text: string, currency: CurrencyCode): Minor | AmountProblem => {
  const match = DECIMAL.exec(text);
  if (match === null) return /^\d+(\.\d+)?$/.test(text) ? "too_large" : "not_decimal";
  const digits = currencyDigits(currency);
  const decimals = match[2] ?? "";
  if (decimals.length > digits) return "too_many_decimals";
  const units = Number(`${match[1]}${decimals.padEnd(digits, "0")}`);
  return Number.isSafeInteger(units) ? (units as Minor) : "too_large";
};

/** The inverse of `parseAmount`, with all of the currency's decimals: 19900 in CNY is `"199.00"`. */
export const formatAmount = (amount: Minor, currency: CurrencyCode): string => {
  const digits = currencyDigits(currency);
  const sign = amount < 0 ? "-" : "";
  const all = String(Math.abs(amount)).padStart(digits + 1, "0");
  return digits === 0 ? `${sign}${all}` : `${sign}${all.slice(0, -digits)}.${all.slice(-digits)}`;
};

/** An amount as people of `locale` (BCP 47) write it, for instance `¥199.00`. An unknown locale falls back to English. */
export const formatMoney = (money: Money, locale: string): string => {
  const { currency } = money;
  const format = remembered(
    formats,
    500,
    `${locale} ${currency}`,
    () => new Intl.NumberFormat([locale, "en"], { style: "currency", currency }),
  );
  // As text: a number would be rounded to 15 digits before it is formatted.
  return format.format(formatAmount(money.amount, money.currency) as Intl.StringNumericLiteral);
};

const sameCurrency = (a: Money, b: Money): CurrencyCode => {
  if (a.currency !== b.currency) throw new TypeError("Expected two amounts of one currency");
  return a.currency;
};

/** `a` and `b` together. Throws where the currencies differ. */
export const addMoney = (a: Money, b: Money): Money => ({
  currency: sameCurrency(a, b),
  amount: minor(a.amount + b.amount),
});

/** `a` less `b`; may be negative. Throws where the currencies differ. */
export const subtractMoney = (a: Money, b: Money): Money => ({
  currency: sameCurrency(a, b),
  amount: minor(a.amount - b.amount),
});

/** Below 0 where `a` is the smaller, 0 where they are equal. Throws where the currencies differ. */
export const compareMoney = (a: Money, b: Money): number => {
  sameCurrency(a, b);
  return a.amount - b.amount;
};

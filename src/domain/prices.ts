/** What contacts cost (`config/prices.yaml`): by channel and country, in millionths so that 0.0083 USD is exact. */
import { z } from "zod";
import type { ChannelName } from "./channel.ts";
import { type CurrencyCode, currencyDigits, type Minor, parseCurrency } from "./money.ts";
import { pointerOf } from "./policy-errors.ts";
import { zonesOfCountry } from "./zone.ts";

/** `micros`: an integer number of millionths of the currency's unit; 45,000 CNY micros are 0.045 CNY. */
export interface Cost {
  readonly micros: number;
  readonly currency: CurrencyCode;
}

/**
 * What one contact costs.
 * @param country of the buyer, ISO 3166-1 alpha-2; null where it is not known.
 * @param segments parts of a text message; 1 for whatever is not paid by length.
 * @returns null where no price is known.
 */
export type PriceOf = (channel: ChannelName, country: string | null, segments: number) => Cost | null;

const DECIMALS = 6;
const MICROS = 10 ** DECIMALS;
/** The key that stands for every country without a price of its own. */
const ANY_COUNTRY = "*";

const PRICE = /^(\d{1,6})(?:\.(\d{1,6}))? ([A-Z]{3})$/;
const EXPECTED_PRICE = 'expected "amount currency" with up to 6 decimals, for instance "0.045 CNY"';
const EXPECTED_COUNTRY = 'expected a country, for instance "CN", or "*"';

function parsePrice(text: string): Cost | null {
  const [, whole = "", decimals = "", code = ""] = PRICE.exec(text) ?? [];
  const currency = parseCurrency(code);
  return currency && { micros: Number(whole) * MICROS + Number(decimals.padEnd(DECIMALS, "0")), currency };
}

const price = z.string({ error: EXPECTED_PRICE }).transform((text, context): Cost => {
  const parsed = parsePrice(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: "custom", message: EXPECTED_PRICE });
  return z.NEVER;
});

const byCountry = z.record(
  z.string().refine((code) => code === ANY_COUNTRY || zonesOfCountry(code).length > 0, { error: EXPECTED_COUNTRY }),
  price,
);

const prices = byCountry.optional();
const document = z.strictObject(
  { call: prices, im: prices, sms: prices, email: prices },
  { error: "expected a map with the keys call, im, sms, email" },
);

export type ReadPrices =
  | { readonly ok: true; readonly priceOf: PriceOf }
  | { readonly ok: false; readonly errors: readonly { readonly pointer: string; readonly detail: string }[] };

/** Reads the content of a price list. An empty one knows no price. */
export function readPrices(content: unknown): ReadPrices {
  const parsed = document.safeParse(content ?? {});
  if (!parsed.success) return { ok: false, errors: parsed.error.issues.map(explain) };
  return {
    ok: true,
    priceOf: (channel, country, segments) => {
      const prices = parsed.data[channel];
      const one = prices && ((country !== null ? prices[country] : undefined) ?? prices[ANY_COUNTRY]);
      return one ? { micros: one.micros * segments, currency: one.currency } : null;
    },
  };
}

const explain = (issue: z.core.$ZodIssue) => ({
  pointer: pointerOf(issue.path),
  detail: issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message,
});

/** A price list that knows nothing. */
export const NO_PRICES: PriceOf = () => null;

/** An amount in smallest units as millionths of the currency's unit. */
export const minorToMicros = (amount: Minor, currency: CurrencyCode): bigint =>
  BigInt(amount) * 10n ** BigInt(DECIMALS - currencyDigits(currency));

/** Exact, with at least the currency's decimals: 45,000 micros in CNY are `"0.045"`, 90,000 `"0.09"`, 0 `"0.00"`. */
export function formatMicros(micros: bigint, currency: CurrencyCode): string {
  const text = String(micros < 0n ? -micros : micros).padStart(DECIMALS + 1, "0");
  const digits = currencyDigits(currency);
  const all = text.slice(-DECIMALS);
  const decimals = all.slice(0, digits) + all.slice(digits).replace(/0+$/, "");
  return `${micros < 0n ? "-" : ""}${text.slice(0, -DECIMALS)}${decimals === "" ? "" : `.${decimals}`}`;
}

/** Whom a policy leaves out, whatever the hour (contract.md, `who`). */
import { type CurrencyCode, currencyDigits } from "./money.ts";
import type { PlanFacts } from "./plan.ts";
import type { Policy } from "./policy.ts";

/** Keys of `who`, each of which may leave an order out. In the order in which they are asked. */
export const FILTERS = [
  "grades",
  "kinds",
  "only_countries",
  "exclude_countries",
  "exclude_skus",
  "only_skus",
  "exclude_payment_methods",
  "exclude_flags",
  "amount",
] as const;
export type Filter = (typeof FILTERS)[number];

type Who = Policy["who"];

const LEAVES_OUT: { readonly [Key in Filter]: (facts: PlanFacts, who: Who) => boolean } = {
  grades: ({ grade }, who) => !who.grades.includes(grade),
  kinds: ({ kind = "new" }, who) => who.kinds !== null && !who.kinds.includes(kind),
  only_countries: ({ country = null }, who) =>
    who.onlyCountries !== null && (country === null || !who.onlyCountries.includes(country)),
  exclude_countries: ({ country = null }, who) => country !== null && who.excludeCountries.includes(country),
  exclude_skus: ({ skus = [] }, who) => skus.some((sku) => who.excludeSkus.includes(sku)),
  only_skus: ({ skus = [] }, { onlySkus }) => onlySkus !== null && !skus.some((sku) => onlySkus.includes(sku)),
  exclude_payment_methods: ({ paymentMethod }, who) =>
    paymentMethod !== null && who.excludePaymentMethods.includes(paymentMethod),
  exclude_flags: ({ flags }, who) => flags.some((flag) => who.excludeFlags.includes(flag)),
  amount: ({ amount, currency }, { amount: { min, max } }) =>
    amount <= 0 || amount < boundInMinor(min, currency) || (max !== null && amount > boundInMinor(max, currency)),
};

/** A bound of the policy in the order's own currency; one finer than the currency knows is rounded up. */
const boundInMinor = (text: string, currency: CurrencyCode): number =>
  Math.ceil(Number((Number(text) * 10 ** currencyDigits(currency)).toFixed(6)));

/** The first key of `who` that leaves the order out, whoever the buyer is to it now; null where none does. */
export const filterOf = (facts: PlanFacts, { who }: Policy): Filter | null =>
  FILTERS.find((filter) => LEAVES_OUT[filter](facts, who)) ?? null;

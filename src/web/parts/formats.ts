/** How money, times and shares are written, in the language of now and the shop's zone. */
import { useMemo } from "react";
import { type Locale, useLocale } from "../locale.ts";
import { useChosenShop } from "../shell/shop.ts";

export interface Formats {
  /** Of a decimal string in a currency (ISO 4217). */
  money(amount: string, currency: string): string;
  count(count: number): string;
  /** Of a share from 0 to 1; a dash for null. */
  share(share: number | null): string;
  /** The same with one decimal always, so that shares stand under one another. */
  rate(share: number): string;
  /** Of an instant (RFC 3339), in the shop's zone: date and time of day. */
  moment(at: string): string;
  /** The time of day alone. */
  clock(at: string): string;
  /** Of a date `YYYY-MM-DD`, or of an instant in the shop's zone. */
  day(at: string): string;
}

/** Screens about no shop show times in the browser's zone. */
export function useFormats(): Formats {
  const [locale] = useLocale();
  const zone = useChosenShop()?.timezone;
  return useMemo(() => formatsOf(locale, zone), [locale, zone]);
}

function formatsOf(locale: Locale, zone: string | undefined): Formats {
  const at = (options: Intl.DateTimeFormatOptions, timeZone = zone) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone === undefined ? {} : { timeZone }) });
  const day = { year: "numeric", month: "short", day: "numeric" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
  return {
    money: (amount, currency) => {
      // Typed as numbers alone, but strings are taken as exact decimals (ECMA-402, 15.5.3).
      const exact = amount as `${number}`;
      return new Intl.NumberFormat(locale, { style: "currency", currency }).format(exact);
    },
    count: (count) => new Intl.NumberFormat(locale).format(count),
    share: (share) =>
      share === null
        ? "–"
        : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share),
    rate: (share) =>
      new Intl.NumberFormat(locale, {
        style: "percent",
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      }).format(share),
    moment: (text) => at({ ...day, ...clock }).format(new Date(text)),
    clock: (text) => at(clock).format(new Date(text)),
    day: (text) =>
      /^\d{4}-\d\d-\d\d$/.test(text)
        ? at(day, "UTC").format(new Date(`${text}T00:00:00Z`))
        : at(day).format(new Date(text)),
  };
}

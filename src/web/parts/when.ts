/** Moments as people say them: how far off, and short where the day goes without saying. In the shop's zone. */
import { useEffect, useState } from "react";
import { type Locale, useLocale } from "../locale.ts";
import { useChosenShop } from "../shell/shop.ts";
import { usePartTexts } from "./texts.ts";

const MINUTE = 60_000;
const UNITS = [
  ["day", 24 * 60 * MINUTE],
  ["hour", 60 * MINUTE],
  ["minute", MINUTE],
] as const;

/** Now, in milliseconds since the epoch, looked at again every `interval` milliseconds. */
export function useNow(interval: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}

export interface When {
  /** How far from `now`: "in 2 hr 15 min", "3 days ago". */
  away(at: string, now: number): string;
  /** A length of time in its two largest units. @param span in milliseconds, not below 0. */
  span(span: number): string;
  /** The time of day, and the date where that is not today's. */
  brief(at: string, now: number): string;
}

export function useWhen(): When {
  const t = usePartTexts();
  const [locale] = useLocale();
  const timeZone = useChosenShop()?.timezone;
  const format = (at: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone === undefined ? {} : { timeZone }) }).format(at);
  const span = (length: number) => spanText(length, locale) ?? t("when.moment");
  return {
    span,
    away: (at, now) => {
      const ahead = Date.parse(at) - now;
      if (Math.abs(ahead) < MINUTE) return t("when.now");
      return t(ahead > 0 ? "when.in" : "when.ago", { span: span(Math.abs(ahead)) });
    },
    brief: (at, now) => {
      const day = (date: Date) => format(date, { year: "numeric", month: "numeric", day: "numeric" });
      const year = (date: Date) => format(date, { year: "numeric" });
      const [then, today] = [new Date(at), new Date(now)];
      const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
      if (day(then) === day(today)) return format(then, clock);
      const date = { month: "short", day: "numeric" } as const;
      return format(then, { ...(year(then) === year(today) ? {} : { year: "numeric" }), ...date, ...clock });
    },
  };
}

/** Null where it is shorter than a minute. */
function spanText(length: number, locale: Locale): string | null {
  const at = UNITS.findIndex(([, size]) => length >= size);
  if (at === -1) return null;
  let rest = length;
  const parts = UNITS.slice(at, at + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    const text = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(count);
    return count === 0 ? "" : text;
  });
  return parts.filter((part) => part !== "").join(locale === "zh-CN" ? "" : " ");
}

/** What the address of the screen remembers: the period, the currency, and how the figures are cut. */
import type { RecoveryCut } from "../../api/stats.ts";
import { addDays, dayIn, lengthInDays } from "../../parts/days.ts";

export const PRESETS = ["today", "7d", "30d", "90d", "month", "last_month"] as const;
export type Preset = (typeof PRESETS)[number];

/** The cuts that a shop works by; every other has a place of its own on the screen. */
export const CUTS = [
  "day",
  "channel",
  "template_version",
  "slot",
  "reason",
  "buyer",
  "grade",
  "agent",
  "hour",
  "paid_within",
] as const satisfies readonly RecoveryCut[];
export type Cut = (typeof CUTS)[number];

export const METRICS = ["net", "rate", "orders"] as const;
export type Metric = (typeof METRICS)[number];

export interface RecoverySearch {
  readonly period?: Preset;
  /** Both or none, and then instead of `period`. */
  readonly from?: string;
  readonly to?: string;
  readonly by?: Cut;
  readonly metric?: Metric;
  /** ISO 4217. */
  readonly currency?: string;
}

const isDay = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));

/** What the address says, as far as it makes sense; the rest is left out. */
export function readRecoverySearch({
  period,
  from,
  to,
  by,
  metric,
  currency,
}: Record<string, unknown>): RecoverySearch {
  const preset = PRESETS.find((one) => one === period);
  const cut = CUTS.find((one) => one === by);
  const shown = METRICS.find((one) => one === metric);
  const isSpan = isDay(from) && isDay(to) && from <= to;
  return {
    ...(isSpan ? { from, to } : preset === undefined ? {} : { period: preset }),
    ...(cut === undefined ? {} : { by: cut }),
    ...(shown === undefined ? {} : { metric: shown }),
    ...(typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? { currency } : {}),
  };
}

export interface Span {
  readonly from: string;
  readonly to: string;
}

/** The days of a preset, the last one today's in the shop's zone. */
export function spanOf(preset: Preset, zone: string): Span {
  const today = dayIn(zone);
  const first = `${today.slice(0, 7)}-01`;
  switch (preset) {
    case "today":
      return { from: today, to: today };
    case "7d":
      return { from: addDays(today, -6), to: today };
    case "30d":
      return { from: addDays(today, -29), to: today };
    case "90d":
      return { from: addDays(today, -89), to: today };
    case "month":
      return { from: first, to: today };
    case "last_month": {
      const to = addDays(first, -1);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
    default:
      return preset satisfies never;
  }
}

export const chosenSpan = ({ period, from, to }: RecoverySearch, zone: string): Span =>
  from !== undefined && to !== undefined ? { from, to } : spanOf(period ?? "30d", zone);

/** As many days, right before. */
export function spanBefore({ from, to }: Span): Span {
  const days = lengthInDays(from, to);
  return { from: addDays(from, -days), to: addDays(from, -1) };
}

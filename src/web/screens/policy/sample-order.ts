import type { SampleOrder } from "../../api/policy.ts";
import { durationMinutes } from "../../parts/clock.ts";
import type { Sample } from "./sample.tsx";

/** The instant of a wall clock time in a zone (IANA): looked for twice, since the offset itself depends on it. */
export function instantOf(date: string, minute: number, zone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minute * 60_000;
  const first = wanted - offsetAt(wanted, zone);
  return wanted - offsetAt(first, zone);
}

/** Milliseconds that a zone's clock is ahead of UTC. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(new Date(at));
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"));
  return shown - Math.floor(at / 60_000) * 60_000;
}

export function sampleOrder({ date, minute, kind, grade, amount, closes }: Sample, zone: string): SampleOrder {
  const placed = instantOf(date, minute, zone);
  return {
    placed_at: new Date(placed).toISOString(),
    kind,
    grade,
    ...(amount === null || amount === "" ? {} : { amount }),
    ...(closes === null ? {} : { closes_at: new Date(placed + durationMinutes(closes) * 60_000).toISOString() }),
  };
}

/** Today, by a zone's clock: `YYYY-MM-DD`. */
export const todayIn = (zone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(new Date());

import type { Brand } from "./brand.ts";

/** A moment, in milliseconds since 1970-01-01T00:00:00Z. Where a rule speaks of local time, an IANA zone goes with it. */
export type Instant = Brand<number, "Instant">;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Names a number of milliseconds since the epoch an instant. */
export const instant = (milliseconds: number): Instant => milliseconds as Instant;

/** `at` moved by a number of milliseconds. */
export const plus = (at: Instant, milliseconds: number): Instant => (at + milliseconds) as Instant;

export const earliest = (...all: Instant[]): Instant => Math.min(...all) as Instant;
export const latest = (...all: Instant[]): Instant => Math.max(...all) as Instant;

/** UTC with `Z` and milliseconds, as every time that leaves cuifu (contract.md). */
export const toIso = (at: Instant): string => new Date(at).toISOString();

/** Half-open span of time: `start` belongs to it, `end` does not. */
export interface Interval {
  readonly start: Instant;
  readonly end: Instant;
}

/** Where the rules get the time from. In production the database is asked inside the transaction that decides. */
export type Clock = { readonly kind: "database" } | { readonly kind: "injected"; now(): Instant };

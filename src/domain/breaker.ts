/** When a provider is left alone because it is in trouble, and how it is tried again. */
import type { SendResult } from "./channel.ts";
import { type Instant, latest, MINUTE, plus, SECOND } from "./instant.ts";

/** What a result tells about the provider: `unknown` and `unreached` are trouble, `neutral` tells nothing. */
export type Signal = "ok" | "unknown" | "unreached" | "throttled" | "neutral";

/** `not_sent` for reasons of our own, the provider was never asked, or of one buyer's. */
const NOT_ITS_OWN = [
  "permit_expired",
  "template_error",
  "not_rendered",
  "not_prepared",
  "no_address",
  "ended",
  "recipient_limit",
];

export function signalOf(result: SendResult): Signal {
  switch (result.kind) {
    case "accepted":
      return "ok";
    case "rejected":
      return result.fault === "provider" ? "unreached" : "ok";
    case "unknown":
      return "unknown";
    case "not_sent":
      if (result.code === "throttled") return "throttled";
      return NOT_ITS_OWN.includes(result.code) ? "neutral" : "unreached";
    default:
      return result satisfies never;
  }
}

/** Trouble in a row, as one process has seen it. */
export interface Streak {
  readonly failures: number;
  readonly unknowns: number;
}

export const NO_STREAK: Streak = { failures: 0, unknowns: 0 };
/** So many in a row, and the provider is in trouble (design.md, "The send permit"). */
const IN_A_ROW = 5;

/** The streak after one more signal. */
export function countSignal(streak: Streak, signal: Signal): Streak {
  switch (signal) {
    case "ok":
      return NO_STREAK;
    case "unknown":
      return { failures: streak.failures + 1, unknowns: streak.unknowns + 1 };
    case "unreached":
      return { ...streak, failures: streak.failures + 1 };
    case "throttled":
    case "neutral":
      return streak;
    default:
      return signal satisfies never;
  }
}

/**
 * - `throttled`: it asked to be left alone until then; after that it is as if nothing had been.
 * - `open`: paused until then, after that `probing`.
 * - `probing`: one send at a time, until one tells how it is.
 */
export interface Trouble {
  readonly kind: "throttled" | "open" | "probing";
  readonly until: Instant | null;
  /** How often in a row it was paused. */
  readonly pauses: number;
}

export type Phase = "closed" | "probing" | "open";

export function phaseAt(trouble: Trouble | null, now: Instant): Phase {
  if (trouble === null) return "closed";
  if (trouble.until !== null && now < trouble.until) return "open";
  return trouble.kind === "throttled" ? "closed" : "probing";
}

const FIRST_PAUSE = 10 * SECOND;
const LONGEST_PAUSE = 5 * MINUTE;

const paused = (pauses: number, now: Instant): Trouble => ({
  kind: "open",
  until: plus(now, Math.min(FIRST_PAUSE * 2 ** (pauses - 1), LONGEST_PAUSE)),
  pauses,
});

export const hasTripped = ({ failures }: Streak): boolean => failures >= IN_A_ROW;

/**
 * The trouble that such a streak leads to where there was none. Nobody knows what an unanswered request did, so the next
 * may be a loss too: one at a time. Who can't be reached at all is left alone, which loses nothing.
 */
export const tripped = ({ unknowns }: Streak, now: Instant): Trouble =>
  unknowns >= IN_A_ROW ? { kind: "probing", until: null, pauses: 0 } : paused(1, now);

/** The trouble after a send that was made to find out how the provider is; null: it is over. */
export function afterProbe(trouble: Trouble, signal: Signal, now: Instant): Trouble | null {
  switch (signal) {
    case "ok":
      return null;
    case "unknown":
    case "unreached":
      return paused(trouble.pauses + 1, now);
    case "throttled":
    case "neutral":
      return trouble;
    default:
      return signal satisfies never;
  }
}

/** How long a provider is left alone that says it is too busy and not for how long. */
const UNTOLD_WAIT = 5 * SECOND;

/** The trouble of a provider that asked to be left alone for some milliseconds (`Retry-After`). */
export function throttled(trouble: Trouble | null, wait: number | null, now: Instant): Trouble {
  const until = plus(now, wait ?? UNTOLD_WAIT);
  if (trouble === null) return { kind: "throttled", until, pauses: 0 };
  return { ...trouble, until: trouble.until === null ? until : latest(trouble.until, until) };
}

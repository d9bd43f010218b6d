import { HOUR, MINUTE } from "./instant.ts";

/** Milliseconds between one question and the next about a contact: a day and a half in all, then it stays as it is. */
const WAITS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 24 * HOUR] as const;
/** Nobody knows what became of it: asked soon, but not while its own answer may still come. */
const UNKNOWN_WAIT = MINUTE;
/** It was taken and a callback is to be expected: asked where none came. */
const ACCEPTED_WAIT = 15 * MINUTE;

/** How long after the outcome a provider is first asked about a contact. */
export const firstLookUp = (state: "accepted" | "unknown"): number =>
  state === "unknown" ? UNKNOWN_WAIT : ACCEPTED_WAIT;

/** How long to wait for the next question after `asked` of them; null: it is not asked again. */
export const nextLookUp = (asked: number): number | null => WAITS[asked - 1] ?? null;

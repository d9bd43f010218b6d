/**
 * Why an order is unpaid, derived from everything that was heard of it (domain.md, R6). Events come in any order and more
 * than once, so what is kept is a join: of each source and code the strongest evidence, whichever came first.
 */
import { DAY, type Instant } from "./instant.ts";
import type { Finding } from "./reason-classifier.ts";
import { REASON_CODES, type ReasonCode } from "./reason-code.ts";

/** Where evidence comes from, weightiest first: it decides between what is alike in everything else. */
export const EVIDENCE_SOURCES = ["call_outcome", "reply", "conversation", "payment_error", "note"] as const;
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];
export const REASON_SOURCES = ["staff", ...EVIDENCE_SOURCES] as const;
export type ReasonSource = (typeof REASON_SOURCES)[number];

/** One thing that was heard. No personal data: which kind of phrase it was, not the phrase. */
export interface Evidence extends Finding {
  readonly source: EvidenceSource;
  readonly at: Instant;
}

/** What staff said it is. Stands above whatever is inferred, until staff say otherwise. */
export interface Correction {
  readonly code: ReasonCode;
  readonly at: Instant;
  /** Counts the corrections of an order: of two that are made at once, one is stale. */
  readonly number: number;
}

/** All that is known of one order's reason. Plain JSON. */
export interface ReasonState {
  /** One a source and code, in a fixed order. */
  readonly evidence: readonly Evidence[];
  readonly correction: Correction | null;
}

export const NOTHING_HEARD: ReasonState = { evidence: [], correction: null };

/** The reason as it is shown and spoken to. `source` and `at` are null where nothing is known. */
export interface Reason {
  readonly code: ReasonCode;
  /** 0 to 1; 1 where staff said so. */
  readonly confidence: number;
  readonly source: ReasonSource | null;
  readonly at: Instant | null;
}

const UNKNOWN: Reason = { code: "unknown", confidence: 0, source: null, at: null };

/** From here on evidence is clear, and from here on worth speaking to; below it is a hint. */
const CLEAR = 0.8;
const SPOKEN = 0.5;

const tier = (confidence: number): number => {
  if (confidence >= CLEAR) return 2;
  return confidence >= SPOKEN ? 1 : 0;
};

/**
 * Above 0 where `a` counts more than `b`: first the clearer (clear, likely, hint), then the later, then the surer, then
 * by source and code. A total order, so that the strongest of a set does not hang on how the set came together.
 */
export function compareEvidence(a: Evidence, b: Evidence): number {
  return (
    tier(a.confidence) - tier(b.confidence) ||
    a.at - b.at ||
    a.confidence - b.confidence ||
    EVIDENCE_SOURCES.indexOf(b.source) - EVIDENCE_SOURCES.indexOf(a.source) ||
    REASON_CODES.indexOf(b.code) - REASON_CODES.indexOf(a.code) ||
    compareText(b.cue, a.cue)
  );
}

const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const placeOf = ({ source, code }: Evidence): number =>
  EVIDENCE_SOURCES.indexOf(source) * REASON_CODES.length + REASON_CODES.indexOf(code);

/** The join of two sets of evidence; the very same array where `more` tells nothing new. */
export function joinEvidence(known: readonly Evidence[], more: readonly Evidence[]): readonly Evidence[] {
  const strongest = new Map(known.map((one) => [placeOf(one), one]));
  let grew = false;
  for (const one of more) {
    const before = strongest.get(placeOf(one));
    if (before !== undefined && compareEvidence(one, before) <= 0) continue;
    strongest.set(placeOf(one), one);
    grew = true;
  }
  return grew ? [...strongest].sort(([a], [b]) => a - b).map(([, one]) => one) : known;
}

/** `state` after hearing more; the very same object where it is nothing new. */
export function hear(state: ReasonState, more: readonly Evidence[]): ReasonState {
  const evidence = joinEvidence(state.evidence, more);
  return evidence === state.evidence ? state : { ...state, evidence };
}

/**
 * `state` with what the order's own fields tell now in the place of what they told before: a payment error that the
 * shop took back is none any more.
 */
export function reread(state: ReasonState, told: readonly Evidence[]): ReasonState {
  const kept = state.evidence.filter(({ source }) => source !== "note" && source !== "payment_error");
  const evidence = joinEvidence(kept, told);
  return JSON.stringify(evidence) === JSON.stringify(state.evidence) ? state : { ...state, evidence };
}

/** Staff's word, else the strongest evidence. */
export function reasonOf({ evidence, correction }: ReasonState): Reason {
  if (correction) return { code: correction.code, confidence: 1, source: "staff", at: correction.at };
  const [first, ...others] = evidence;
  if (!first) return UNKNOWN;
  const { code, confidence, source, at } = others.reduce(
    (best, one) => (compareEvidence(one, best) > 0 ? one : best),
    first,
  );
  return { code, confidence, source, at };
}

/**
 * Which reason a message about these orders speaks to: of those that are more than a hint, what staff said before what
 * was inferred, the clearer before the less clear, the later before the earlier; `unknown` where there is none.
 */
export function reasonToSpeakTo(reasons: readonly Reason[]): ReasonCode {
  const known = reasons.filter(({ code, confidence }) => code !== "unknown" && confidence >= SPOKEN);
  const [first, ...others] = known;
  if (!first) return "unknown";
  return others.reduce((best, one) => (weight(one, best) > 0 ? one : best), first).code;
}

const weight = (a: Reason, b: Reason): number =>
  Number(a.source === "staff") - Number(b.source === "staff") ||
  tier(a.confidence) - tier(b.confidence) ||
  (a.at ?? 0) - (b.at ?? 0) ||
  a.confidence - b.confidence ||
  REASON_CODES.indexOf(b.code) - REASON_CODES.indexOf(a.code);

/** What a buyer said of no order in particular counts for orders placed up to a day after it and two days before. */
const BEFORE_THE_ORDER = DAY;
const AFTER_THE_ORDER = 2 * DAY;

export const aboutOrderPlaced = (evidence: readonly Evidence[], placedAt: Instant): readonly Evidence[] =>
  evidence.filter(({ at }) => at >= placedAt - BEFORE_THE_ORDER && at <= placedAt + AFTER_THE_ORDER);

/** How much of what a buyer said of no order in particular is kept, latest first, for orders that are heard of later. */
const SAID_KEPT = 8;

/** A buyer's sayings joined with more: the latest of all. The very same array where that is nothing new. */
export function joinSaid(known: readonly Evidence[], more: readonly Evidence[]): readonly Evidence[] {
  if (more.length === 0) return known;
  const latest = [...known, ...more]
    .sort((a, b) => b.at - a.at || compareEvidence(b, a))
    .filter((one, at, all) => !isSame(one, all[at - 1]))
    .slice(0, SAID_KEPT);
  return latest.length === known.length && latest.every((one, at) => isSame(one, known[at])) ? known : latest;
}

const isSame = (a: Evidence, b: Evidence | undefined): boolean => b !== undefined && compareEvidence(a, b) === 0;

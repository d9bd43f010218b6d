import type { KnownReason } from "./reason-code.ts";

/** What a text or an error tells. No words of the buyer's: `cue` names the kind of phrase. */
export interface Finding {
  readonly code: KnownReason;
  /** 0 to 1. */
  readonly confidence: number;
  /** Which kind of phrase or code it was, as `price.too_high`. */
  readonly cue: string;
}

/**
 * Reads why an order was left unpaid. The one that ships goes by a lexicon (`lexicon.ts`); a model may take its place.
 * Answers at once, from what it holds in memory: intake waits for it.
 */
export interface ReasonClassifier {
  /** What a buyer wrote or said, in any language; null where it tells nothing of why. */
  readWords(text: string): Finding | null;
  /** What a shop reports of a failed payment. */
  readPaymentError(error: { readonly code: string | null; readonly message: string | null }): Finding | null;
}

/** Why an order may have been left unpaid (domain.md, R6; the codes are those of contract.md). */
export const REASON_CODES = [
  "wrong_item",
  "price",
  "gifts",
  "payment_trouble",
  "forgot",
  "found_better",
  "service",
  "other",
  "unknown",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** A reason that says something. */
export type KnownReason = Exclude<ReasonCode, "unknown">;

export const isReasonCode = (text: string): text is ReasonCode => REASON_CODES.some((code) => code === text);

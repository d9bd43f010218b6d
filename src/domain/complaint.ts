/** What becomes of a complaint (domain.md, R12): recorded with its progress until it is resolved. */
export const COMPLAINT_STATES = ["open", "in_progress", "resolved"] as const;
export type ComplaintState = (typeof COMPLAINT_STATES)[number];

/** What was done about a complaint, and by whom. Personal. */
export interface ComplaintStep {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly state: ComplaintState;
  readonly note: string | null;
}

/** What of a complaint is sealed. */
export interface ComplaintContent {
  /** E.164 or an e-mail address, as it was named; null where the complaint named an order. */
  readonly address: string | null;
  /** What the buyer said. */
  readonly text: string | null;
  readonly steps: readonly ComplaintStep[];
}

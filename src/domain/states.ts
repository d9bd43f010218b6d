/** States of reminders and contacts, and what may follow what, as data (contract.md, "States"). */

export const REMINDER_STATES = ["planned", "queued", "claimed", "done", "cancelled", "skipped", "expired"] as const;
export type ReminderState = (typeof REMINDER_STATES)[number];

/** Why a reminder was skipped, cancelled or expired. */
export const STOP_REASONS = [
  "paid",
  "cancelled",
  "closed",
  "stopped",
  "held_out",
  "suppressed",
  "no_consent",
  "cap",
  "grade",
  "filtered",
  "no_address",
  "no_time_zone",
  "no_slot",
  "too_late",
  "paid_other",
  "answered",
  "replied",
  "template_error",
  "replanned",
  "shadow",
  "paused",
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

export const CONTACT_STATES = [
  "claimed",
  "accepted",
  "rejected",
  "not_sent",
  "unknown",
  "cancelled",
  "delivered",
  "read",
  "answered",
  "no_answer",
  "busy",
  "failed",
  "replied",
] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

/** What a provider may tell of a contact, by a callback or when it is asked. */
export const REPORTED_STATES = [
  "accepted",
  "rejected",
  "delivered",
  "read",
  "answered",
  "no_answer",
  "busy",
  "failed",
  "cancelled",
  "replied",
] as const satisfies readonly ContactState[];
export type ReportedState = (typeof REPORTED_STATES)[number];

const ENDED = ["done", "cancelled", "skipped", "expired"] as const;

const REMINDER_TRANSITIONS: { readonly [From in ReminderState]: readonly ReminderState[] } = {
  // Straight to `claimed`: a planned reminder may join the message about another order of the same buyer.
  planned: ["queued", "claimed", ...ENDED],
  // Back to `planned` where the claim finds that it must wait.
  queued: ["planned", "claimed", ...ENDED],
  // Back to `planned` on `not_sent`.
  claimed: ["planned", ...ENDED],
  done: [],
  // What an order's end cancelled takes the reason that all events together give: any order of them, one end state. A
  // channel that a policy dropped (`replanned`) may be taken up by the next.
  cancelled: ["planned", "cancelled", "skipped"],
  // What was refused at planning may be planned when the order, the buyer or the policy changes.
  skipped: ["planned", "skipped", "cancelled"],
  expired: [],
};

/** Whether a reminder in `from` may become `to`. */
export const canReminderFollow = (from: ReminderState, to: ReminderState): boolean =>
  REMINDER_TRANSITIONS[from].includes(to);

/**
 * `reminder` in another state, for a named reason where it ends without being sent. Staying where it is is no move.
 * @throws Error where that may not follow.
 */
export function moveReminder<Line extends { readonly state: ReminderState; readonly reason: StopReason | null }>(
  reminder: Line,
  to: ReminderState,
  reason: StopReason | null = null,
): Line {
  if (reminder.state !== to && !canReminderFollow(reminder.state, to)) {
    throw new Error(`a reminder can't go from ${reminder.state} to ${to}`);
  }
  return { ...reminder, state: to, reason };
}

/** What tells that the provider took the message, weakest first. */
const EVIDENCE = [
  "accepted",
  "delivered",
  // One rank by contract.md. Where two of it are told of one contact, the one nearer to a human stays, whichever came
  // first: a busy line before an answer, a bounce after a reading.
  "failed",
  "no_answer",
  "busy",
  "read",
  "answered",
  "replied",
] as const satisfies readonly ContactState[];

const above = (state: (typeof EVIDENCE)[number]): readonly ContactState[] =>
  EVIDENCE.slice(EVIDENCE.indexOf(state) + 1);

const CONTACT_TRANSITIONS: { readonly [From in ContactState]: readonly ContactState[] } = {
  claimed: ["rejected", "not_sent", "unknown", ...EVIDENCE],
  // Not `not_sent`, which may be claimed again: an unknown contact is never sent again (faults.md, I7).
  unknown: ["rejected", ...EVIDENCE],
  // Evidence against `not_sent` keeps it from being claimed again.
  not_sent: ["claimed", ...EVIDENCE],
  // A call that was called back.
  accepted: ["cancelled", ...above("accepted")],
  delivered: above("delivered"),
  failed: above("failed"),
  no_answer: above("no_answer"),
  busy: above("busy"),
  read: above("read"),
  answered: above("answered"),
  replied: [],
  rejected: [],
  cancelled: [],
};

/** The state of a contact in `from` of which `to` is told; null where it stays as it is (faults.md, I14: never backwards). */
export const advanceContact = (from: ContactState, to: ContactState): ContactState | null =>
  CONTACT_TRANSITIONS[from].includes(to) ? to : null;

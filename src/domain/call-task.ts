/** Calls that people make: what may become of one, and how urgent it is (domain.md, R11). */
import { type Instant, MINUTE } from "./instant.ts";
import type { ReportedState } from "./states.ts";

/** What an agent says of a call. `opted_out`: the buyer answered, and wants no more of it. */
export const CALL_OUTCOMES = ["answered", "no_answer", "busy", "failed", "opted_out"] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** As the list shows them: one that is leased is open to nobody but its holder. */
export const TASK_STATES = ["open", "leased", "done", "cancelled"] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** How long a task is held for whoever leased it, in milliseconds of real time. */
export const TASK_LEASE = 15 * MINUTE;

/** A call-back that a buyer asked a machine for is owed this long, in milliseconds. */
export const CALL_BACK_WITHIN = 24 * 60 * MINUTE;

/** The state of the contact that an outcome proves. */
export const stateOf = (outcome: CallOutcome): ReportedState => (outcome === "opted_out" ? "answered" : outcome);

/** Longest a buyer's word on when they will pay may lie ahead. */
const FURTHEST_PROMISE = 31 * 24 * 60 * MINUTE;
/** What clocks may differ by. */
const SLACK = 5 * MINUTE;

/** Whether a buyer can have promised, at `now`, to pay at `at`. */
export const isPromise = (at: Instant, now: Instant): boolean => at >= now - SLACK && at <= now + FURTHEST_PROMISE;

import type { Instant } from "./instant.ts";
import type { Plan, PlanLine } from "./plan.ts";
import type { ReminderState, StopReason } from "./states.ts";

/** A line as it stands in the table. */
export interface StandingLine extends Omit<PlanLine, "state"> {
  readonly state: ReminderState;
  /** There where it was tried and provably nothing was sent. */
  readonly contactId?: string | null;
}

/** What a new plan makes of a standing line. */
export interface LineChange {
  readonly state: ReminderState;
  readonly reason: StopReason | null;
  readonly dueAt: Instant | null;
  readonly notAfter: Instant | null;
  readonly rule: string | null;
  readonly step: number;
}

/** Refusals of planning: what is refused today may be planned when the order, the buyer or the policy changes. */
export const MENDABLE_REASONS: readonly StopReason[] = [
  "filtered",
  "grade",
  "no_address",
  "no_consent",
  "no_time_zone",
  "no_slot",
  "too_late",
  "suppressed",
  "paid_other",
];

/** How an order ends. What it ended may take another reason when more is known, and is never planned again. */
const ENDINGS: readonly (StopReason | null)[] = ["closed", "cancelled", "paid"];

/** Whether a plan may still change a line that ended: it was refused at planning, or a policy dropped its channel. */
export const isMendable = ({ state, reason }: Pick<StandingLine, "state" | "reason">): boolean =>
  state === "skipped"
    ? MENDABLE_REASONS.some((mendable) => mendable === reason)
    : state === "cancelled" && reason === "replanned";

/**
 * What changes of a line when the order is planned anew; null where nothing does. What was claimed, done or expired
 * stays for ever, and so does what was skipped at the claim.
 */
export function replanLine(standing: StandingLine, plan: Plan): LineChange | null {
  const open = standing.state === "planned" || standing.state === "queued";
  const ended = standing.state === "cancelled" && ENDINGS.includes(standing.reason);
  if (!open && !isMendable(standing) && !ended) return null;
  const line = plan.lines.find(({ channel }) => channel === standing.channel);
  if (ended && (!line || line.state === "planned")) return null;
  if (!line) {
    return open ? { ...timesOf(standing), state: "cancelled", reason: "replanned" } : null;
  }
  // What is tried again keeps the time of the next try.
  if (line.state === "planned" && (standing.contactId ?? null) !== null) return null;
  return isSame(standing, line) ? null : { ...timesOf(line), state: line.state, reason: line.reason };
}

const timesOf = ({ dueAt, notAfter, rule, step }: Omit<PlanLine, "state">) => ({ dueAt, notAfter, rule, step });

function isSame(standing: StandingLine, line: PlanLine): boolean {
  const state = standing.state === "queued" ? "planned" : standing.state;
  return (
    state === line.state &&
    standing.reason === line.reason &&
    standing.dueAt === line.dueAt &&
    standing.notAfter === line.notAfter &&
    standing.rule === line.rule &&
    standing.step === line.step
  );
}

import type { ContactId } from "../domain/brand.ts";
import type { SendResult } from "../domain/channel.ts";
import { type Instant, MINUTE, plus, SECOND } from "../domain/instant.ts";
import { moveReminder } from "../domain/states.ts";
import { purposeInput } from "../domain/thanks.ts";
import type { Tx } from "../store/connect.ts";
import { attemptCounts } from "../store/contact-outcomes.ts";
import { insertDecisions } from "../store/decisions.ts";
import { type Reminder, type ReminderChange, updateReminders } from "../store/reminders.ts";
import type { SentOutcome } from "./record-outcomes.ts";

/** Code of an attempt that was given up because an order ended, or the buyer said no, after the claim. */
export const ENDED = "ended";

/** How long a try that provably sent nothing waits for the next: doubled each time, up to the last. */
const FIRST_RETRY_MS = 30 * SECOND;
const LAST_RETRY_MS = 15 * MINUTE;
/** A provider that asks to be tried again sooner is not: this long, doubled each time. */
const SOONEST_RETRY_MS = SECOND;

/** What becomes of the reminders of contacts that took their outcome (`taken`): done, or another try. */
export async function settleReminders(
  tx: Tx,
  outcomes: readonly SentOutcome[],
  taken: ReadonlySet<ContactId>,
  reminders: readonly Reminder[],
  now: Instant,
): Promise<void> {
  const results = new Map(outcomes.map(({ claim, result }) => [claim.contactId, result]));
  const tries = await attemptCounts(
    tx,
    outcomes.filter(({ result }) => result.kind === "not_sent").map(({ claim }) => claim.contactId),
  );
  const changes = reminders.flatMap((reminder): ReminderChange[] => {
    const result = reminder.contactId === null ? undefined : results.get(reminder.contactId);
    if (reminder.state !== "claimed" || reminder.contactId === null || !result || !taken.has(reminder.contactId))
      return [];
    return [
      result.kind === "not_sent"
        ? again(reminder, result, tries.get(reminder.contactId) ?? 1, now)
        : moveReminder(reminder, "done"),
    ];
  });
  await updateReminders(tx, changes, now);
  const before = new Map(reminders.map((reminder) => [reminder.id, reminder]));
  await insertDecisions(
    tx,
    changes.map((change) => {
      const reminder = before.get(change.id);
      const result = change.contactId === null ? undefined : results.get(change.contactId);
      if (!reminder || !result) throw new Error("an outcome without its reminder");
      const { shopId, orderId, rule, policyVersion, channel, purpose } = reminder;
      const code = result.kind === "accepted" ? null : result.code;
      const told = { channel, contact: change.contactId, outcome: result.kind, state: change.state };
      const inputs = { ...told, ...purposeInput(purpose) };
      return { shopId, orderId, at: now, what: "recorded", rule, reason: code, policyVersion, inputs };
    }),
  );
}

/** Milliseconds until the next try after `tries` of them. @param asked by the provider; null where it said nothing. */
function retryWait(asked: number | null, tries: number): number {
  const doubled = (first: number) => Math.min(first * 2 ** (tries - 1), LAST_RETRY_MS);
  return asked === null ? doubled(FIRST_RETRY_MS) : Math.max(asked, doubled(SOONEST_RETRY_MS));
}

/** Back to `planned` for another attempt, all checks anew; a template that fails would fail again. */
function again(
  reminder: Reminder,
  result: Extract<SendResult, { kind: "not_sent" }>,
  tries: number,
  now: Instant,
): ReminderChange {
  if (result.code === "template_error") return moveReminder(reminder, "skipped", "template_error");
  // The claim that follows at once ends what is over and takes the rest of the contact along.
  const dueAt = result.code === ENDED ? now : plus(now, retryWait(result.retryAfterMs, tries));
  return reminder.notAfter !== null && dueAt >= reminder.notAfter
    ? moveReminder(reminder, "expired", "too_late")
    : { ...moveReminder(reminder, "planned"), dueAt };
}

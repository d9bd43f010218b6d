import { sql } from "drizzle-orm";
import type { ContactId, OrderId, ReminderId, ShopId } from "../domain/brand.ts";
import type { ChannelName, Purpose } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import { toIso } from "../domain/instant.ts";
import type { ReminderState, StopReason } from "../domain/states.ts";
import { among, insertBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { reminders } from "./schema.ts";

/** One line of an order's plan. */
export interface Reminder {
  readonly id: ReminderId;
  readonly shopId: ShopId;
  readonly orderId: OrderId;
  readonly purpose: Purpose;
  readonly channel: ChannelName;
  readonly step: number;
  readonly state: ReminderState;
  readonly reason: StopReason | null;
  readonly dueAt: Instant | null;
  readonly notAfter: Instant | null;
  readonly rule: string | null;
  readonly policyVersion: number;
  readonly contactId: ContactId | null;
}

/** What may change of a reminder; all of it is written. */
export type ReminderChange = Pick<
  Reminder,
  "id" | "state" | "reason" | "dueAt" | "notAfter" | "rule" | "step" | "policyVersion" | "contactId"
>;

const columns = {
  id: reminders.id,
  shopId: reminders.shopId,
  orderId: reminders.orderId,
  purpose: reminders.purpose,
  channel: reminders.channel,
  step: reminders.step,
  state: reminders.state,
  reason: reminders.reason,
  dueAt: reminders.dueAt,
  notAfter: reminders.notAfter,
  rule: reminders.rule,
  policyVersion: reminders.policyVersion,
  contactId: reminders.contactId,
};

/**
 * Locks every reminder of these orders, in the one order everybody uses, and reads them as they are under the lock: a
 * row that somebody else held comes as they left it. The orders must be locked before, so that none is added meanwhile.
 */
export async function lockReminders(tx: Tx, orderIds: readonly OrderId[]): Promise<Reminder[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx
    .select(columns)
    .from(reminders)
    .where(among(reminders.orderId, orderIds))
    .orderBy(reminders.id)
    .for("no key update");
  return rows.sort((a, b) => a.orderId - b.orderId || a.step - b.step || a.id - b.id);
}

/** Locks the reminders of these contacts, and reads them as they are under the lock. */
export async function lockRemindersOf(tx: Tx, contactIds: readonly ContactId[]): Promise<Reminder[]> {
  if (contactIds.length === 0) return [];
  return await tx
    .select(columns)
    .from(reminders)
    .where(among(reminders.contactId, contactIds))
    .orderBy(reminders.id)
    .for("no key update");
}

/** The plans of these orders, steps in their order. */
export async function readReminders(tx: Tx, orderIds: readonly OrderId[]): Promise<Reminder[]> {
  if (orderIds.length === 0) return [];
  return await tx
    .select(columns)
    .from(reminders)
    .where(among(reminders.orderId, orderIds))
    .orderBy(reminders.orderId, reminders.step, reminders.id);
}

export async function insertReminders(
  tx: Tx,
  rows: readonly (Omit<Reminder, "id"> & { readonly updatedAt: Instant })[],
): Promise<void> {
  await insertBulk(tx, reminders, rows);
}

/** Writes changes of locked reminders in one statement. */
export async function updateReminders(tx: Tx, changes: readonly ReminderChange[], now: Instant): Promise<void> {
  if (changes.length === 0) return;
  const rows = JSON.stringify(
    changes.map((change) => ({
      i: change.id,
      s: change.state,
      r: change.reason,
      d: change.dueAt === null ? null : toIso(change.dueAt),
      n: change.notAfter === null ? null : toIso(change.notAfter),
      u: change.rule,
      t: change.step,
      p: change.policyVersion,
      c: change.contactId,
    })),
  );
  await tx.execute(sql`
    UPDATE reminders SET state = v.s, reason = v.r, due_at = v.d, not_after = v.n, rule = v.u, step = v.t,
      policy_version = v.p, contact_id = v.c, updated_at = ${toIso(now)}::timestamptz,
      job_id = CASE WHEN v.s = 'queued' THEN job_id END, queued_at = CASE WHEN v.s = 'queued' THEN queued_at END
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS v(i bigint, s text, r text, d timestamptz, n timestamptz, u text, t smallint, p int, c uuid)
    WHERE reminders.id = v.i`);
}

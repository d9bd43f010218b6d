import type { OrderId, ShopId } from "../domain/brand.ts";
import type { Purpose } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";
import type { PlanLine } from "../domain/plan.ts";
import { ruleOf } from "../domain/plan-inputs.ts";
import { replanLine } from "../domain/replan.ts";
import type { Tx } from "../store/connect.ts";
import { type Decision, insertDecisions } from "../store/decisions.ts";
import type { OrderRow } from "../store/orders.ts";
import {
  insertReminders,
  lockReminders,
  type Reminder,
  type ReminderChange,
  updateReminders,
} from "../store/reminders.ts";
import type { Shop } from "../store/shops.ts";
import type { MadePlan } from "./plan-reminders.ts";

/** An order and its new plan; null where there is nothing to plan. */
export interface PlannedOrder {
  readonly row: OrderRow & { readonly id: OrderId };
  readonly made: MadePlan | null;
  /** Made in this transaction: it has no reminders yet. */
  readonly isNew: boolean;
}

const PURPOSE: Purpose = "payment_reminder";

/** Writes new plans over what stands, in two statements for all of them, with one decision for each plan that changed. */
export async function writePlans(
  tx: Tx,
  planned: readonly PlannedOrder[],
  shops: ReadonlyMap<ShopId, Shop>,
  now: Instant,
): Promise<void> {
  const standing = await lockReminders(
    tx,
    planned.filter(({ isNew, made }) => !isNew && made !== null).map(({ row }) => row.id),
  );
  const byOrder = Map.groupBy(
    standing.filter(({ purpose }) => purpose === PURPOSE),
    ({ orderId }) => orderId,
  );
  const inserts: (Omit<Reminder, "id"> & { updatedAt: Instant })[] = [];
  const changes: ReminderChange[] = [];
  const decisions: Decision[] = [];
  for (const { row, made } of planned) {
    if (!made) continue;
    const { plan } = made;
    const version = shops.get(row.shopId)?.policyVersion ?? 0;
    const lines = byOrder.get(row.id) ?? [];
    const changed = lines.flatMap((line) => {
      const change = replanLine(line, plan);
      return change ? [{ ...change, id: line.id, contactId: line.contactId, policyVersion: version }] : [];
    });
    const added = plan.lines.filter(({ channel }) => !lines.some((line) => line.channel === channel));
    changes.push(...changed);
    inserts.push(...added.map((line) => newReminder(row, line, version, now)));
    if (changed.length + added.length > 0) decisions.push(decisionOf(row, made, version, lines.length === 0, now));
  }
  await insertReminders(tx, inserts);
  await updateReminders(tx, changes, now);
  await insertDecisions(tx, decisions);
}

const newReminder = (row: PlannedOrder["row"], line: PlanLine, policyVersion: number, now: Instant) => ({
  ...line,
  shopId: row.shopId,
  orderId: row.id,
  purpose: PURPOSE,
  policyVersion,
  contactId: null,
  updatedAt: now,
});

function decisionOf(
  row: PlannedOrder["row"],
  { plan, inputsOf }: MadePlan,
  policyVersion: number,
  isFirst: boolean,
  at: Instant,
): Decision {
  const stopped = plan.lines.some(({ state }) => state === "cancelled");
  const what = stopped ? "stopped" : plan.reason !== null ? "not_planned" : isFirst ? "planned" : "replanned";
  return {
    shopId: row.shopId,
    orderId: row.id,
    at,
    what,
    rule: ruleOf(plan),
    reason: plan.reason,
    policyVersion,
    inputs: inputsOf(plan),
  };
}

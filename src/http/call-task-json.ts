import { type CallBranch, type CallSheet, readSheet } from "../domain/call-sheet.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import { maskPhone } from "../domain/mask.ts";
import { formatAmount, minor } from "../domain/money.ts";
import { reasonToSpeakTo } from "../domain/reason.ts";
import type { TaskOrder, TaskView } from "../store/call-task-views.ts";
import { BY_PEOPLE } from "../store/call-tasks.ts";
import type { Shop } from "../store/shops.ts";

const timeOf = (at: Instant | null): string | null => (at === null ? null : toIso(at));

/**
 * A call as the desk shows it. The number is masked: only `lease` gives it, to whoever holds the call.
 * @param branches how to talk about further reasons.
 */
export function callTaskJson(view: TaskView, shop: Shop, branches: readonly CallBranch[] = []) {
  const { task, orders, buyer, sheet } = view;
  const { id = null, name = null, phone = null, grade, paidOrders } = buyer?.state.fields.values ?? {};
  const currency = orders.find((order) => order.currency !== null)?.currency ?? shop.currency;
  const reason = reasonToSpeakTo(orders.map((order) => order.reason));
  return {
    id: task.contactId,
    state: task.state,
    ended: task.state === "cancelled" ? endOf(view) : null,
    orders: orders.map(({ externalId }) => externalId),
    order_states: orders.map(orderJson),
    buyer: {
      id,
      name,
      phone: phone === null ? null : maskPhone(phone),
      grade: grade ?? "C",
      kind: (paidOrders ?? 0) > 0 ? "returning" : "new",
    },
    amount: formatAmount(minor(task.amount), currency),
    currency,
    reason,
    asked_for: task.provider !== BY_PEOPLE,
    opened_at: toIso(task.openedAt),
    not_after: timeOf(task.notAfter),
    closed_at: timeOf(task.closedAt),
    leased_by: task.leasedBy,
    leased_until: timeOf(task.leasedUntil),
    outcome: task.outcome,
    promised_at: timeOf(task.promisedAt),
    sheet: sheet === null ? null : sheetJson(readSheet(sheet, reason), branches),
  };
}

/** With how to talk about every reason where that was asked for; the one the sheet speaks to comes first. */
function sheetJson(sheet: CallSheet, branches: readonly CallBranch[]) {
  const own = sheet.branches.map(({ reason }) => reason);
  return { ...sheet, branches: [...sheet.branches, ...branches.filter(({ reason }) => !own.includes(reason))] };
}

const orderJson = ({ externalId, status, placedAt, closesAt, amount, currency, items, reason }: TaskOrder) => ({
  id: externalId,
  status,
  placed_at: timeOf(placedAt),
  closes_at: timeOf(closesAt),
  amount: amount === null || currency === null ? null : formatAmount(amount, currency),
  currency,
  items: items.map(({ title, quantity }) => ({ title: title ?? null, quantity: quantity ?? 1 })),
  reason: reason.code,
});

/** Why a call that was taken off the list must not be made any more. */
function endOf({ orders, isSuppressed }: TaskView): string {
  const paid = orders.find(({ status }) => status === "paid");
  if (paid) return "paid";
  if (isSuppressed) return "suppressed";
  const ended = orders.find(({ status }) => status !== "unpaid");
  if (ended) return ended.status;
  return orders.some(({ stoppedAt }) => stoppedAt !== null) ? "stopped" : "too_late";
}

import type { ContactId, OrderId } from "../domain/brand.ts";
import { type CallOutcome, stateOf } from "../domain/call-task.ts";
import type { Instant } from "../domain/instant.ts";
import type { ReasonCode } from "../domain/reason-code.ts";
import { insertAudit } from "../store/audit.ts";
import { findTask } from "../store/call-task-views.ts";
import { type CallTask, finishTask, giveTaskBack, lockTask } from "../store/call-tasks.ts";
import { readClaimOrders } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import { type FoundContact, findContact } from "../store/contact-receipts.ts";
import { cancelTasks, endedContacts } from "../store/contacts-of-orders.ts";
import { insertDecisions } from "../store/decisions.ts";
import { lockOrderRows } from "../store/order-rows.ts";
import { type Shop, shopsOfGroups } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { putCorrection } from "./correct-reason.ts";
import { takeReceipt, tellOfReceipt } from "./record-receipt.ts";
import { suppressPeople } from "./suppress-people.ts";

/** Which call, and who speaks of it. */
export interface CallHolder {
  readonly shop: Shop;
  readonly id: ContactId;
  /** Staff number; null for a program that speaks for whoever holds the call. */
  readonly by: string | null;
  /** As the audit log names them. */
  readonly actor: string;
}

/** What an agent writes down of a call. `note` is personal. */
export interface CallReport extends CallHolder {
  readonly outcome: CallOutcome;
  readonly promisedAt: Instant | null;
  readonly note: string | null;
  /** Why the order is unpaid, as the buyer said it; null where nothing new was heard. */
  readonly reason: ReasonCode | null;
}

/** `not_held`: the task is not theirs (any more). `over`: it was reported already. */
export type CallAnswer = "done" | "no_task" | "not_held" | "over";

/**
 * Writes down what came of a call: the task is done, the contact is put down to whoever made it and moves on as by a
 * provider's receipt, a reason the buyer named corrects the orders'. A buyer who wants no more of it is left alone on
 * every channel at once, whoever holds the task.
 */
export async function reportCall(ctx: JourneyContext, report: CallReport): Promise<CallAnswer> {
  const { shop, id, outcome } = report;
  const groups = [shop.groupId];
  const shops = await shopsOfGroups(ctx.db, groups);
  const { answer, taken } = await inShops(ctx.db, { shops, groups }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    const found = await findContact(tx, id);
    if (found?.shopId !== shop.id || (await findTask(tx, shop.id, id)) === null)
      return { answer: "no_task" as const, taken: null };
    if (outcome === "opted_out") {
      await suppressPeople(tx, ctx, shop, found.people, { reason: "opted_out", source: "stop", at: now });
    }
    await lockOrderRows(tx, found.orderIds);
    const task = await lockTask(tx, shop.id, id);
    const refusal = refusalOf(task, report);
    if (refusal !== null || task === null) return { answer: refusal ?? ("no_task" as const), taken: null };
    const taken = await writeReport(tx, ctx, report, found, task, now);
    return { answer: "done" as const, taken };
  });
  if (taken) await tellOfReceipt(ctx, taken);
  return answer;
}

function refusalOf(task: CallTask | null, { by }: CallHolder): Exclude<CallAnswer, "done"> | null {
  if (task === null) return "no_task";
  if (task.outcome !== null) return "over";
  return task.leasedBy === null || (by !== null && by !== task.leasedBy) ? "not_held" : null;
}

async function writeReport(
  tx: Tx,
  ctx: JourneyContext,
  report: CallReport,
  found: FoundContact,
  task: CallTask,
  now: Instant,
) {
  const { shop, id, outcome, promisedAt, note, reason, actor } = report;
  await finishTask(tx, task, { outcome, promisedAt, now });
  const receipt = { contactId: id, state: stateOf(outcome), at: now, text: note };
  const taken = await takeReceipt(tx, ctx, shop, found, receipt);
  if (reason !== null) await correctReasons(tx, ctx, report, found.orderIds, reason);
  await insertDecisions(
    tx,
    found.orderIds.map((orderId) => ({
      shopId: shop.id,
      orderId,
      at: now,
      what: "called",
      rule: null,
      reason: null,
      policyVersion: null,
      inputs: { channel: "call", contact: id, outcome, agent: task.leasedBy, promised: promisedAt },
    })),
  );
  const detail = { agent: task.leasedBy, outcome, promised: promisedAt !== null, reason };
  await insertAudit(tx, { shopId: shop.id, actor, action: "call.outcome", target: id, detail });
  return taken;
}

async function correctReasons(
  tx: Tx,
  ctx: JourneyContext,
  { shop, actor }: CallHolder,
  orderIds: readonly OrderId[],
  code: ReasonCode,
): Promise<void> {
  for (const { externalId } of (await readClaimOrders(tx, orderIds)).values()) {
    await putCorrection(tx, ctx, { shopId: shop.id, externalId, code, by: actor, expected: null });
  }
}

/** Gives a call back that was not made: it is free for everybody again, or off the list where its orders have ended. */
export async function releaseCall(ctx: JourneyContext, holder: CallHolder): Promise<CallAnswer> {
  const { shop, id, actor } = holder;
  return await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
    const task = await lockTask(tx, shop.id, id);
    const refusal = refusalOf(task, holder);
    if (refusal !== null) return refusal;
    await giveTaskBack(tx, id);
    await cancelTasks(tx, [...(await endedContacts(tx, [id]))], await readClock(tx, ctx.clock));
    const detail = { agent: task?.leasedBy ?? null };
    await insertAudit(tx, { shopId: shop.id, actor, action: "call.release", target: id, detail });
    return "done";
  });
}

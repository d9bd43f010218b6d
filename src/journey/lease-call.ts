import type { ContactId } from "../domain/brand.ts";
import type { ChannelName } from "../domain/channel.ts";
import { DAY, type Instant, plus } from "../domain/instant.ts";
import { maySend, type Verdict } from "../domain/permit.ts";
import { addressOn } from "../domain/reach.ts";
import { insertAudit } from "../store/audit.ts";
import { findTask, readTaskViews, type TaskView } from "../store/call-task-views.ts";
import { BY_PEOPLE, type CallTask, holdTask, lockNextTask, lockTask } from "../store/call-tasks.ts";
import type { Tx } from "../store/connect.ts";
import { findContact } from "../store/contact-receipts.ts";
import { cancelTasks } from "../store/contacts-of-orders.ts";
import { insertDecisions } from "../store/decisions.ts";
import type { Shop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { permitFacts } from "./decide-buyer.ts";
import { noneDecided } from "./person-cap.ts";
import { reachOf } from "./plan-reminders.ts";
import { readClaimFacts } from "./read-claim-facts.ts";

/** Tasks that are looked at before it is said that there is none: each may have to wait for the buyer's hours. */
const MOST_LOOKS = 50;
/** A call by a person, whatever the channel is set to: a machine's callee may ask for one. */
const BY_PERSON = { name: "call" satisfies ChannelName, provider: BY_PEOPLE, caller: "person" } as const;

export interface LeaseRequest {
  readonly shop: Shop;
  /** Null: the most urgent one. */
  readonly id: ContactId | null;
  /** Staff number. */
  readonly by: string;
  /** As the audit log names them. */
  readonly actor: string;
}

/**
 * - `held`: theirs for 15 minutes. Personal: the number is shown to whoever holds it, and to nobody else.
 * - `none`: there is no call to make now. `no_task`: no such task.
 * - `taken`: somebody else holds it. `over`: it was made, or must not be made any more. `wait`: not at this hour.
 */
export type Lease =
  | { readonly kind: "held"; readonly view: TaskView; readonly phone: string }
  | { readonly kind: "none" | "no_task" | "taken" | "over" | "wait" };

/**
 * Hands a call to an agent, for 15 minutes by the database's clock; nobody else gets it meanwhile. Everything that
 * forbids a contact is judged again by what is true now: a call that must not be made any more goes off the list.
 */
export async function leaseCall(ctx: JourneyContext, request: LeaseRequest): Promise<Lease> {
  const { shop, id } = request;
  return await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
    if (id !== null) return await leaseOne(tx, ctx, request, id);
    const passed: ContactId[] = [];
    while (passed.length < MOST_LOOKS) {
      const next = await lockNextTask(tx, shop.id, passed);
      if (next === null) break;
      const lease = await leaseOne(tx, ctx, request, next);
      if (lease.kind === "held") return lease;
      passed.push(next);
    }
    return { kind: "none" };
  });
}

async function leaseOne(tx: Tx, ctx: JourneyContext, request: LeaseRequest, id: ContactId): Promise<Lease> {
  const { shop, by, actor } = request;
  const task = await lockTask(tx, shop.id, id);
  if (task === null) return { kind: "no_task" };
  if (task.state !== "open") return { kind: "over" };
  if (task.isHeld && task.leasedBy !== by) return { kind: "taken" };
  const now = await readClock(tx, ctx.clock);
  const { verdict, phone } = await judgeCall(tx, ctx, shop, task, now);
  if (verdict.kind === "wait") return { kind: "wait" };
  if (verdict.kind === "end") {
    await endTask(tx, shop, id, verdict.reason, now);
    return { kind: "over" };
  }
  if (phone === null) return { kind: "over" };
  await holdTask(tx, id, by, now);
  await insertAudit(tx, { shopId: shop.id, actor, action: "call.lease", target: id, detail: { agent: by } });
  const row = await findTask(tx, shop.id, id);
  const [view] = await readTaskViews(tx, ctx.vault, row === null ? [] : [row]);
  if (view === undefined) throw new Error("a task that was just locked is not there");
  return { kind: "held", view, phone };
}

/** The permit's rules on a call that was claimed when it was put on the list; it goes on while one of its orders may. */
async function judgeCall(
  tx: Tx,
  ctx: JourneyContext,
  shop: Shop,
  task: CallTask,
  now: Instant,
): Promise<{ readonly verdict: Verdict; readonly phone: string | null }> {
  const contact = await findContact(tx, task.contactId);
  const shops = new Map([[shop.id, shop]]);
  const orderIds = contact?.orderIds ?? [];
  const facts = await readClaimFacts(tx, ctx, BY_PERSON, { orderIds, reminders: [], shops, now });
  const buyer = contact && facts.buyers.get(contact.buyerId);
  const policy = facts.policies.get(shop.id);
  const over = { kind: "end", state: "cancelled", reason: "cancelled" } as const;
  if (!contact || !buyer || !policy) return { verdict: over, phone: null };
  const scene = { facts, shop, policy, buyer, decided: noneDecided() };
  const timing = { dueAt: now, notAfter: task.notAfter ?? plus(now, DAY), joining: false };
  const verdicts = [...facts.orders.values()].map((order): Verdict => {
    const permit = permitFacts(scene, order, timing);
    if (permit === null) return { kind: "end", state: "skipped", reason: "no_time_zone" };
    // The contact was counted when it was claimed. That a machine was answered is why the buyer waits for this call.
    const answer = contact.provider === BY_PEOPLE ? permit.answer : null;
    return maySend({ ...permit, answer, personCap: { used: 0, limit: 1 } });
  });
  const verdict =
    verdicts.find(({ kind }) => kind === "send") ?? verdicts.find(({ kind }) => kind === "wait") ?? verdicts[0] ?? over;
  return { verdict, phone: addressOn("call", reachOf(buyer)) };
}

/** Takes a call off the list for a reason that the order's story tells. */
async function endTask(tx: Tx, shop: Shop, id: ContactId, reason: string, at: Instant): Promise<void> {
  const contact = await findContact(tx, id);
  await cancelTasks(tx, [id], at);
  await insertDecisions(
    tx,
    (contact?.orderIds ?? []).map((orderId) => ({
      shopId: shop.id,
      orderId,
      at,
      what: "ended",
      rule: null,
      reason,
      policyVersion: null,
      inputs: { channel: "call", contact: id },
    })),
  );
}

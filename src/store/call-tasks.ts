import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { ContactId, OrderId, ShopId } from "../domain/brand.ts";
import { CALL_BACK_WITHIN, type CallOutcome, TASK_LEASE } from "../domain/call-task.ts";
import { type Instant, plus, toIso } from "../domain/instant.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { callTasks, contactOrders, contacts, orders, reminders } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** The provider whose calls staff make; a task of another one is a call-back that a buyer asked a machine for. */
export const BY_PEOPLE = "agent";

/**
 * Puts a call on the list of those that people make, while an order of the contact is still unpaid and its buyer has
 * not said no: the order is locked, so that a payment comes either before or sees the task. There already, it stays.
 */
export async function openCallTask(
  tx: Tx,
  vault: Vault,
  task: {
    readonly contactId: ContactId;
    readonly shopId: ShopId;
    /** What the agent reads from; null where it could not be rendered. Personal. */
    readonly sheet: string | null;
    readonly now: Instant;
  },
): Promise<void> {
  const { contactId, shopId, now } = task;
  const ofContact = tx
    .select({ id: contactOrders.orderId })
    .from(contactOrders)
    .where(and(eq(contactOrders.contactId, contactId), eq(contactOrders.dropped, false)));
  const open = await tx
    .select({ closesAt: orders.closesAt })
    .from(orders)
    .where(
      and(
        inArray(orders.id, ofContact),
        eq(orders.status, "unpaid"),
        isNull(orders.stoppedAt),
        sql`NOT EXISTS (SELECT FROM buyers b JOIN suppressions s ON s.person_id = ANY(b.people) AND s.lifted_at IS NULL
          WHERE b.id = orders.buyer_id)`,
      ),
    )
    .orderBy(orders.id)
    .for("share");
  if (open.length === 0) return;
  const sheet = task.sheet === null ? null : vault.seal(task.sheet, placeOfSheet(shopId, contactId));
  const notAfter = await deadlineOf(tx, contactId, open, now);
  await tx
    .insert(callTasks)
    .values({ contactId, shopId, state: "open", openedAt: now, notAfter, sheet })
    .onConflictDoNothing();
}

/** As long as its reminder may be sent, a call-back for a day; and while one of its orders has not closed. */
async function deadlineOf(
  tx: Tx,
  contactId: ContactId,
  open: readonly { readonly closesAt: Instant | null }[],
  now: Instant,
): Promise<Instant | null> {
  const [contact] = await tx.select({ provider: contacts.provider }).from(contacts).where(eq(contacts.id, contactId));
  const planned = await tx
    .select({ notAfter: reminders.notAfter })
    .from(reminders)
    .where(eq(reminders.contactId, contactId));
  const latest = planned.flatMap(({ notAfter }) => notAfter ?? []).sort((a, b) => b - a)[0] ?? null;
  const by = contact?.provider === BY_PEOPLE ? latest : plus(now, CALL_BACK_WITHIN);
  const closing = open.flatMap(({ closesAt }) => closesAt ?? []);
  const closed = closing.length === open.length ? [...closing].sort((a, b) => b - a)[0] : undefined;
  const [first] = [by, closed].flatMap((at) => at ?? []).sort((a, b) => a - b);
  return first ?? null;
}

/** A task, locked. */
export interface CallTask {
  readonly contactId: ContactId;
  readonly state: "open" | "done" | "cancelled";
  readonly notAfter: Instant | null;
  readonly leasedBy: string | null;
  readonly leasedAt: Instant | null;
  /** Whether its holder's time is still running, by the database's clock. */
  readonly isHeld: boolean;
  readonly outcome: CallOutcome | null;
}

const columns = {
  contactId: callTasks.contactId,
  state: callTasks.state,
  notAfter: callTasks.notAfter,
  leasedBy: callTasks.leasedBy,
  leasedAt: callTasks.leasedAt,
  isHeld: sql<boolean>`coalesce(${callTasks.leasedUntil} > clock_timestamp(), false)`,
  outcome: callTasks.outcome,
};

/** Waits for the task with this id of its contact, and locks it; null where the shop has none. */
export async function lockTask(tx: Tx, shopId: ShopId, id: ContactId): Promise<CallTask | null> {
  const [task] = await tx
    .select(columns)
    .from(callTasks)
    .where(and(eq(callTasks.shopId, shopId), eq(callTasks.contactId, id)))
    .for("no key update");
  return task ?? null;
}

/**
 * Locks the most urgent task that nobody holds: the one whose time is up first, of those the one about the most money,
 * of those the oldest. What another transaction is taking is passed over. Reads the shop's open tasks.
 * @param passed tasks that can't be had now.
 */
export async function lockNextTask(tx: Tx, shopId: ShopId, passed: readonly ContactId[]): Promise<ContactId | null> {
  const result = await tx.execute<{ contact_id: ContactId }>(sql`
    SELECT t.contact_id FROM call_tasks t CROSS JOIN LATERAL (
      SELECT sum(o.amount) AS amount FROM contact_orders p JOIN orders o ON o.id = p.order_id
      WHERE p.contact_id = t.contact_id AND NOT p.dropped AND o.status = 'unpaid') AS owed
    WHERE t.shop_id = ${shopId} AND t.state = 'open' AND (t.leased_until IS NULL OR t.leased_until <= clock_timestamp())
      AND t.contact_id <> ALL(${sql.param([...passed])}::uuid[])
    ORDER BY t.not_after NULLS LAST, owed.amount DESC NULLS LAST, t.number
    LIMIT 1 FOR NO KEY UPDATE OF t SKIP LOCKED`);
  return result.rows[0]?.contact_id ?? null;
}

/** Holds a locked task for somebody, for 15 minutes by the database's clock. Holding it again begins anew. */
export async function holdTask(tx: Tx, id: ContactId, by: string, now: Instant): Promise<void> {
  const until = sql`clock_timestamp() + make_interval(secs => ${TASK_LEASE / 1_000})`;
  const at = sql`CASE WHEN ${callTasks.leasedBy} = ${by} AND ${callTasks.leasedUntil} > clock_timestamp()
    THEN ${callTasks.leasedAt} ELSE ${toIso(now)}::timestamptz END`;
  await tx.update(callTasks).set({ leasedBy: by, leasedAt: at, leasedUntil: until }).where(eq(callTasks.contactId, id));
}

/** Gives a locked task back. */
export async function giveTaskBack(tx: Tx, id: ContactId): Promise<void> {
  await tx
    .update(callTasks)
    .set({ leasedBy: null, leasedAt: null, leasedUntil: null })
    .where(eq(callTasks.contactId, id));
}

/**
 * Closes a locked task with what came of the call, and puts its contact down to whoever made it: the call counts from
 * when it was taken up, not from when it was put on the list.
 */
export async function finishTask(
  tx: Tx,
  { contactId, leasedBy, leasedAt }: Pick<CallTask, "contactId" | "leasedBy" | "leasedAt">,
  {
    outcome,
    promisedAt,
    now,
  }: { readonly outcome: CallOutcome; readonly promisedAt: Instant | null; readonly now: Instant },
): Promise<void> {
  await tx
    .update(callTasks)
    .set({ state: "done", closedAt: now, outcome, promisedAt, leasedUntil: null })
    .where(eq(callTasks.contactId, contactId));
  const made = leasedAt === null ? sql`${contacts.sentAt}` : sql`${toIso(leasedAt)}::timestamptz`;
  await tx
    .update(contacts)
    .set({
      agent: leasedBy,
      sentAt: sql`CASE WHEN ${contacts.provider} = ${BY_PEOPLE} THEN ${made} ELSE ${contacts.sentAt} END`,
    })
    .where(eq(contacts.id, contactId));
}

/** Locks open tasks whose time is up and that nobody holds. @returns each with its orders. */
export async function lockOverdueTasks(
  tx: Tx,
  now: Instant,
  limit: number,
): Promise<{ contactId: ContactId; shopId: ShopId; orderId: OrderId }[]> {
  const overdue = await tx.execute<{ contact_id: ContactId }>(sql`
    SELECT contact_id FROM call_tasks
    WHERE state = 'open' AND not_after <= ${toIso(now)}::timestamptz
      AND (leased_until IS NULL OR leased_until <= clock_timestamp())
    ORDER BY not_after LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`);
  const ids = overdue.rows.map((row) => row.contact_id);
  if (ids.length === 0) return [];
  return await tx
    .select({ contactId: contactOrders.contactId, shopId: contactOrders.shopId, orderId: contactOrders.orderId })
    .from(contactOrders)
    .where(and(among(contactOrders.contactId, ids), eq(contactOrders.dropped, false)));
}

const placeOfSheet = (shopId: ShopId, contactId: ContactId) => ({
  table: "call_tasks",
  column: "sheet",
  shop: shopId,
  row: contactId,
});

/** What the agent reads from; null where there is none, or the buyer was erased. */
export const openSheet = (
  vault: Vault,
  task: { readonly contactId: ContactId; readonly shopId: ShopId; readonly sheet: Uint8Array | null },
): string | null =>
  task.sheet === null ? null : vault.openText(task.sheet, placeOfSheet(task.shopId, task.contactId));

/** Calls as the people who make them see them. Reads alone. */
import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import type { BuyerId, ContactId, ShopId } from "../domain/brand.ts";
import type { TaskState } from "../domain/call-task.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import { among } from "./bulk.ts";
import { type Buyer, readBuyers } from "./buyers.ts";
import { openSheet } from "./call-tasks.ts";
import type { Tx } from "./connect.ts";
import { suppressedAmong } from "./people.ts";
import { callTasks, contactOrders, contacts, orders } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** Where a page begins: after the task with this deadline (null: none), amount and number. Of closed ones the number counts alone. */
export interface TaskCursor {
  readonly notAfter: Instant | null;
  readonly amount: number;
  readonly number: number;
}

export interface TaskFilter {
  readonly state: TaskState;
  /** Whose they are, or were. */
  readonly by: string | null;
  readonly after: TaskCursor | null;
  readonly limit: number;
}

const isHeld = sql`coalesce(${callTasks.leasedUntil} > clock_timestamp(), false)`;

/** What is still owed on a call's orders, in the currency's smallest unit. */
const owed = sql<number>`(SELECT coalesce(sum(o.amount), 0) FROM contact_orders p JOIN orders o ON o.id = p.order_id
  WHERE p.contact_id = ${callTasks.contactId} AND NOT p.dropped AND o.status = 'unpaid')`.mapWith(Number);

const columns = {
  contactId: callTasks.contactId,
  shopId: callTasks.shopId,
  number: callTasks.number,
  state: sql<TaskState>`CASE WHEN ${callTasks.state} = 'open' AND ${isHeld} THEN 'leased' ELSE ${callTasks.state} END`,
  openedAt: callTasks.openedAt,
  closedAt: callTasks.closedAt,
  notAfter: callTasks.notAfter,
  leasedBy: callTasks.leasedBy,
  leasedUntil: callTasks.leasedUntil,
  outcome: callTasks.outcome,
  promisedAt: callTasks.promisedAt,
  sheet: callTasks.sheet,
  amount: owed,
  buyerId: contacts.buyerId,
  provider: contacts.provider,
};

export type TaskRow = Awaited<ReturnType<typeof findTask>> & object;

export async function findTask(tx: Tx, shopId: ShopId, id: ContactId) {
  const [row] = await tx
    .select(columns)
    .from(callTasks)
    .innerJoin(contacts, eq(contacts.id, callTasks.contactId))
    .where(and(eq(callTasks.shopId, shopId), eq(callTasks.contactId, id)));
  return row ?? null;
}

/** One page of a shop's calls: those to be made by their urgency, those that are over the latest first. */
export async function listTasks(tx: Tx, shopId: ShopId, filter: TaskFilter): Promise<TaskRow[]> {
  const { state, by, after, limit } = filter;
  const isOver = state === "done" || state === "cancelled";
  return await tx
    .select(columns)
    .from(callTasks)
    .innerJoin(contacts, eq(contacts.id, callTasks.contactId))
    .where(
      and(
        eq(callTasks.shopId, shopId),
        eq(callTasks.state, isOver ? state : "open"),
        isOver ? undefined : state === "leased" ? isHeld : sql`NOT ${isHeld}`,
        by === null ? undefined : eq(callTasks.leasedBy, by),
        after === null ? undefined : isOver ? lt(callTasks.number, after.number) : follows(after),
      ),
    )
    .orderBy(
      ...(isOver
        ? [desc(callTasks.number)]
        : [sql`${callTasks.notAfter} NULLS LAST`, sql`${owed} DESC`, sql`${callTasks.number}`]),
    )
    .limit(limit);
}

const follows = ({ notAfter, amount, number }: TaskCursor): SQL =>
  sql`(coalesce(${callTasks.notAfter}, 'infinity'), -${owed}, ${callTasks.number})
    > (${notAfter === null ? "infinity" : toIso(notAfter)}::timestamptz, ${-amount}::bigint, ${number}::bigint)`;

/** An order that a call is about. */
export type TaskOrder = Awaited<ReturnType<typeof readTaskOrders>>[number];

async function readTaskOrders(tx: Tx, ids: readonly ContactId[]) {
  if (ids.length === 0) return [];
  return await tx
    .select({
      contactId: contactOrders.contactId,
      externalId: orders.externalId,
      status: orders.status,
      placedAt: orders.placedAt,
      closesAt: orders.closesAt,
      stoppedAt: orders.stoppedAt,
      amount: orders.amount,
      currency: orders.currency,
      items: orders.items,
      reason: {
        code: orders.reasonCode,
        confidence: orders.reasonConfidence,
        source: orders.reasonSource,
        at: orders.reasonAt,
      },
    })
    .from(contactOrders)
    .innerJoin(orders, eq(orders.id, contactOrders.orderId))
    .where(and(among(contactOrders.contactId, ids), eq(contactOrders.dropped, false)))
    .orderBy(contactOrders.orderId);
}

/** A call with whom and what it is about. Personal. */
export interface TaskView {
  readonly task: TaskRow;
  readonly orders: readonly TaskOrder[];
  readonly buyer: Buyer | null;
  readonly isSuppressed: boolean;
  readonly sheet: string | null;
}

/** The transaction must name the shop's group. */
export async function readTaskViews(tx: Tx, vault: Vault, rows: readonly TaskRow[]): Promise<TaskView[]> {
  const buyers = await readBuyers(tx, vault, [...new Set(rows.map(({ buyerId }): BuyerId => buyerId))]);
  const suppressed = await suppressedAmong(
    tx,
    [...buyers.values()].flatMap(({ people }) => people),
  );
  const ofTask = Map.groupBy(
    await readTaskOrders(
      tx,
      rows.map(({ contactId }) => contactId),
    ),
    ({ contactId }) => contactId,
  );
  return rows.map((task) => {
    const buyer = buyers.get(task.buyerId) ?? null;
    return {
      task,
      buyer,
      orders: ofTask.get(task.contactId) ?? [],
      isSuppressed: buyer?.people.some((id) => suppressed.has(id)) ?? false,
      sheet: openSheet(vault, task),
    };
  });
}

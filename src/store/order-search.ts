/** Finding a shop's orders, a page at a time, however many it has. Reads alone. */
import { and, desc, eq, gte, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { BuyerId, OrderId, ShopId } from "../domain/brand.ts";
import { CHANNELS, type ChannelName } from "../domain/channel.ts";
import type { Grade, OrderStatus } from "../domain/event.ts";
import { type Instant, type Interval, toIso } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import type { ReasonCode } from "../domain/reason-code.ts";
import type { RecoveryCut, RecoveryFigure } from "../domain/recovery.ts";
import type { ReminderState } from "../domain/states.ts";
import { among } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { type OrderColumns, orderColumns } from "./order-views.ts";
import { orders } from "./schema.ts";

/** Where a page begins: after the order placed then (null: nobody told when), with that row id. */
export interface OrderCursor {
  readonly placedAt: Instant | null;
  readonly id: OrderId;
}

/** Orders whose id begins so, or that are of one of these buyers. */
export interface NamedOrders {
  readonly prefix: string;
  /** Those whose id begins so, where they are few; null: they are many. */
  readonly few: readonly OrderId[] | null;
  readonly buyers: readonly BuyerId[];
}

/** One row of recovery statistics. */
export interface RecoveryRow {
  readonly by: RecoveryCut;
  readonly key: string;
  readonly currency: CurrencyCode;
}

/** How orders count in statistics: each of these leaves out what does not count at all. Null: whatever it is. */
export interface CountedFilter {
  readonly row: RecoveryRow | null;
  readonly figure: RecoveryFigure | null;
  /** The buyer's, as it was told with the order. */
  readonly grade: Grade | null;
  readonly recovered: boolean | null;
}

/** What a list is narrowed to; null: nothing. */
export interface OrderFilter {
  readonly named: NamedOrders | null;
  readonly status: readonly OrderStatus[] | null;
  /** Of placing. */
  readonly placed: Partial<Interval>;
  readonly reason: ReasonCode | null;
  /** Of one and the same reminder. */
  readonly reminder: { readonly state: ReminderState | null; readonly channel: ChannelName | null };
  readonly counted: CountedFilter;
}

/** Whether the list asks for what statistics know: they must be counted up first. */
export const asksStatistics = ({ counted }: Pick<OrderFilter, "counted">): boolean =>
  Object.values(counted).some((asked) => asked !== null);

/**
 * One page of a shop's orders, the last placed first; those whose placing nobody told come before all others. What many
 * orders have is found by walking them in this order, what few have by an index of its own.
 */
export async function listOrders(
  tx: Tx,
  shopId: ShopId,
  filter: OrderFilter,
  { after, limit }: { readonly after: OrderCursor | null; readonly limit: number },
): Promise<OrderColumns[]> {
  const { named, status, placed, reason, reminder, counted } = filter;
  return await tx
    .select(orderColumns)
    .from(orders)
    .where(
      and(
        eq(orders.shopId, shopId),
        named === null ? undefined : isNamed(named),
        status === null ? undefined : inArray(orders.status, [...status]),
        placed.start === undefined ? undefined : gte(orders.placedAt, placed.start),
        placed.end === undefined ? undefined : lt(orders.placedAt, placed.end),
        reason === null ? undefined : eq(orders.reasonCode, reason),
        // Statistics say the same; here is the index.
        counted.row?.by === "reason" ? sql`${orders.reasonCode} = ${counted.row.key}` : undefined,
        hasReminder(shopId, reminder),
        countsAs(shopId, counted),
        after === null ? undefined : follows(after),
      ),
    )
    .orderBy(sql`${orders.placedAt} DESC NULLS FIRST`, desc(orders.id))
    .limit(limit);
}

/** The last character of all. */
const LAST = "\u{10ffff}";

/** By range and not `LIKE`, which row level security keeps from using an index. */
const begins = (prefix: string): SQL =>
  sql`(${orders.externalId} ~>=~ ${prefix}::text AND ${orders.externalId} ~<~ ${prefix + LAST}::text)`;

/** So many orders count as few. */
const FEW = 5_000;

/**
 * The orders whose id begins so; null where they are many. Ids often tell the day, so that a walk from the last placed
 * would pass all that came since before it met the first.
 */
export async function findFewNamed(tx: Tx, shopId: ShopId, prefix: string): Promise<OrderId[] | null> {
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.shopId, shopId), begins(prefix)))
    .limit(FEW + 1);
  return rows.length > FEW ? null : rows.map(({ id }) => id);
}

function isNamed({ prefix, few, buyers }: NamedOrders): SQL | undefined {
  const named = few === null ? begins(prefix) : among(orders.id, few);
  return buyers.length === 0 ? named : or(named, among(orders.buyerId, buyers));
}

function hasReminder(shopId: ShopId, { state, channel }: OrderFilter["reminder"]): SQL | undefined {
  if (state === null && channel === null) return undefined;
  // Every channel by name where none is asked for: the index begins with it.
  const channels = channel === null ? CHANNELS : [channel];
  return sql`EXISTS (SELECT FROM reminders r WHERE r.order_id = ${orders.id} AND r.shop_id = ${shopId}
    AND r.purpose = 'payment_reminder' AND r.channel = ANY(${sql.param([...channels])}::text[])
    ${state === null ? sql`` : sql`AND r.state = ${state}`})`;
}

function countsAs(shopId: ShopId, counted: CountedFilter): SQL | undefined {
  if (!asksStatistics({ counted })) return undefined;
  const { row, figure, grade, recovered } = counted;
  const conditions = [
    ...(row === null ? [] : [sql`f.currency = ${row.currency}`, hasKey(row)]),
    ...(figure === null ? [] : [sql`f.${sql.identifier(figure)} = 1`]),
    ...(grade === null ? [] : [sql`f.grade = ${grade}`]),
    ...(recovered === null ? [] : [sql`f.recovered = ${recovered ? 1 : 0}`]),
  ];
  return sql`EXISTS (SELECT FROM stats_orders f WHERE f.order_id = ${orders.id} AND f.shop_id = ${shopId}
    AND ${sql.join(conditions, sql` AND `)})`;
}

function hasKey({ by, key }: RecoveryRow): SQL {
  switch (by) {
    case "shop":
      return sql`true`;
    case "day":
      return sql`f.day = ${key}::date`;
    default:
      return sql`f.${sql.identifier(by)} = ${key}`;
  }
}

function follows({ placedAt, id }: OrderCursor): SQL | undefined {
  if (placedAt !== null) return sql`(${orders.placedAt}, ${orders.id}) < (${toIso(placedAt)}::timestamptz, ${id})`;
  return or(isNotNull(orders.placedAt), and(isNull(orders.placedAt), lt(orders.id, id)));
}

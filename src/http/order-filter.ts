import type { Context } from "hono";
import type { OrderId } from "../domain/brand.ts";
import { CHANNELS } from "../domain/channel.ts";
import { GRADES, ORDER_STATUSES, type OrderStatus } from "../domain/event.ts";
import { type Instant, type Interval, instant } from "../domain/instant.ts";
import { momentOf } from "../domain/local-time.ts";
import { REASON_CODES } from "../domain/reason-code.ts";
import { RECOVERY_CUTS, RECOVERY_FIGURES } from "../domain/recovery.ts";
import { REMINDER_STATES } from "../domain/states.ts";
import { isOpaqueId } from "../domain/text.ts";
import type { OrderCursor, OrderFilter, RecoveryRow } from "../store/order-search.ts";
import type { Shop } from "../store/shops.ts";
import { readDay, readDays } from "./dates.ts";
import { badParameter, readCursor } from "./paging.ts";
import { readCurrency } from "./stats-query.ts";

/** What a list of orders is narrowed to, as far as the query says by itself: `q` is looked up. */
export interface OrderQuery extends Omit<OrderFilter, "named"> {
  readonly text: string | null;
}

/**
 * The query of `orders`. With `by`, the days are those of `stats/recovery`: without `from` and `to` the last 30.
 * @throws HttpProblem 422.
 */
export function readOrderQuery(c: Context, shop: Shop, now: Instant): OrderQuery {
  const row = readRow(c, shop);
  const { from, to } = c.req.query();
  return {
    text: readText(c),
    status: readStatus(c),
    placed: row === null ? readPlaced(c, shop.timezone) : readDays({ from, to }, shop.timezone, now).span,
    reason: readOne(c, "reason", REASON_CODES),
    reminder: { state: readOne(c, "state", REMINDER_STATES), channel: readOne(c, "channel", CHANNELS) },
    counted: {
      row,
      figure: readOne(c, "figure", RECOVERY_FIGURES),
      grade: readOne(c, "grade", GRADES),
      recovered: readRecovered(c),
    },
  };
}

/** @throws HttpProblem 422 where the cursor is none. */
export function readAfter(c: Context): OrderCursor | null {
  const [placedAt = null, id = null] = readCursor(c, 2) ?? [];
  return id === null ? null : { placedAt: placedAt === null ? null : instant(placedAt), id: id as OrderId };
}

function readText(c: Context): string | null {
  const text = c.req.query("q")?.trim();
  if (text === undefined || text === "") return null;
  if (!isOpaqueId(text))
    throw badParameter("q", "must be an order's id or its beginning, a phone, an e-mail, a buyer's id");
  return text;
}

function readOne<Value extends string>(c: Context, name: string, known: readonly Value[]): Value | null {
  const text = c.req.query(name);
  if (text === undefined) return null;
  const found = known.find((one) => one === text);
  if (found === undefined) throw badParameter(name, `must be one of ${known.join(", ")}`);
  return found;
}

function readRecovered(c: Context): boolean | null {
  const named = readOne(c, "recovered", ["true", "false"]);
  return named === null ? null : named === "true";
}

const KEY_LIMIT = 200;

function readRow(c: Context, shop: Shop): RecoveryRow | null {
  const by = readOne(c, "by", RECOVERY_CUTS);
  const key = c.req.query("key");
  if (by === null && key === undefined) return null;
  if (by === null) throw badParameter("by", "must say what `key` is a key of");
  if (key === undefined || key.length > KEY_LIMIT || /\p{Cc}/u.test(key) || !key.isWellFormed())
    throw badParameter("key", "must be the key of a row of stats/recovery");
  if (by === "day") readDay("key", key);
  return { by, key, currency: readCurrency(c, shop.currency) };
}

function readStatus(c: Context): readonly OrderStatus[] | null {
  const given = c.req.queries("status")?.flatMap((text) => text.split(","));
  if (given === undefined) return null;
  const known = ORDER_STATUSES.filter((status) => given.includes(status));
  if (given.some((text) => !ORDER_STATUSES.some((status) => status === text))) {
    throw badParameter("status", `must be one of ${ORDER_STATUSES.join(", ")}`);
  }
  return known;
}

/** `from` and `to`: dates of placing in the shop's zone, inclusive. */
function readPlaced(c: Context, zone: string): Partial<Interval> {
  const edge = (name: "from" | "to", later: number): Instant | undefined => {
    const text = c.req.query(name);
    return text === undefined ? undefined : momentOf(zone, readDay(name, text) + later, 0);
  };
  const [start, end] = [edge("from", 0), edge("to", 1)];
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

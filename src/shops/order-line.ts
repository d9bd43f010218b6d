/** A line of a file of orders: the `data` of a webhook, as JSON (contract.md, `cuifu simulate`). */
import type { OrderEvent } from "../domain/event.ts";
import { instant, toIso } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import { type Json, parseJson } from "./json.ts";
import type { Problem } from "./problem.ts";
import { readStandardBody } from "./standard.ts";

export type LineReading =
  | { readonly ok: true; readonly event: OrderEvent }
  | { readonly ok: false; readonly errors: readonly Problem[] };

/** The last moment a time may name: whatever a file tells of, it is no news from a clock that is ahead. */
const NO_LIMIT = instant(Date.UTC(2100, 11, 31));

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.getPrototypeOf(value) === Object.prototype;

const refused = (pointer: string, code: string, detail: string): LineReading => ({
  ok: false,
  errors: [{ pointer, code, detail }],
});

/**
 * Reads a line as the `order.created` that came when the order was placed, still unpaid, whatever became of it later.
 * @param number of the line, from 1: of two lines with one time the later counts.
 */
export function readPlacedOrder(
  line: string,
  number: number,
  shop: { readonly country: string; readonly currency: CurrencyCode },
): LineReading {
  const raw = Buffer.from(line);
  const parsed = parseJson(raw);
  if (!parsed.ok) return { ok: false, errors: parsed.errors };
  const data = parsed.value;
  if (!isObject(data) || !isObject(data.order)) return refused("/order", "required", "must be an object with an order");
  const placedAt = data.order.placed_at;
  const body: Json = {
    type: "order.created",
    // Where it is missing or malformed, that is told of the order itself.
    timestamp: typeof placedAt === "string" ? placedAt : toIso(NO_LIMIT),
    data: { ...data, order: { ...data.order, status: "unpaid", paid_at: null } },
  };
  const eventId = String(number).padStart(10, "0");
  const reading = readStandardBody(body, {
    eventId,
    raw,
    country: shop.country,
    currency: shop.currency,
    now: NO_LIMIT,
  });
  if (!reading.ok) {
    const ofData = reading.errors.filter(({ pointer }) => pointer.startsWith("/data"));
    return {
      ok: false,
      errors: ofData.map((problem) => ({ ...problem, pointer: problem.pointer.slice("/data".length) })),
    };
  }
  return reading.event.kind === "order" ? { ok: true, event: reading.event } : refused("", "type", "must be an order");
}

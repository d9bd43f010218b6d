/** A line of a file of orders: the `data` of a webhook, as JSON (contract.md, `cuifu simulate` and `cuifu import`). */
import { hash } from "node:crypto";
import type { OrderEvent } from "../domain/event.ts";
import { type Instant, instant, toIso } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import { type Json, parseJson } from "./json.ts";
import type { Problem } from "./problem.ts";
import { readStandardBody } from "./standard.ts";

export type LineReading =
  | { readonly ok: true; readonly event: OrderEvent }
  | { readonly ok: false; readonly errors: readonly Problem[] };

interface LineShop {
  readonly country: string;
  readonly currency: CurrencyCode;
}

/** The last moment a time may name: whatever a file tells of, it is no news from a clock that is ahead. */
const NO_LIMIT = instant(Date.UTC(2100, 11, 31));

type JsonObject = { readonly [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
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
export function readPlacedOrder(line: string, number: number, shop: LineShop): LineReading {
  const eventId = String(number).padStart(10, "0");
  const asPlaced = (order: JsonObject): JsonObject => ({ ...order, status: "unpaid", paid_at: null });
  return readLine(Buffer.from(line), shop, { eventId, now: NO_LIMIT, asPlaced });
}

/**
 * Reads a row as the `order.created` that tells what became of the order too. Its id hangs on what it says alone, so
 * that the same row is the same event whenever it is imported; and it counts as told when the order was placed, so that
 * whatever webhooks told later stands.
 */
export function readImportedOrder(data: Buffer, shop: LineShop, now: Instant): LineReading {
  return readLine(data, shop, { eventId: `import-${hash("sha256", data, "hex")}`, now, asPlaced: (order) => order });
}

function readLine(
  raw: Buffer,
  shop: LineShop,
  how: { readonly eventId: string; readonly now: Instant; readonly asPlaced: (order: JsonObject) => JsonObject },
): LineReading {
  const parsed = parseJson(raw);
  if (!parsed.ok) return { ok: false, errors: parsed.errors };
  const data = parsed.value;
  if (!isObject(data) || !isObject(data.order)) return refused("/order", "required", "must be an object with an order");
  const { placed_at: placedAt, paid_at: paidAt } = data.order;
  const body: Json = {
    type: "order.created",
    // Where both are missing or malformed, that is told of the order itself, or it is not unpaid and need not say.
    timestamp: [placedAt, paidAt].find((time) => typeof time === "string") ?? toIso(how.now),
    data: { ...data, order: how.asPlaced(data.order) },
  };
  const { eventId, now } = how;
  const reading = readStandardBody(body, { eventId, raw, country: shop.country, currency: shop.currency, now });
  if (!reading.ok) return { ok: false, errors: inData(reading.errors) };
  return reading.event.kind === "order" ? { ok: true, event: reading.event } : refused("", "type", "must be an order");
}

/** As pointers into the data; the time of the event is none of the line's own, and told only where nothing else is wrong. */
function inData(errors: readonly Problem[]): readonly Problem[] {
  const ofData = errors.filter(({ pointer }) => pointer.startsWith("/data"));
  if (ofData.length === 0) return errors.map((problem) => ({ ...problem, pointer: "/order" }));
  return ofData.map((problem) => ({ ...problem, pointer: problem.pointer.slice("/data".length) }));
}

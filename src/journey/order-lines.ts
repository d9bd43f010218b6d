import type { OrderEvent } from "../domain/event.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";
import { orderFromEvent, type PlayableOrder } from "./simulated-order.ts";

/** What some programs put at the head of a file. */
const BOM = /^\uFEFF/;

/** How a line of a file of orders is read; `number` counts from 1. */
export type ReadLine = (
  line: string,
  number: number,
  shop: Shop,
) =>
  | { readonly ok: true; readonly event: OrderEvent }
  | { readonly ok: false; readonly errors: readonly { readonly pointer: string; readonly detail: string }[] };

/** A line that is left out, and why; never with its values. */
export interface LeftOut {
  readonly line: number;
  readonly why: string;
}

/** Takes up a file of orders line by line. A line that can't be read is left out, and so is a second one of the same order. */
export class OrderLines {
  readonly orders: PlayableOrder[] = [];
  /** Lines that are not empty. */
  count = 0;
  private number = 0;
  private readonly seen = new Map<string, number>();
  private readonly ctx: Pick<JourneyContext, "vault">;
  private readonly shop: Shop;
  private readonly readLine: ReadLine;

  constructor(ctx: Pick<JourneyContext, "vault">, shop: Shop, readLine: ReadLine) {
    this.ctx = ctx;
    this.shop = shop;
    this.readLine = readLine;
  }

  /** @returns why it is left out; null where it is taken, or empty. */
  add(line: string): LeftOut | null {
    this.number += 1;
    if (line.trim() === "") return null;
    this.count += 1;
    const { number } = this;
    const reading = this.readLine(number === 1 ? line.replace(BOM, "") : line, number, this.shop);
    if (!reading.ok) {
      return {
        line: number,
        why: reading.errors.map(({ pointer, detail }) => `${pointer} ${detail}`.trim()).join("; "),
      };
    }
    const { externalId } = reading.event;
    const before = this.seen.get(externalId);
    if (before !== undefined) return { line: number, why: `line ${before} has an order of the same id` };
    this.seen.set(externalId, number);
    const order = orderFromEvent(this.ctx, this.shop, reading.event);
    if (order !== null) this.orders.push(order);
    return null;
  }
}

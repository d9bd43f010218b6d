/** Orders: finding them, one with its story, and what staff do with it. */
import type { z } from "zod";
import type { order } from "../../http/openapi/order-shape.ts";
import type { buyerInFull, storyEntry } from "../../http/openapi/story.ts";
import { change, type Query, read } from "./request.ts";

export type Order = z.output<typeof order>;
export type Reminder = Order["reminders"][number];
export type Contact = Order["contacts"][number];
export type StoryEntry = z.output<typeof storyEntry>;
export type BuyerInFull = z.output<typeof buyerInFull>;
export type ReasonCode = Order["reason"]["code"];

/** One page of a list; `next` is the cursor of the page after it. */
export interface ListPage<Item> {
  readonly data: readonly Item[];
  readonly next: string | null;
}

/** Where an order is: the shop's slug and the shop's own id of it. */
export interface OrderPlace {
  readonly shop: string;
  readonly id: string;
}

const pathOf = (id: string, rest = ""): string => `/api/v1/orders/${encodeURIComponent(id)}${rest}`;

export const readOrders = (query: Query, signal?: AbortSignal): Promise<ListPage<Order>> =>
  read("/api/v1/orders", query, signal);

export const readOrder = ({ shop, id }: OrderPlace, locale: string): Promise<Order> =>
  read(pathOf(id), { shop, locale });

export const readStory = async ({ shop, id }: OrderPlace, locale: string): Promise<readonly StoryEntry[]> =>
  (await read<{ data: readonly StoryEntry[] }>(pathOf(id, "/story"), { shop, locale })).data;

/** Each time is written into the audit log. */
export const unmaskBuyer = ({ shop, id }: OrderPlace): Promise<BuyerInFull> =>
  change(pathOf(id, "/unmask"), { method: "POST", query: { shop } });

export const stopOrder = ({ shop, id }: OrderPlace): Promise<Order> =>
  change(pathOf(id, "/stop"), { method: "POST", query: { shop } });

export const correctReason = ({ shop, id }: OrderPlace, code: ReasonCode): Promise<Order> =>
  change(pathOf(id, "/reason"), { method: "PUT", query: { shop }, body: { code } });

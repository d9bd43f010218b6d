/** A shop that sends events to the service as shops do: signed, over HTTP, again until they are acknowledged. */
import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Acknowledged } from "./oracle.ts";

const GIVE_UP_SECONDS = 60;
const AGAIN_MS = 100;
const ANSWER_MS = 15_000;

export interface ShopClient {
  readonly acknowledged: Acknowledged;
  /** Answers other than 202, by status; 0 where there was none. */
  readonly refusals: ReadonlyMap<number, number>;
  /** Sends an event until it is acknowledged. @returns the outcome of the answer. */
  send(event: ShopEvent): Promise<string>;
}

/** An event's `webhook-id` (a new one where it is left out) and body. */
export interface ShopEvent {
  readonly id?: string;
  readonly body: object;
  /** The order it speaks of, and whether it says that it is paid. */
  readonly order: string;
  readonly type: "order.created" | "order.paid";
}

/** @param address where the service listens now; it may move when it is started again. */
export function createShopClient(slug: string, secret: string, address: () => string): ShopClient {
  const acknowledged = { events: new Set<string>(), orders: new Set<string>(), paid: new Map<string, number>() };
  const refusals = new Map<number, number>();

  const note = (id: string, { order, type }: ShopEvent): void => {
    acknowledged.events.add(id);
    if (type === "order.created") acknowledged.orders.add(order);
    else if (!acknowledged.paid.has(order)) acknowledged.paid.set(order, Date.now());
  };

  return {
    acknowledged,
    refusals,
    async send(event) {
      const id = event.id ?? randomUUID();
      const body = JSON.stringify(event.body);
      for (const deadline = performance.now() + GIVE_UP_SECONDS * 1_000; performance.now() < deadline; ) {
        const answer = await post(`${address()}/webhooks/${slug}`, secret, id, body);
        if (answer.status === 202) {
          note(id, event);
          return String(answer.outcome);
        }
        refusals.set(answer.status, (refusals.get(answer.status) ?? 0) + 1);
        if (answer.status !== 0 && answer.status !== 503) throw new Error(`an event was answered ${answer.status}`);
        await sleep(AGAIN_MS);
      }
      throw new Error(`an event was not acknowledged within ${GIVE_UP_SECONDS} s`);
    },
  };
}

async function post(
  url: string,
  secret: string,
  id: string,
  body: string,
): Promise<{ readonly status: number; readonly outcome?: unknown }> {
  const timestamp = Math.floor(Date.now() / 1_000);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": `v1,${signature}`,
      },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const answer: { outcome?: unknown } = JSON.parse(await response.text());
    return { status: response.status, outcome: answer.outcome };
  } catch {
    return { status: 0 };
  }
}

/** Signed requests of platforms: how they are named, and what becomes of those that tell of no order. */
import { hash } from "node:crypto";
import type { OrderEvent, UnusableEvent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import { isOpaqueId } from "../domain/text.ts";
import type { Reading } from "./adapter.ts";
import { parseJson } from "./json.ts";
import { cut, Look } from "./look.ts";

const ID_LIMIT = 100;
const TOPIC_LIMIT = 128;
const NOTHING = new Uint8Array();

/** A signed request of a platform. */
export interface Delivery {
  /** As the answer names it: the platform's id of the delivery, or a hash where it sent none. */
  readonly id: string;
  readonly eventId: string;
  /** The platform's own word for what happened. */
  readonly topic: string;
  readonly raw: Uint8Array;
  readonly bodyHash: Uint8Array;
  /** The domain's time. */
  readonly now: Instant;
}

/**
 * Names a delivery. Platforms send the same id with another body: WooCommerce makes its ids of the webhook and the
 * second. So each body under an id is an event of its own, and none is lost.
 * @param told the platform's id of it.
 * @param content what of the body stays the same when it is sent again.
 */
export function deliveryOf(
  told: string | undefined,
  topic: string,
  { raw, content = raw, now }: { readonly raw: Uint8Array; readonly content?: Uint8Array; readonly now: Instant },
): Delivery {
  const mark = hash("sha256", Buffer.concat([Buffer.from(`${topic}\n`), content])).slice(0, 32);
  const isFine = told !== undefined && told.length <= ID_LIMIT && isOpaqueId(told);
  const names = isFine ? { id: told, eventId: `${told} ${mark.slice(0, 16)}` } : { id: mark, eventId: mark };
  return { ...names, topic: cut(topic, TOPIC_LIMIT), raw, bodyHash: hash("sha256", content, "buffer"), now };
}

export const envelopeOf = (
  { eventId, bodyHash, raw }: Delivery,
  at: Instant,
): Pick<OrderEvent, "eventId" | "at" | "bodyHash" | "raw"> => ({ eventId, at, bodyHash, raw });

/** Of no concern here: nothing of it is kept. */
export const ignored = (delivery: Delivery): Reading => ({
  ok: true,
  id: delivery.id,
  event: { kind: "ignored", ...envelopeOf(delivery, delivery.now), type: delivery.topic, raw: NOTHING },
});

/** Kept aside: `code` and `pointer` as in `Problem`. @param about whose it is, as far as that can be read. */
export const unusable = (
  delivery: Delivery,
  code: string,
  pointer: string,
  about: Pick<UnusableEvent, "externalId" | "about"> = { externalId: null, about: null },
): Reading => ({
  ok: true,
  id: delivery.id,
  event: {
    kind: "unusable",
    ...envelopeOf(delivery, delivery.now),
    type: delivery.topic,
    ...about,
    problem: { code, pointer },
  },
});

/** What was delivered, where it is an object about a topic; else how it reads. */
export function bodyOf(delivery: Delivery): Look | Reading {
  const parsed = parseJson(delivery.raw);
  if (!parsed.ok) return parsed.status === 400 ? parsed : unusable(delivery, "nul", "");
  const body = new Look(parsed.value);
  if (!body.isObject) return unusable(delivery, "type", "");
  return delivery.topic === "" ? unusable(delivery, "topic", "") : body;
}

/** The standard webhook: Standard Webhooks' signature around the body of contract.md, "Webhooks in". */
import { hash } from "node:crypto";
import type { z } from "zod";
import {
  type ConversationMessage,
  EVENT_TYPES,
  type EventEnvelope,
  type EventType,
  type ShopEvent,
} from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import type { CurrencyCode } from "../domain/money.ts";
import { isOpaqueId } from "../domain/text.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import type { Reading, ShopAdapter } from "./adapter.ts";
import { isTooFarAhead } from "./ahead.ts";
import { type Json, parseJson } from "./json.ts";
import { Problems } from "./problem.ts";
import { isReachable, mapBuyer, reportUnreachable } from "./standard-buyer.ts";
import { mapOrder, reportMissing, statusOf } from "./standard-order.ts";
import { problemsOf } from "./standard-problems.ts";
import { buyerBodySchema, conversationBodySchema, envelopeSchema, orderBodySchema } from "./standard-schema.ts";
import { BAD_SIGNATURE, verifiedId } from "./standard-webhooks.ts";

/** What the body alone doesn't tell. */
export interface BodyContext {
  /** `webhook-id`, or a row's number where a file is imported. */
  readonly eventId: string;
  readonly raw: Uint8Array;
  /** The shop's. */
  readonly country: string;
  /** The shop's. */
  readonly currency: CurrencyCode;
  /** The domain's time. */
  readonly now: Instant;
}

type Refusal = Extract<Reading, { ok: false }>;

const refused = (errors: Refusal["errors"]): Refusal => ({ ok: false, status: 422, errors });

const isEventType = (type: string): type is EventType => (EVENT_TYPES as readonly string[]).includes(type);

const shaped = <T extends z.ZodType>(
  schema: T,
  body: Json,
): { ok: true; value: z.output<T> } | { ok: false; refusal: Refusal } => {
  const parsed = schema.safeParse(body);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, refusal: refused(problemsOf(parsed.error, body)) };
};

const envelope = <T extends EventType>(type: T, at: Instant, context: BodyContext, problems: Problems) => {
  if (isTooFarAhead(at, context.now)) problems.add(["timestamp"], "too_far_ahead", "must not lie over 24 h ahead");
  return { type, ...identity(at, context) };
};

const identity = (at: Instant, context: BodyContext): Omit<EventEnvelope, "type"> => ({
  eventId: context.eventId,
  at,
  bodyHash: hash("sha256", context.raw, "buffer"),
  raw: context.raw,
});

const concluded = (event: ShopEvent, problems: Problems): Reading =>
  problems.list.length === 0 ? { ok: true, event } : refused(problems.list);

const readOrder = (type: EventType, body: Json, context: BodyContext): Reading => {
  const parsed = shaped(orderBodySchema, body);
  if (!parsed.ok) return parsed.refusal;
  const { timestamp, data } = parsed.value;
  const problems = new Problems();
  const status = statusOf(data.order, type);
  const buyer = mapBuyer(data.buyer, context.country, context.now, problems);
  const { fields, refunded } = mapOrder(data.order, type, context.currency, context.now, problems);
  if (status === "unpaid" || (status === "partially_paid" && type === "order.created")) {
    reportMissing(data.order, problems);
    if (!isReachable(buyer)) {
      reportUnreachable(buyer, problems, "an unpaid order needs a phone, an e-mail address or a messenger account");
    }
  }
  return concluded(
    {
      kind: "order",
      ...envelope(type, timestamp, context, problems),
      externalId: data.order.id,
      version: data.order.version ?? 0,
      status,
      refunded,
      order: fields,
      buyer,
      conversation: data.conversation ?? [],
    },
    problems,
  );
};

const readConversation = (body: Json, context: BodyContext): Reading => {
  const parsed = shaped(conversationBodySchema, body);
  if (!parsed.ok) return parsed.refusal;
  const { timestamp, data } = parsed.value;
  const problems = new Problems();
  const buyer = mapBuyer(data.buyer, context.country, context.now, problems);
  const externalId = data.order?.id ?? null;
  const known = isReachable(buyer) || typeof buyer?.id === "string";
  if (externalId === null && !known) reportUnreachable(buyer, problems, "a message needs an order id or a buyer");
  const conversation: ConversationMessage[] = [...(data.conversation ?? []), ...(data.message ? [data.message] : [])];
  if (conversation.length === 0) problems.add(["data", "conversation"], "required", "must hold at least one message");
  const event = { kind: "conversation", ...envelope("conversation.message", timestamp, context, problems) } as const;
  return concluded({ ...event, externalId, buyer, conversation }, problems);
};

const readBuyer = (
  type: "buyer.opted_out" | "buyer.opted_in" | "buyer.erased",
  body: Json,
  context: BodyContext,
): Reading => {
  const parsed = shaped(buyerBodySchema, body);
  if (!parsed.ok) return parsed.refusal;
  const { timestamp, data } = parsed.value;
  const problems = new Problems();
  const buyer = mapBuyer(data.buyer, context.country, context.now, problems) ?? {};
  if (typeof (buyer.id ?? buyer.phone ?? buyer.email) !== "string") {
    reportUnreachable(buyer, problems, "this type needs the buyer's id, phone or e-mail address");
  }
  return concluded({ kind: "buyer", ...envelope(type, timestamp, context, problems), type, buyer }, problems);
};

/** A parsed body as an event. A type that isn't known reads as `ignored`, whatever else the body holds. */
export const readStandardBody = (body: Json, context: BodyContext): Reading => {
  const parsed = shaped(envelopeSchema, body);
  if (!parsed.ok) return parsed.refusal;
  const { type, timestamp } = parsed.value;
  if (!isEventType(type)) {
    const at = (typeof timestamp === "string" ? parseTimestamp(timestamp) : null) ?? context.now;
    // Nothing of it is kept: whose it is can't be told, so it could not be erased with them.
    return { ok: true, event: { kind: "ignored", ...identity(at, context), raw: new Uint8Array(), type } };
  }
  switch (type) {
    case "conversation.message":
      return readConversation(body, context);
    case "buyer.opted_out":
    case "buyer.opted_in":
    case "buyer.erased":
      return readBuyer(type, body, context);
    default:
      return readOrder(type, body, context);
  }
};

export const standardAdapter: ShopAdapter = {
  name: "standard",
  read(request, shop, time) {
    const eventId = verifiedId(request, shop.secrets, time.real);
    if (eventId === null) return BAD_SIGNATURE;
    if (!isOpaqueId(eventId)) {
      return refused([{ pointer: "", code: "id", detail: "webhook-id must have at most 128 characters" }]);
    }
    const parsed = parseJson(request.body);
    if (!parsed.ok) return parsed;
    const { country, currency } = shop;
    return readStandardBody(parsed.value, { eventId, raw: request.body, country, currency, now: time.domain });
  },
};

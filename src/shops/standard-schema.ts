/** The shape of the standard webhook's body (contract.md, "Webhooks in"). Rules that span fields stand beside the mapping. */
import { LosslessNumber } from "lossless-json";
import { z } from "zod";
import { CHANNELS } from "../domain/channel.ts";
import { parseEmailAddress } from "../domain/email-address.ts";
import { GRADES } from "../domain/event.ts";
import { parseCurrency } from "../domain/money.ts";
import { isOpaqueId } from "../domain/text.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { parseCountry, parseHttpUrl, parseLocale, parseZone } from "./fields.ts";

const reading =
  <T>(reader: (text: string) => T | null, code: string, detail: string) =>
  (text: string, context: z.RefinementCtx<string>): T => {
    const value = reader(text);
    if (value !== null) return value;
    context.addIssue({ code: "custom", message: detail, params: { code } });
    return z.NEVER;
  };

/** A text that `reader` understands; `detail` tells what was expected. */
const read = <T>(reader: (text: string) => T | null, code: string, detail: string) =>
  z.string().transform(reading(reader, code, detail));

/** The same, where a blank text stands for none. */
const readOrBlank = <T>(reader: (text: string) => T | null, code: string, detail: string) => {
  const filled = reading(reader, code, detail);
  return z
    .string()
    .transform((text, context): T | null => (text.trim() === "" ? null : filled(text, context)))
    .nullish();
};

/** Free text, kept as data; halves of surrogate pairs, which UTF-8 can't hold, become U+FFFD. */
const text = (limit: number) =>
  z
    .string()
    .max(limit)
    .overwrite((value) => value.toWellFormed());

const count = (limit: number) => z.int().min(0).max(limit);

/** Ids are texts; a whole number is taken digit for digit. */
const idText = z.union(
  [z.string(), z.int().transform(String), z.instanceof(LosslessNumber).transform((digits) => digits.value)],
  { error: "must be a text" },
);
const idRule = reading(
  (value) => (isOpaqueId(value) ? value : null),
  "id",
  "must have 1 to 128 characters, none of them a control character",
);
const id = idText.transform(idRule);

const time = read(parseTimestamp, "time", "must be an RFC 3339 time with an offset, from 2000 to 2100");
const decimal = z.string().max(40);

const item = z.object({
  sku: text(200).nullish(),
  title: text(500).nullish(),
  quantity: count(1_000_000).nullish(),
  price: decimal.nullish(),
});

const order = z.object({
  id,
  version: count(Number.MAX_SAFE_INTEGER).nullish(),
  status: z.enum(["unpaid", "partially_paid", "paid", "cancelled", "closed", "refunded"]).nullish(),
  placed_at: time.nullish(),
  closes_at: time.nullish(),
  paid_at: time.nullish(),
  amount: decimal.nullish(),
  currency: read(parseCurrency, "currency", "must be an ISO 4217 currency code").nullish(),
  refunded: decimal.nullish(),
  pay_url: readOrBlank(parseHttpUrl, "url", "must be an http or https address of at most 2048 characters"),
  items: z.array(item).max(200).nullish(),
  payment_method: text(200).nullish(),
  payment_error: z.object({ code: text(200).nullish(), message: text(2000).nullish() }).nullish(),
  note: text(4000).nullish(),
  flags: z.array(text(100)).max(50).nullish(),
  ships_at: time.nullish(),
});

const consent = z.object({ given: z.boolean(), at: time, source: text(200) });

const buyer = z.object({
  id: idText.transform((value, context) => (value === "" ? null : idRule(value, context))).nullish(),
  name: text(500).nullish(),
  phone: z.string().nullish(),
  phone_kind: z.enum(["real", "virtual"]).nullish(),
  email: readOrBlank(parseEmailAddress, "email", "must be one e-mail address of at most 254 characters"),
  im: z.record(z.string(), text(500).nullable()).nullish(),
  locale: readOrBlank(parseLocale, "locale", "must be a BCP 47 language tag"),
  timezone: readOrBlank(parseZone, "timezone", "must be an IANA time zone"),
  country: readOrBlank(parseCountry, "country", "must be an ISO 3166-1 alpha-2 country code"),
  grade: z.enum(GRADES).nullish(),
  paid_orders: count(Number.MAX_SAFE_INTEGER).nullish(),
  consent: z.object(Object.fromEntries(CHANNELS.map((channel) => [channel, consent.nullish()]))).nullish(),
});

const message = z.object({ from: z.enum(["buyer", "shop"]), at: time, text: text(10_000) });
const conversation = z.array(message).max(200);

/** What every body has, of a type that is known or not. */
export const envelopeSchema = z.object({ type: z.string().min(1).max(128), timestamp: z.unknown().optional() });

const enveloped = <T extends z.ZodType>(data: T) => z.object({ type: z.string(), timestamp: time, data });

export const orderBodySchema = enveloped(
  z.object({ order, buyer: buyer.nullish(), conversation: conversation.nullish() }),
);
export const conversationBodySchema = enveloped(
  z.object({
    order: z.object({ id }).nullish(),
    buyer: buyer.nullish(),
    conversation: conversation.nullish(),
    message: message.nullish(),
  }),
);
export const buyerBodySchema = enveloped(z.object({ buyer }));

/** Any of them, as the API's document shows it. */
export const webhookBody = z.union([orderBodySchema, conversationBodySchema, buyerBodySchema]);

export type StandardOrder = z.output<typeof order>;
export type StandardBuyer = z.output<typeof buyer>;

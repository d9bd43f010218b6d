import { z } from "zod";
import type { Platform } from "../../domain/platform.ts";
import type { DescribedRoute } from "./describe.ts";

const id = z.string().describe("The platform's id of the delivery");
const order = z.string().nullable().describe("The platform's own id of the order");

const taken = z.object({ event: id, order, outcome: z.enum(["applied", "duplicate", "stale", "ignored"]) });
export const quarantined = z.object({ event: id, order, outcome: z.literal("quarantined") });

/** Without it Youzan sends again. */
const success = { code: z.literal(0), msg: z.literal("success") };

const greeted = z.object({ event: z.null(), order: z.null(), outcome: z.literal("ignored") });

const body = z.looseObject({}).describe("As the platform documents it; what is not needed here is passed over");

const KEPT =
  "It is signed, yet can't be used: it is kept aside and an alert is raised, because a platform deletes a webhook that fails";
const KEY = "keyed with the whole text of the secret";

/** What every platform's route has in common. */
const platform = (name: Platform) =>
  ({
    method: "post",
    path: `/webhooks/:shop/${name}`,
    tag: "Webhooks in",
    params: { shop: "The shop's slug" },
    refusals: [401, 404, 429],
  }) as const;

export const PLATFORM_WEBHOOKS: readonly DescribedRoute[] = [
  {
    ...platform("shopify"),
    summary: "An event as Shopify sends it",
    description: "docs/webhooks.md has the topics that count; any other is `ignored`.",
    headers: z.object({
      "x-shopify-hmac-sha256": z.string().describe(`HMAC-SHA256 of the body in base64, ${KEY}`),
      "x-shopify-topic": z.string(),
      "x-shopify-webhook-id": z.string().optional().describe("The same when the event is sent again"),
      "x-shopify-event-id": z.string().optional(),
      "x-shopify-triggered-at": z.string().optional(),
    }),
    body: {
      schema: body,
      example: {
        id: 5678901234567890,
        created_at: "2026-11-21T10:14:58+08:00",
        updated_at: "2026-11-21T10:14:58+08:00",
        financial_status: "pending",
        currency: "CNY",
        total_price: "199.00",
        customer: { id: 88, phone: "+8613800138000" },
      },
    },
    answers: {
      202: {
        description: "It is stored",
        schema: taken,
        example: { event: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", order: "5678901234567890", outcome: "applied" },
      },
      200: { description: KEPT, schema: quarantined },
    },
  },
  {
    ...platform("woocommerce"),
    summary: "An event as WooCommerce sends it",
    description:
      "docs/webhooks.md has what counts; any other topic is `ignored`. Its unsigned ping, a form, is answered 200.",
    headers: z.object({
      "x-wc-webhook-signature": z.string().optional().describe(`HMAC-SHA256 of the body in base64, ${KEY}`),
      "x-wc-webhook-topic": z.string().optional(),
      "x-wc-webhook-delivery-id": z.string().optional().describe("Of the webhook and the second"),
    }),
    body: {
      schema: body,
      types: ["application/json", "application/x-www-form-urlencoded"],
      example: {
        id: 727,
        status: "pending",
        currency: "CNY",
        total: "199.00",
        date_created_gmt: "2026-11-21T02:14:58",
        date_modified_gmt: "2026-11-21T02:14:58",
        billing: { first_name: "芳", last_name: "王", phone: "+8613800138000" },
      },
    },
    answers: {
      202: {
        description: "It is stored",
        schema: taken,
        example: { event: "36e520ebabc2fa725092ff4a47acedf2", order: "727", outcome: "applied" },
      },
      200: { description: `The ping. Or: ${KEPT}`, schema: z.union([quarantined, greeted]) },
    },
  },
  {
    ...platform("youzan"),
    summary: "A message as Youzan (有赞云) pushes it",
    description: "docs/webhooks.md has the messages that count; any other is `ignored`.",
    headers: z.object({
      "event-sign": z
        .string()
        .optional()
        .describe("MD5, in hex, of client id, body and secret; else `sign` in the body"),
      "event-type": z.string().optional(),
      "client-id": z.string().optional(),
    }),
    body: {
      schema: body,
      example: {
        client_id: "6cd25b3f99727975b5",
        id: "E20261121101458004500002",
        type: "trade_TradeClose",
        status: "TRADE_CLOSED",
        msg: "%7B%22tid%22:%22E20261121101458004500002%22,%22close_type%22:1%7D",
        msg_id: "fdd814f9-8c04-4e72-afef-1b595af58676",
        version: 1795227298,
      },
    },
    answers: {
      202: {
        description: "It is stored",
        schema: taken.extend(success),
        example: {
          event: "fdd814f9-8c04-4e72-afef-1b595af58676",
          order: "E20261121101458004500002",
          outcome: "applied",
          code: 0,
          msg: "success",
        },
      },
      200: { description: KEPT, schema: quarantined.extend(success) },
    },
  },
];

import { z } from "zod";
import { webhookBody } from "../../shops/standard-schema.ts";
import { reportBody } from "../callbacks.ts";
import type { DescribedRoute } from "./describe.ts";

/** https://www.standardwebhooks.com */
const signature = z.object({
  "webhook-id": z.string().describe("The same when the event is sent again"),
  "webhook-timestamp": z.string().describe("Seconds since 1970, at most 300 s off"),
  "webhook-signature": z.string().describe("`v1,` and the HMAC-SHA256 of `id.timestamp.body`, in base64"),
});

const taken = z.object({
  event: z.string().describe("The webhook-id"),
  order: z.string().nullable(),
  outcome: z.enum(["applied", "duplicate", "stale", "ignored"]),
});

export const WEBHOOKS: readonly DescribedRoute[] = [
  {
    method: "post",
    path: "/webhooks/:shop",
    tag: "Webhooks in",
    summary: "An event of a shop, signed as Standard Webhooks has it",
    description: "Answered once it is durable. contract.md, “Webhooks in”, has every field.",
    params: { shop: "The shop's slug" },
    headers: signature,
    body: {
      schema: webhookBody,
      example: {
        type: "order.created",
        timestamp: "2026-11-21T02:15:00Z",
        data: {
          order: { id: "20261121-0017", placed_at: "2026-11-21T10:14:58+08:00", amount: "199.00", currency: "CNY" },
          buyer: { id: "b-88", name: "王芳", phone: "+8613800138000" },
        },
      },
    },
    answers: {
      202: {
        description: "It is stored",
        schema: taken,
        example: { event: "msg_1", order: "20261121-0017", outcome: "applied" },
      },
    },
    refusals: [401, 404, 409, 429],
  },
];

export const CALLBACKS: readonly DescribedRoute[] = [
  {
    method: "post",
    path: "/callbacks/http",
    tag: "Callbacks",
    summary: "A report of a provider of the kind http",
    headers: signature,
    body: {
      schema: reportBody,
      example: {
        contact_id: "0197c1f0-5b7e-7c3a-9d2b-2f6a8e4c1d90",
        status: "delivered",
        at: "2026-11-21T06:40:09Z",
      },
    },
    answers: { 204: { description: "It is recorded, or of something unknown and logged" } },
    refusals: [403],
  },
];

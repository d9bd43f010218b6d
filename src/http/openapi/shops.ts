import { z } from "zod";
import { PLATFORMS } from "../../domain/platform.ts";
import { platformSecret } from "../shop-keys-api.ts";
import { newShop, shopChange } from "../shops-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { currency, listOf, paging, time } from "./shapes.ts";

export const shop = z.object({
  slug: z.string(),
  name: z.string(),
  timezone: z.string().describe("IANA"),
  country: z.string().describe("ISO 3166-1"),
  currency,
  locale: z.string().describe("BCP 47"),
});

const example = {
  slug: "cloud-knit",
  name: "云上毛衣",
  timezone: "Asia/Shanghai",
  country: "CN",
  currency: "CNY",
  locale: "zh-CN",
};

const standing = shop.extend({
  live: z.boolean().describe("Whether its policy sends, or only decides"),
  last_event_at: time.nullable().describe("null: it never sent one"),
});

const keys = z.object({
  api_keys: z.array(
    z.object({
      id: z.uuid(),
      prefix: z.string().describe("The first characters, by which keys are told apart"),
      created_at: time,
      last_used_at: time.nullable().describe("To the minute"),
    }),
  ),
  webhook_secrets: z.array(
    z.object({ id: z.uuid(), created_at: time, expires_at: time.nullable().describe("null: until it is replaced") }),
  ),
  platform_secrets: z
    .array(z.object({ platform: z.enum(PLATFORMS), created_at: time, expires_at: time.nullable() }))
    .describe("A platform that is not there signs with the webhook secrets"),
});

const params = { slug: "Of the shop" };
const ofPlatform = { ...params, platform: "shopify, woocommerce or youzan" };
const WHSEC = "whsec_C2FtcGxlIG9mIGEgc2VjcmV0LCBub3Qgb25lIG9mIG91cnM=";
const apiKey = z.string().describe("`ck_…`, shown this once");
const secret = z.string().describe("`whsec_…`, shown this once");

export const SHOPS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/shops",
    tag: "Shops",
    summary: "Your shops",
    query: z.object(paging),
    answers: {
      200: {
        description: "A page",
        schema: listOf(standing),
        example: { data: [{ ...example, live: true, last_event_at: "2026-11-21T06:40:00.000Z" }], next: null },
      },
    },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/shops",
    tag: "Shops",
    summary: "Makes a shop; its webhook secret and API key are shown this once",
    description: "For admins of every shop. It begins with the default policy.",
    body: { schema: newShop, example },
    answers: {
      201: {
        description: "It may send webhooks now",
        schema: z.object({ shop, webhook_secret: secret, api_key: apiKey }),
        example: { shop: example, webhook_secret: WHSEC, api_key: "ck_…" },
      },
    },
  },
  {
    method: "get",
    path: "/api/v1/shops/:slug",
    tag: "Shops",
    summary: "One of them",
    params,
    answers: { 200: { description: "The shop", schema: shop, example } },
    refusals: [404],
    hasTag: true,
  },
  {
    method: "patch",
    path: "/api/v1/shops/:slug",
    tag: "Shops",
    summary: "Renames a shop, or changes its locale",
    params,
    body: { schema: shopChange, example: { name: "云上毛衣" } },
    answers: { 200: { description: "The shop", schema: shop, example } },
    refusals: [404],
    isGuarded: true,
  },
  {
    method: "get",
    path: "/api/v1/shops/:slug/keys",
    tag: "Shops",
    summary: "What the shop's programs are known by",
    params,
    answers: { 200: { description: "Those that hold, the newest first", schema: keys } },
    refusals: [404],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/shops/:slug/keys",
    tag: "Shops",
    summary: "Makes one more API key",
    params,
    answers: {
      201: { description: "The key, this once", schema: z.object({ api_key: apiKey }), example: { api_key: "ck_…" } },
    },
    refusals: [404],
  },
  {
    method: "delete",
    path: "/api/v1/shops/:slug/keys/:id",
    tag: "Shops",
    summary: "Revokes an API key at once",
    params: { ...params, id: "Of the key" },
    answers: { 204: { description: "Whoever calls with it is refused now" } },
    refusals: [404],
  },
  {
    method: "post",
    path: "/api/v1/shops/:slug/webhook-secrets",
    tag: "Shops",
    summary: "Makes another webhook secret; the one before holds for 24 hours more",
    description: "409 while two hold.",
    params,
    answers: {
      201: {
        description: "The secret, this once",
        schema: z.object({ webhook_secret: secret }),
        example: { webhook_secret: WHSEC },
      },
    },
    refusals: [404, 409],
  },
  {
    method: "delete",
    path: "/api/v1/shops/:slug/webhook-secrets/:id",
    tag: "Shops",
    summary: "Ends a webhook secret at once",
    description: "409 for the only one. What is left holds until it is replaced.",
    params: { ...params, id: "Of the secret" },
    answers: { 204: { description: "It does not hold any more" } },
    refusals: [404, 409],
  },
  {
    method: "put",
    path: "/api/v1/shops/:slug/platform-secrets/:platform",
    tag: "Shops",
    summary: "Sets apart what a platform signs the shop's webhooks with",
    description: "The webhook secrets then sign what the shop sends itself. The one before holds for 24 hours more.",
    params: ofPlatform,
    body: { schema: platformSecret, example: { secret: "hush-as-shown-by-the-platform" } },
    answers: { 204: { description: "It holds within a second" } },
    refusals: [404],
  },
  {
    method: "delete",
    path: "/api/v1/shops/:slug/platform-secrets/:platform",
    tag: "Shops",
    summary: "The platform signs with the webhook secrets again",
    params: ofPlatform,
    answers: { 204: { description: "What was set apart does not hold any more" } },
    refusals: [404],
  },
];

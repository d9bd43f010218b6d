import { z } from "zod";
import { CHANNELS, PURPOSES } from "../../domain/channel.ts";
import { GRADES } from "../../domain/event.ts";
import { REASON_CODES } from "../../domain/reason-code.ts";
import { MEDIUMS } from "../../domain/template.ts";
import { draftWords, newTemplate, newVersion, oneVersion, previewRequest, testRequest } from "../template-schema.ts";
import type { DescribedRoute } from "./describe.ts";
import { currency, listOf, money, paging, time } from "./shapes.ts";

const params = { id: "The template's id" };

const cell = {
  channel: z.enum(MEDIUMS).describe(`${CHANNELS.join(", ")}; call_script is what a person reads from who calls`),
  purpose: z.enum(PURPOSES),
  locale: z.string().meta({ description: "BCP 47", examples: ["zh-CN"] }),
  reason: z.enum(REASON_CODES).describe("`unknown` stands for every reason that nothing nearer is written for"),
  kind: z.enum(["new", "returning", "any"]),
  grade: z.enum([...GRADES, "any"]),
};

export const version = z.object({
  version: z.int(),
  state: z.enum(["draft", "approved", "published"]),
  subject: z.string().nullable().describe("E-mail only"),
  text: z.string().describe("Liquid"),
  provider_templates: z.record(z.string(), z.string()).describe("Ids of the same text at providers, by provider"),
  created_at: time,
  created_by: z.string(),
  approved_at: time.nullable(),
  approved_by: z.string().nullable(),
});

export const template = z.object({
  id: z.string(),
  ...cell,
  latest: z.int().describe("The number of the latest version"),
  published: z.int().nullable().describe("The version that buyers get"),
  version,
});

export const row = z.object({
  ...cell,
  template: z
    .object({ id: z.string(), latest: z.int(), published: z.int().nullable() })
    .nullable()
    .describe("The shop's own template for these very messages"),
  falls_back: z.boolean().describe("Whether nothing is written for these very messages"),
  uses: z
    .object({
      id: z.string(),
      version: z.int(),
      source: z.enum(["shop", "builtin"]),
      ...cell,
      subject: z.string().nullable(),
      text: z.string(),
    })
    .nullable()
    .describe("The words that buyers get now"),
});

export const previewShape = {
  template: z.object({ id: z.string(), version: z.int(), locale: z.string(), reason: z.enum(REASON_CODES) }),
  subject: z.string().nullable(),
  text: z.string().describe("As it goes out, signature and the way out among it"),
  sms: z
    .object({
      encoding: z.enum(["GSM-7", "UCS-2"]),
      units: z.int().describe("Septets, or UTF-16 units"),
      segments: z.int().describe("Parts it is sent and paid as"),
    })
    .nullable(),
  cost: z.object({ amount: money, currency }).nullable().describe("Null where config/prices.yaml knows no price"),
};

/** What `templates/preview` takes. */
export const draft = draftWords;

const words = {
  channel: "sms",
  locale: "zh-CN",
  reason: "forgot",
  kind: "returning",
  text: "{{ buyer.name }}您好，订单{{ order.id }}还没有付款，应付{{ order.amount }}。付款 {{ pay_url }}",
};
const ANSWER = { 200: { description: "The template, with the version that was meant", schema: template } };

export const TEMPLATES: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/templates",
    tag: "Templates",
    summary: "The matrix of scripts: what is written, and what falls back to what",
    query: z.object({
      ...paging,
      channel: cell.channel.optional(),
      purpose: cell.purpose.optional(),
      locale: z.string().optional(),
      reason: cell.reason.optional(),
      kind: cell.kind.optional(),
      grade: cell.grade.optional(),
      own: z.enum(["true", "false"]).optional().describe("true: only where the shop has a template, published or not"),
    }),
    answers: { 200: { description: "A page", schema: listOf(row) } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/templates",
    tag: "Templates",
    summary: "Writes a template, as a draft",
    description: "The words are tried: names that are no variables, and whatever could not be sent, are refused.",
    body: { schema: newTemplate, example: words },
    answers: { 201: { description: "It is written", schema: template } },
    refusals: [409],
  },
  {
    method: "get",
    path: "/api/v1/templates/:id",
    tag: "Templates",
    summary: "One template of the shop's, with its latest version",
    params,
    answers: { 200: { description: "It", schema: template } },
    refusals: [404],
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/templates/:id/versions",
    tag: "Templates",
    summary: "Its versions, the latest first",
    params,
    query: z.object(paging),
    answers: { 200: { description: "A page", schema: listOf(version) } },
    refusals: [404, 422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/templates/:id/versions",
    tag: "Templates",
    summary: "Adds a version, as a draft",
    params,
    body: { schema: newVersion, example: { text: words.text } },
    answers: { 201: { description: "It is written", schema: template } },
    refusals: [404],
    isGuarded: true,
  },
  {
    method: "post",
    path: "/api/v1/templates/:id/approve",
    tag: "Templates",
    summary: "Approves a version that somebody else wrote",
    description: "Without a version: the latest.",
    params,
    body: { schema: oneVersion, isOptional: true },
    answers: ANSWER,
    refusals: [403, 404],
    isGuarded: true,
  },
  {
    method: "post",
    path: "/api/v1/templates/:id/publish",
    tag: "Templates",
    summary: "Makes a version what buyers get from now on",
    description:
      "Without a version: the latest. 409 where the policy asks for approve_templates and nobody approved it.",
    params,
    body: { schema: oneVersion, isOptional: true },
    answers: ANSWER,
    refusals: [404],
    isGuarded: true,
  },
  {
    method: "post",
    path: "/api/v1/templates/:id/withdraw",
    tag: "Templates",
    summary: "Gives buyers what the fallback gives again",
    params,
    answers: ANSWER,
    refusals: [404],
    isGuarded: true,
  },
  {
    method: "post",
    path: "/api/v1/templates/preview",
    tag: "Templates",
    summary: "Tries words that nobody saved, and shows them as they would go out",
    description:
      "422 tells what is wrong with them. About a real order, or a sample. Nothing is sent and nothing kept.",
    body: { schema: draft, example: words },
    answers: { 200: { description: "The message; its template is `draft`", schema: z.object(previewShape) } },
  },
  {
    method: "post",
    path: "/api/v1/templates/:id/preview",
    tag: "Templates",
    summary: "Shows a version as it would go out, with its length and price",
    description: "About a real order, or a sample. Nothing is sent.",
    params,
    body: { schema: previewRequest, example: { order: "20261121-0017" }, isOptional: true },
    answers: { 200: { description: "The message", schema: z.object(previewShape) } },
    refusals: [404],
  },
  {
    method: "post",
    path: "/api/v1/templates/:id/test-send",
    tag: "Templates",
    summary: "Sends a version about a sample order to an address of the shop's own",
    description: "Only to the policy's test_addresses. It counts nowhere.",
    params,
    body: { schema: testRequest, example: { to: "+8613800138000" } },
    answers: {
      200: {
        description: "What became of it",
        schema: z.object({
          result: z.enum(["accepted", "rejected", "not_sent", "unknown"]),
          code: z.string().nullable().describe("The provider's or our own word for what went wrong"),
          ...previewShape,
        }),
      },
    },
    refusals: [404, 409],
  },
];

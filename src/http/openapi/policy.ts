import { z } from "zod";
import { policyDocument } from "../../domain/policy-document.ts";
import { STOP_REASONS } from "../../domain/states.ts";
import { previewQuestion } from "../preview-question.ts";
import type { DescribedRoute } from "./describe.ts";
import { changeReason, channel, date, language, listOf, paging, policy, time, warnings } from "./shapes.ts";

export const published = z.object({ version: z.int(), policy });
export const withWarnings = published.extend({ warnings: warnings.optional() });
const params = { version: "The number of a version" };

const line = z.object({
  channel,
  state: z.enum(["planned", "skipped"]),
  due_at: time.nullable(),
  local: z.string().nullable().describe("`due_at` by the buyer's clock"),
  window: z
    .object({ from: time, to: time })
    .nullable()
    .describe("What is left of the rule's window; from `due_at` on: how late it may still go out"),
  rule: z.string().nullable(),
  reason: z.enum(STOP_REASONS).nullable(),
  text: z.string(),
});

export const preview = z.object({
  policy_version: z.int().nullable().describe("null of a draft"),
  zone: z.string().describe("IANA; that the local times stand in"),
  placed_at: time,
  reminders: z.array(line),
  day: z
    .array(
      z.object({
        placed_at: time,
        ordered: z.string().describe("`placed_at` by the buyer's clock"),
        first: line.nullable().describe("The earliest of them; where none has a time, the first step"),
        reminders: z.array(line.pick({ channel: true, due_at: true, local: true, window: true, reason: true })),
      }),
    )
    .describe("The reminders of an order of each `day_step`th minute of that day, 10 where it is absent"),
  hours: z
    .record(channel, z.string().nullable())
    .describe("When such a buyer may be contacted, by policy and law together; null: never"),
  holidays: z.array(date).describe("Of the days of the order and after it, those on which nothing is sent"),
  warnings,
});

export const versionAbout = {
  version: z.int(),
  created_at: time,
  created_by: z.string(),
  reason: z.string().nullable(),
};

export const POLICY: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/policy",
    tag: "Policy",
    summary: "The policy in force",
    answers: { 200: { description: "The policy; its version is the ETag", schema: withWarnings } },
    hasTag: true,
  },
  {
    method: "put",
    path: "/api/v1/policy",
    tag: "Policy",
    summary: "Publishes a policy",
    description: "Missing keys are filled with the defaults, at every depth. Open orders are planned anew.",
    query: z.object(changeReason),
    body: {
      schema: policyDocument,
      types: ["application/json", "application/yaml"],
      example: { min_delay: "45m", steps: [{ channel: "im" }, { channel: "sms", next_slot: true }] },
    },
    answers: {
      200: { description: "The new version", schema: withWarnings },
    },
    isGuarded: true,
  },
  {
    method: "get",
    path: "/api/v1/policy/versions",
    tag: "Policy",
    summary: "Versions of the policy, the latest first",
    query: z.object(paging),
    answers: { 200: { description: "A page", schema: listOf(z.object(versionAbout)) } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/policy/versions/:version",
    tag: "Policy",
    summary: "One version",
    params,
    answers: {
      200: {
        description: "As it was published, though it may say what is not allowed any more",
        schema: z.object({ ...versionAbout, policy: z.record(z.string(), z.unknown()) }),
      },
    },
    refusals: [404],
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/policy/versions/:version/diff",
    tag: "Policy",
    summary: "What differs between two versions",
    params,
    query: z.object({ to: z.int().min(1).describe("The number of the other version") }),
    answers: {
      200: {
        description: "Changes that make `to` of `from`",
        schema: z.object({
          from: z.int(),
          to: z.int(),
          changes: z.array(
            z.object({
              pointer: z.string().describe("RFC 6901"),
              op: z.enum(["add", "remove", "replace"]),
              from: z.unknown().optional(),
              to: z.unknown().optional(),
            }),
          ),
        }),
      },
    },
    refusals: [404, 422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/policy/versions/:version/restore",
    tag: "Policy",
    summary: "Publishes a version once more",
    params,
    query: z.object(changeReason),
    answers: { 200: { description: "The new version", schema: published } },
    refusals: [404, 422],
    isGuarded: true,
  },
  {
    method: "get",
    path: "/api/v1/policy/preview",
    tag: "Policy",
    summary: "What the policy in force does for an order",
    description: "The order is one that nobody placed; what is not said of it is usual for the shop.",
    query: z.object({ ...previewQuestion, ...language }),
    answers: { 200: { description: "When each channel would be used, or why not", schema: preview } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/policy/preview",
    tag: "Policy",
    summary: "What a draft does for an order",
    query: z.object(language),
    body: {
      schema: z.strictObject({ ...previewQuestion, policy: policyDocument.optional() }),
      example: { placed_at: "2026-11-21T10:14:58+08:00", amount: "199.00", policy: { min_delay: "1h" } },
    },
    answers: { 200: { description: "When each channel would be used, or why not", schema: preview } },
  },
];

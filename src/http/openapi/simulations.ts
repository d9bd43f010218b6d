import { z } from "zod";
import { policyDocument } from "../../domain/policy-document.ts";
import { STOP_REASONS } from "../../domain/states.ts";
import type { DescribedRoute } from "./describe.ts";
import { channel, listOf, money, time, warnings } from "./shapes.ts";

const params = { id: "The simulation's id" };
const counts = z.record(z.string(), z.int());

export const summary = z.object({
  orders: z.int(),
  planned: z.int(),
  skipped: z.int(),
  by_reason: counts,
  contacts: z.int().describe("Messages and calls"),
  by_channel: counts,
  by_slot: counts,
  shop_paused_at: time.nullable().describe("When the shop's cap would have paused all sending"),
  cost: z.record(z.string(), money).describe("By currency: what the contacts cost, a text message as one part"),
  unpriced: z.int().describe("Contacts whose price is not known; they are not in `cost`"),
  decisions_sha256: z.string().describe("The same orders under the same policy give the same"),
});

export const reminders = z.array(
  z.object({
    channel,
    due_at: time.nullable(),
    not_after: time.nullable(),
    state: z.enum(["planned", "skipped"]),
    reason: z.enum(STOP_REASONS).nullable(),
    merged_into: z.string().optional().describe("The order whose message names this one too"),
  }),
);

const about = z.object({
  id: z.uuid(),
  state: z.enum(["running", "done", "failed", "cancelled"]),
  progress: z.number().min(0).max(1),
  days: z.int().nullable().describe("null of a file of orders"),
  policy_version: z.int().describe("The published one that the draft is compared with"),
  started_at: time,
});

export const simulation = about.extend({
  result: z
    .object({
      published: summary,
      draft: summary,
      changed: z.int().describe("Orders that fare otherwise under the draft"),
      gained: z.int().describe("Of those: reminded under the draft alone"),
      lost: z.int().describe("Of those: reminded under the published policy alone"),
      examples: z.array(z.object({ order: z.string(), published: reminders, draft: reminders })),
      truncated: z.boolean().describe("Whether there were more orders than are played"),
      left_out: z
        .object({ count: z.int(), first: z.array(z.object({ line: z.int(), why: z.string() })) })
        .describe("Lines of a file that could not be read"),
    })
    .nullable(),
});

export const SIMULATIONS: readonly DescribedRoute[] = [
  {
    method: "post",
    path: "/api/v1/simulations",
    tag: "Simulations",
    summary: "Plays past orders, or a file of orders, under a draft",
    description:
      "Beside the published policy. Nothing is sent. A result is kept for an hour. As multipart/form-data: `policy` (YAML or JSON) and `orders`, one `data` object of a webhook a line, 64 MiB at most.",
    body: {
      schema: z.strictObject({ policy: policyDocument.optional(), days: z.int().min(1).max(90).default(30) }),
      types: ["application/json", "multipart/form-data"],
      example: { days: 30, policy: { min_delay: "1h" } },
    },
    answers: {
      202: {
        description: "It runs: ask again",
        schema: simulation.extend({ warnings }),
        headers: { Location: "Where to ask" },
      },
    },
    refusals: [429],
  },
  {
    method: "get",
    path: "/api/v1/simulations",
    tag: "Simulations",
    summary: "Simulations of the last hour, the latest first",
    answers: { 200: { description: "Without their results", schema: listOf(about) } },
  },
  {
    method: "get",
    path: "/api/v1/simulations/:id",
    tag: "Simulations",
    summary: "How a simulation stands",
    params,
    answers: { 200: { description: "With its result, once it is done", schema: simulation } },
    refusals: [404],
  },
  {
    method: "delete",
    path: "/api/v1/simulations/:id",
    tag: "Simulations",
    summary: "Stops a simulation; forgets one that is over",
    params,
    answers: { 204: { description: "It is gone" } },
    refusals: [404],
  },
];

import { z } from "zod";
import { newExperiment } from "../experiments-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { listOf, paging, time } from "./shapes.ts";

const params = { id: "The experiment's id" };
const share = z.number().min(0).max(1);

export const experiment = z.object({
  id: z.string(),
  template: z.string(),
  name: z.string(),
  state: z.enum(["running", "stopped"]),
  started_at: time,
  started_by: z.string(),
  stopped_at: time.nullable(),
  variants: z.array(
    z.object({
      version: z.int().describe("Of the template"),
      share: share.describe("Of buyers"),
      buyers: z.int().describe("Whom a message of this variant reached; each counts once"),
      clicked: z.int(),
      click_rate: share,
      click_rate_low: share,
      click_rate_high: share,
      recovered: z.int().describe("Buyers with an order that is credited to a message of this variant"),
      rate: share.describe("recovered ÷ buyers"),
      rate_low: share.describe("95% interval (Wilson)"),
      rate_high: share,
    }),
  ),
  best: z.int().nullable().describe("The version whose rate is above all others', intervals apart; null while unclear"),
});

export const EXPERIMENTS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/experiments",
    tag: "Templates",
    summary: "Experiments, the last started first",
    query: z.object(paging),
    answers: { 200: { description: "A page", schema: listOf(experiment) } },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/experiments",
    tag: "Templates",
    summary: "Starts to try versions of a template against each other",
    description: "Each buyer always gets the same variant. Held-out buyers get none.",
    body: {
      schema: newExperiment,
      example: {
        template: "tpl_Ab12Cd34Ef56",
        name: "shorter",
        variants: [
          { version: 1, share: 0.5 },
          { version: 2, share: 0.5 },
        ],
      },
    },
    answers: { 201: { description: "It runs", schema: experiment } },
    refusals: [409],
  },
  {
    method: "get",
    path: "/api/v1/experiments/:id",
    tag: "Templates",
    summary: "One experiment, with what came of it so far",
    params,
    answers: { 200: { description: "It", schema: experiment } },
    refusals: [404],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/experiments/:id/stop",
    tag: "Templates",
    summary: "Gives every buyer the published version again",
    params,
    answers: { 200: { description: "It is stopped", schema: experiment } },
    refusals: [404],
  },
];

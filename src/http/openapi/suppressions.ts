import { z } from "zod";
import { CHANNELS } from "../../domain/channel.ts";
import { suppressionRequest } from "../suppressions-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { channel, listOf, paging, time } from "./shapes.ts";

export const suppression = z.object({
  address: z.string().nullable().describe("Masked"),
  channels: z.array(channel),
  reason: z.string(),
  source: z.enum(["stop", "complaint", "shop", "staff", "provider", "erased"]),
  at: time,
});

const example = {
  address: "+86138****8000",
  channels: CHANNELS,
  reason: "asked us on the phone",
  source: "staff",
  at: "2026-11-21T06:40:00.000Z",
};

export const SUPPRESSIONS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/suppressions",
    tag: "Suppressions",
    summary: "Who said no, the latest first",
    query: z.object(paging),
    answers: {
      200: { description: "A page", schema: listOf(suppression), example: { data: [example], next: null } },
    },
    refusals: [422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/suppressions",
    tag: "Suppressions",
    summary: "Puts down a no",
    description:
      "It counts on every channel and in every shop that shares buyers with this one. Either phone or email.",
    body: { schema: suppressionRequest, example: { phone: "+8613800138000", reason: "asked us on the phone" } },
    answers: { 201: { description: "It stands", schema: suppression, example } },
  },
];

import { z } from "zod";
import { sendingChange } from "../sending-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { channel, time } from "./shapes.ts";

export const sending = z.object({
  paused: z.boolean().describe("Whether nothing at all is sent"),
  pauses: z.array(
    z.object({
      scope: z.enum(["all", "shop"]).describe("all: of every shop of this service"),
      channel: channel.nullable().describe("null: every channel"),
      reason: z.string().nullable(),
      at: time,
    }),
  ),
});

export const SENDING: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/sending",
    tag: "Sending",
    summary: "What is switched off",
    answers: { 200: { description: "Every pause that holds for the shop", schema: sending } },
    hasTag: true,
  },
  {
    method: "put",
    path: "/api/v1/sending",
    tag: "Sending",
    summary: "Stops or resumes the shop's sending",
    body: { schema: sendingChange, example: { paused: true, channel: "sms" } },
    answers: { 200: { description: "Every pause that holds for the shop", schema: sending } },
    isGuarded: true,
  },
];

import { z } from "zod";
import { callReports } from "../aliyun/callbacks.ts";
import type { DescribedRoute } from "./describe.ts";

export const ALIYUN_CALLBACKS: readonly DescribedRoute[] = [
  {
    method: "post",
    path: "/callbacks/aliyun/voice",
    tag: "Callbacks",
    summary: "How calls by Alibaba Cloud ended, and which keys were pressed",
    body: { schema: callReports },
    answers: {
      200: {
        description: "Those that carry the mark of a call made here are recorded",
        schema: z.object({ code: z.literal(0), msg: z.string() }),
      },
    },
    refusals: [403],
  },
];

import { z } from "zod";
import { STORY_KINDS } from "../../domain/story-facts.ts";
import type { DescribedRoute } from "./describe.ts";
import { channel, language, time } from "./shapes.ts";

const params = { id: "The shop's own id of the order, percent-encoded" };

export const storyEntry = z.object({
  at: time,
  kind: z.enum(STORY_KINDS),
  title: z.string().describe("A few words, by `locale`"),
  text: z.string().describe("A sentence or two, by `locale`; of a reply, the buyer's own words"),
  channel: channel.nullable(),
  state: z.string().nullable().describe("Of a contact: its state now; of what came back: the state it told of"),
  detail: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
    .describe("What programs may go by: ids, codes, sums"),
});

export const buyerInFull = z.object({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
});

export const STORIES: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/orders/:id/story",
    tag: "Orders",
    summary: "Everything that happened to an order, first to last, in plain words",
    params,
    query: z.object(language),
    answers: {
      200: {
        description: "The timeline",
        schema: z.object({ data: z.array(storyEntry) }),
        example: {
          data: [
            {
              at: "2026-11-21T02:15:00.000Z",
              kind: "event",
              title: "收到新订单",
              text: "",
              channel: null,
              state: null,
              detail: { type: "order.created", outcome: "applied" },
            },
          ],
        },
      },
    },
    refusals: [404, 422],
    hasTag: true,
  },
  {
    method: "post",
    path: "/api/v1/orders/:id/unmask",
    tag: "Orders",
    summary: "The buyer's name, phone and e-mail in full",
    description: "Each look is in the audit log.",
    params,
    answers: {
      200: {
        description: "Null where it is not known, or the buyer was erased",
        schema: buyerInFull,
        example: { name: "王芳", phone: "+8613800138000", email: null },
      },
    },
    refusals: [404],
  },
];

/** What the page of staff asks beside what is about one shop. */
import { z } from "zod";
import { viewsBody } from "../views-api.ts";
import type { DescribedRoute } from "./describe.ts";
import { channel } from "./shapes.ts";

const settings = z.object({
  public_url: z.string().nullable().describe("`PUBLIC_URL`; null where it is not set"),
  queue: z.enum(["postgresql", "redis"]),
  roles: z.array(z.string()).describe("What the process that answers does"),
  versions: z.object({ cuifu: z.string(), node: z.string(), postgresql: z.string() }),
  channels: z.array(
    z.object({
      channel,
      providers: z
        .array(z.object({ provider: z.string(), caller: z.enum(["machine", "person"]) }))
        .describe("In the order they are asked; none where the channel is off"),
    }),
  ),
});

/** What a member of staff keeps, as it is read back. */
export type SavedViews = z.output<typeof viewsBody>;

const exampleViews = { data: [{ name: "今天的大单", screen: "orders", query: { status: "unpaid", grade: "A" } }] };

export const SCREENS: readonly DescribedRoute[] = [
  {
    method: "get",
    path: "/api/v1/settings",
    tag: "Page",
    summary: "How the service is set up, as far as it is no secret",
    answers: { 200: { description: "Changed in its configuration alone", schema: settings } },
    hasTag: true,
  },
  {
    method: "get",
    path: "/api/v1/views",
    tag: "Page",
    summary: "The views that whoever is signed in has saved",
    answers: { 200: { description: "All of them, in their order", schema: viewsBody, example: exampleViews } },
    hasTag: true,
  },
  {
    method: "put",
    path: "/api/v1/views",
    tag: "Page",
    summary: "Saves views, in the place of all there were",
    body: { schema: viewsBody, example: exampleViews },
    answers: { 200: { description: "As they stand now", schema: viewsBody } },
    isGuarded: true,
  },
];

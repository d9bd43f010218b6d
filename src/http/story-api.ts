import { Hono } from "hono";
import { toIso } from "../domain/instant.ts";
import type { StoryEntry } from "../domain/story-facts.ts";
import { isOpaqueId } from "../domain/text.ts";
import { tellStory } from "../journey/tell-story.ts";
import { unmaskBuyer } from "../journey/unmask-buyer.ts";
import { readLocale } from "./locale.ts";
import { notFound } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

/** `orders/{id}/story`: what happened, first to last. `orders/{id}/unmask`: who the buyer is, for the audit log to know. */
export function storyApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/:id/story", async (c) => {
    const { shop } = c.get("caller");
    const externalId = c.req.param("id");
    const locale = readLocale(c, shop);
    const story = isOpaqueId(externalId) ? await tellStory(ctx, shop, externalId, locale) : null;
    if (story === null) throw notFound();
    return reply(c, { data: story.map(entryJson) });
  });
  app.post("/:id/unmask", async (c) => {
    const { shop, actor } = c.get("caller");
    const externalId = c.req.param("id");
    const buyer = isOpaqueId(externalId) ? await unmaskBuyer(ctx, { shopId: shop.id, externalId, by: actor }) : null;
    if (buyer === null) throw notFound();
    c.header("Cache-Control", "no-store");
    return c.json(buyer);
  });
  return app;
}

const entryJson = ({ at, ...entry }: StoryEntry) => ({ at: toIso(at), ...entry });

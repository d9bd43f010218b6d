import { Hono } from "hono";
import { z } from "zod";
import { CHANNELS } from "../domain/channel.ts";
import { toIso } from "../domain/instant.ts";
import { changeSending } from "../journey/change-sending.ts";
import { readPauses } from "../store/pauses.ts";
import type { Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import { reply, requireMatch } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

export const sendingChange = z.strictObject({ paused: z.boolean(), channel: z.enum(CHANNELS).nullish() });

const EXPECTED = { paused: "must be true or false", channel: `must be one of ${CHANNELS.join(", ")}` };

/** `sending`: what of the shop's sending is switched off, by itself or for every shop. */
export function sendingApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const read = async (shop: Shop) => {
    const pauses = await inShops(ctx.db, { shops: [shop.id] }, readPauses);
    return {
      paused: pauses.some(({ channel }) => channel === null),
      pauses: pauses.map(({ shopId, channel, reason, pausedAt }) => ({
        scope: shopId === null ? "all" : "shop",
        channel,
        reason,
        at: toIso(pausedAt),
      })),
    };
  };

  const app = new Hono();
  app.get("/", async (c) => reply(c, await read(c.get("caller").shop)));
  app.put("/", async (c) => {
    const { shop, actor } = c.get("caller");
    const { paused, channel = null } = await readJsonBody(c, sendingChange, EXPECTED);
    requireMatch(c, await read(shop));
    await changeSending(ctx, { shopId: shop.id, channel, paused, by: actor });
    return c.json(await read(shop));
  });
  return app;
}

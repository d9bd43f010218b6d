import { type Context, Hono } from "hono";
import { z } from "zod";
import { toIso } from "../domain/instant.ts";
import { changeShop } from "../journey/change-shop.ts";
import type { JourneyContext } from "../journey/context.ts";
import { createShop, ShopRefused } from "../journey/create-shop.ts";
import { lastEvents, type Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import { page, readCursor, readLimit } from "./paging.ts";
import { HttpProblem, notFound, unprocessable } from "./problem.ts";
import { reply, requireMatch } from "./reply.ts";
import { shopJson } from "./shop-json.ts";
import { shopKeysApi } from "./shop-keys-api.ts";

const words = z.string().max(200);

export const newShop = z.strictObject({
  slug: words,
  name: words,
  timezone: words,
  country: words,
  currency: words,
  locale: words.optional(),
});
export const shopChange = z.strictObject({ name: words.optional(), locale: words.optional() });

const EXPECTED = {
  slug: "must be 1 to 63 of a-z, 0-9 and -",
  name: "must be a name",
  timezone: "must be an IANA time zone, for instance Asia/Shanghai",
  country: "must be an ISO 3166-1 code, for instance CN",
  currency: "must be an ISO 4217 code, for instance CNY",
  locale: "must be a BCP 47 tag, for instance zh-CN",
};

/** `shops`: those that are served, of the ones that whoever is signed in works for. */
export function shopsApi({ ctx }: { readonly ctx: JourneyContext }): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const limit = readLimit(c);
    const [after = null] = readCursor(c, 1) ?? [];
    const rows = [...c.get("signedIn").shops]
      .sort((a, b) => a.id - b.id)
      .filter(({ id }) => after === null || id > after)
      .slice(0, limit + 1);
    const shown = await withStanding(ctx, rows);
    return reply(
      c,
      page(
        shown,
        limit,
        ({ json }) => json,
        ({ shop }) => [shop.id],
      ),
    );
  });
  app.post("/", async (c) => {
    const { staff, actor } = c.get("signedIn");
    if (!staff.everyShop) throw new HttpProblem(403, { detail: "Shops are made by admins of every shop: ask one" });
    const request = await readJsonBody(c, newShop, EXPECTED);
    const { shop, webhookSecret, apiKey } = await createShop(ctx, { ...request, by: actor }).catch(asProblem);
    c.header("cache-control", "no-store");
    return c.json({ shop: shopJson(shop), webhook_secret: webhookSecret, api_key: apiKey }, 201);
  });
  app.get("/:slug", async (c) => reply(c, shopJson(shopOf(c))));
  app.patch("/:slug", async (c) => {
    const { actor: by } = c.get("signedIn");
    const change = await readJsonBody(c, shopChange, EXPECTED);
    const expect = (standing: Shop) => requireMatch(c, shopJson(standing));
    const changed = await changeShop(ctx, shopOf(c), { ...change, by, expect }).catch(asProblem);
    return c.json(shopJson(changed));
  });
  app.route("/:slug", shopKeysApi({ ctx }, shopOf));
  return app;
}

/** @throws HttpProblem 404 where it is not theirs. */
function shopOf(c: Context): Shop {
  const shop = c.get("signedIn").shops.find(({ slug }) => slug === c.req.param("slug"));
  if (shop === undefined) throw notFound();
  return shop;
}

/** When each last sent something, and whether it sends. */
async function withStanding(ctx: JourneyContext, shops: readonly Shop[]) {
  const ids = shops.map(({ id }) => id);
  return await inShops(ctx.db, { shops: ids }, async (tx) => {
    const events = await lastEvents(tx, ids);
    const shown = [];
    for (const shop of shops) {
      const at = events.get(shop.id);
      const { live } = await ctx.policies.read(tx, shop.id, shop.policyVersion);
      shown.push({ shop, json: { ...shopJson(shop), live, last_event_at: at === undefined ? null : toIso(at) } });
    }
    return shown;
  });
}

function asProblem(error: unknown): never {
  if (!(error instanceof ShopRefused)) throw error;
  throw unprocessable([{ pointer: `/${error.field}`, code: error.field, detail: error.expected }]);
}

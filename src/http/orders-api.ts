import { Hono } from "hono";
import { isOpaqueId } from "../domain/text.ts";
import { findBuyers } from "../journey/find-buyers.ts";
import { refreshBeforeAnswer } from "../journey/refresh-stats.ts";
import { stopOrder } from "../journey/stop-order.ts";
import type { Tx } from "../store/connect.ts";
import { asksStatistics, findFewNamed, listOrders } from "../store/order-search.ts";
import { findOrder, readOrderViews } from "../store/order-views.ts";
import type { Shop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { readLocale } from "./locale.ts";
import { readAfter, readOrderQuery } from "./order-filter.ts";
import { orderJson } from "./order-json.ts";
import { page, readLimit } from "./paging.ts";
import { notFound } from "./problem.ts";
import { reasonApi } from "./reason-api.ts";
import { reply, requireMatch } from "./reply.ts";
import type { HttpDeps } from "./server.ts";
import { storyApi } from "./story-api.ts";

/** `orders`, `orders/{id}`, and what staff do with one: stop it, correct its reason, read its story. Ids are the shop's own, percent-encoded. */
export function ordersApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const readOne = async (shop: Shop, externalId: string, locale: string) => {
    // What can't be an id is none, and never reaches the database.
    if (!isOpaqueId(externalId)) throw notFound();
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const row = await findOrder(tx, shop.id, externalId);
      const [view] = await readOrderViews(tx, ctx.vault, row === null ? [] : [row]);
      if (view === undefined) throw notFound();
      return orderJson(view, shop, locale);
    });
  };

  const findNamed = async (tx: Tx, shop: Shop, text: string) => ({
    prefix: text,
    few: await findFewNamed(tx, shop.id, text),
    buyers: await findBuyers(tx, ctx, shop, text),
  });

  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const locale = readLocale(c, shop);
    const after = readAfter(c);
    const scope = { shops: [shop.id], groups: [shop.groupId] };
    const query = await inShops(ctx.db, scope, async (tx) => readOrderQuery(c, shop, await readClock(tx, ctx.clock)));
    if (asksStatistics(query)) await refreshBeforeAnswer(ctx, shop.id);
    const views = await inShops(ctx.db, scope, async (tx) => {
      const { text, ...filter } = query;
      const named = text === null ? null : await findNamed(tx, shop, text);
      const rows = await listOrders(tx, shop.id, { ...filter, named }, { after, limit: limit + 1 });
      return await readOrderViews(tx, ctx.vault, rows);
    });
    return reply(
      c,
      page(
        views,
        limit,
        (view) => orderJson(view, shop, locale),
        ({ order }) => [order.placedAt, order.id],
      ),
    );
  });
  app.get("/:id", async (c) => {
    const { shop } = c.get("caller");
    return reply(c, await readOne(shop, c.req.param("id"), readLocale(c, shop)));
  });
  app.post("/:id/stop", async (c) => {
    const { shop, actor } = c.get("caller");
    const externalId = c.req.param("id");
    const locale = readLocale(c, shop);
    const standing = await readOne(shop, externalId, locale);
    requireMatch(c, standing);
    await stopOrder(ctx, { shopId: shop.id, externalId, by: actor });
    return c.json(await readOne(shop, externalId, locale));
  });
  app.route("/", storyApi({ ctx }));
  app.route(
    "/",
    reasonApi({ ctx }, (c, externalId) => {
      const { shop } = c.get("caller");
      return readOne(shop, externalId, readLocale(c, shop));
    }),
  );
  return app;
}

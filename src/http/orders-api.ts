import { type Context, Hono } from "hono";
import type { OrderId } from "../domain/brand.ts";
import { ORDER_STATUSES, type OrderStatus } from "../domain/event.ts";
import { type Instant, type Interval, instant } from "../domain/instant.ts";
import { momentOf } from "../domain/local-time.ts";
import { isOpaqueId } from "../domain/text.ts";
import { stopOrder } from "../journey/stop-order.ts";
import { findOrder, listOrders, type OrderCursor, readOrderViews } from "../store/order-views.ts";
import type { Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import { readDay } from "./dates.ts";
import { readLocale } from "./locale.ts";
import { orderJson } from "./order-json.ts";
import { badParameter, page, readCursor, readLimit } from "./paging.ts";
import { notFound } from "./problem.ts";
import { reasonApi } from "./reason-api.ts";
import { reply, requireMatch } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

/** `orders`, `orders/{id}`, `orders/{id}/stop`, `orders/{id}/reason`. Ids are the shop's own, percent-encoded. */
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

  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const locale = readLocale(c, shop);
    const filter = {
      status: readStatus(c),
      placed: readPlaced(c, shop.timezone),
      after: readAfter(c),
      limit: limit + 1,
    };
    const views = await inShops(ctx.db, { shops: [shop.id] }, async (tx) =>
      readOrderViews(tx, ctx.vault, await listOrders(tx, shop.id, filter)),
    );
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
  app.route(
    "/",
    reasonApi({ ctx }, (c, externalId) => {
      const { shop } = c.get("caller");
      return readOne(shop, externalId, readLocale(c, shop));
    }),
  );
  return app;
}

function readStatus(c: Context): readonly OrderStatus[] | null {
  const given = c.req.queries("status")?.flatMap((text) => text.split(","));
  if (given === undefined) return null;
  const known = ORDER_STATUSES.filter((status) => given.includes(status));
  if (given.some((text) => !ORDER_STATUSES.some((status) => status === text))) {
    throw badParameter("status", `must be one of ${ORDER_STATUSES.join(", ")}`);
  }
  return known;
}

/** `from` and `to`: dates of placing in the shop's zone, inclusive. */
function readPlaced(c: Context, zone: string): Partial<Interval> {
  const edge = (name: "from" | "to", later: number): Instant | undefined => {
    const text = c.req.query(name);
    return text === undefined ? undefined : momentOf(zone, readDay(name, text) + later, 0);
  };
  const [start, end] = [edge("from", 0), edge("to", 1)];
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

function readAfter(c: Context): OrderCursor | null {
  const [placedAt = null, id = null] = readCursor(c, 2) ?? [];
  return id === null ? null : { placedAt: placedAt === null ? null : instant(placedAt), id: id as OrderId };
}

import { type Context, Hono } from "hono";
import { type Interval, toIso } from "../domain/instant.ts";
import { momentOf } from "../domain/local-time.ts";
import type { JourneyContext } from "../journey/context.ts";
import { listAudit } from "../store/audit.ts";
import { inShops } from "../store/transaction.ts";
import { readDay } from "./dates.ts";
import { page, readCursor, readLimit } from "./paging.ts";
import { reply } from "./reply.ts";

/** `audit`: every change that staff, programs and the command line made, the newest first. */
export function auditApi({ ctx }: { readonly ctx: JourneyContext }): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const { shops, everyShop } = c.get("scope");
    const limit = readLimit(c);
    const [before = null] = readCursor(c, 1) ?? [];
    const text = (name: string) => c.req.query(name)?.toWellFormed().replaceAll("\u0000", "") ?? null;
    const filter = {
      action: text("action"),
      actor: text("actor"),
      span: readSpan(c),
      everyShop,
      before,
      limit: limit + 1,
    };
    const rows = await inShops(ctx.db, { shops: shops.map(({ id }) => id) }, (tx) => listAudit(tx, filter));
    const slugs = new Map(shops.map(({ id, slug }) => [id, slug]));
    return reply(
      c,
      page(
        rows,
        limit,
        ({ at, shopId, actor: who, action: what, target, detail }) => ({
          at: toIso(at),
          actor: who,
          action: what,
          target,
          shop: shopId === null ? null : (slugs.get(shopId) ?? null),
          detail,
        }),
        ({ id }) => [id],
      ),
    );
  });
  return app;
}

/** `from` and `to`: dates, inclusive, in the zone of the one shop it is about; of several, in UTC. */
function readSpan(c: Context): Partial<Interval> {
  const [only, ...others] = c.get("scope").shops;
  const zone = only !== undefined && others.length === 0 ? only.timezone : "UTC";
  const { from, to } = c.req.query();
  return {
    ...(from === undefined ? {} : { start: momentOf(zone, readDay("from", from), 0) }),
    ...(to === undefined ? {} : { end: momentOf(zone, readDay("to", to) + 1, 0) }),
  };
}

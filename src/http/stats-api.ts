import { Hono } from "hono";
import { parseCurrency } from "../domain/money.ts";
import { RECOVERY_CUTS, recoveryFigures, sumCounts } from "../domain/recovery.ts";
import { countRecovery } from "../store/recovery-stats.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { readDays } from "./dates.ts";
import { badParameter } from "./paging.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

/** `stats/recovery` (contract.md, "Shapes that are fixed"): counted from the tables at each request. */
export function statsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/recovery", async (c) => {
    const { shop } = c.get("caller");
    const { by: named = "day", from, to, currency: code } = c.req.query();
    const by = RECOVERY_CUTS.find((cut) => cut === named);
    if (by === undefined) throw badParameter("by", `must be one of ${RECOVERY_CUTS.join(", ")}`);
    const currency = code === undefined ? shop.currency : parseCurrency(code);
    if (currency === null) throw badParameter("currency", "must be an ISO 4217 code, for instance CNY");
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const days = readDays({ from, to }, shop.timezone, await readClock(tx, ctx.clock));
      const question = { shopId: shop.id, zone: shop.timezone, placed: days.span, currency, by };
      const rows = await countRecovery(tx, question);
      return reply(c, {
        by,
        from: days.from,
        to: days.to,
        currency,
        totals: recoveryFigures(sumCounts(rows), currency),
        rows: rows.map((row) => ({ key: row.key, ...recoveryFigures(row, currency) })),
      });
    });
  });
  return app;
}

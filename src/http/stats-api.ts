import { type Context, Hono } from "hono";
import { funnel } from "../domain/funnel.ts";
import { liftOf } from "../domain/lift.ts";
import { formatAmount, type Minor } from "../domain/money.ts";
import { reasonReport } from "../domain/reason-report.ts";
import { RECOVERY_CUTS, type RecoveryCut, recoveryFigures, sumCounts } from "../domain/recovery.ts";
import { refreshBeforeAnswer } from "../journey/refresh-stats.ts";
import { countAgents } from "../store/agent-stats.ts";
import { readArms } from "../store/lift-stats.ts";
import { countCorrections, countReasons } from "../store/reason-stats.ts";
import { readCurrencies, readRecovery } from "../store/recovery-stats.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { readDays } from "./dates.ts";
import { liftJson } from "./lift-json.ts";
import { badParameter } from "./paging.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";
import { readCurrency } from "./stats-query.ts";

/**
 * `stats/recovery` and `stats/lift` (contract.md, "Shapes that are fixed"), `stats/funnel`, `stats/reasons` and `stats/agents`: what
 * changed is counted before each answer.
 */
export function statsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/recovery", async (c) => {
    const { shop } = c.get("caller");
    const { from, to } = c.req.query();
    const by = readCut(c);
    const currency = readCurrency(c, shop.currency);
    await refreshBeforeAnswer(ctx, shop.id);
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const days = readDays({ from, to }, shop.timezone, await readClock(tx, ctx.clock));
      const period = { shop, from: days.from, to: days.to };
      const rows = await readRecovery(tx, { ...period, currency, by });
      return reply(c, {
        by,
        from: days.from,
        to: days.to,
        currency,
        currencies: await readCurrencies(tx, period),
        totals: recoveryFigures(sumCounts(rows), currency),
        rows: rows.map((row) => ({ key: row.key, ...recoveryFigures(row, currency) })),
      });
    });
  });
  app.get("/lift", async (c) => {
    const { shop } = c.get("caller");
    await refreshBeforeAnswer(ctx, shop.id);
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const arms = await readArms(tx, shop.id);
      return reply(c, liftJson(liftOf(arms.treated, arms.held_out), shop.currency));
    });
  });
  app.get("/funnel", async (c) => {
    const { shop } = c.get("caller");
    const currency = readCurrency(c, shop.currency);
    await refreshBeforeAnswer(ctx, shop.id);
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const { from, to } = readDays(
        { from: c.req.query("from"), to: c.req.query("to") },
        shop.timezone,
        await readClock(tx, ctx.clock),
      );
      const period = { shop, from, to, currency };
      const outcomes = await readRecovery(tx, { ...period, by: "outcome" });
      const within = await readRecovery(tx, { ...period, by: "paid_within" });
      return reply(c, {
        from,
        to,
        currency,
        stages: funnel(sumCounts(outcomes)),
        outcomes: outcomes.map(({ key, orders }) => ({ outcome: key, orders })),
        paid_within: within.map(({ key, orders }) => ({ within: key, orders })),
      });
    });
  });
  app.get("/reasons", async (c) => {
    const { shop } = c.get("caller");
    await refreshBeforeAnswer(ctx, shop.id);
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const { from, to } = readDays(
        { from: c.req.query("from"), to: c.req.query("to") },
        shop.timezone,
        await readClock(tx, ctx.clock),
      );
      const question = { shopId: shop.id, from, to };
      const report = reasonReport(await countReasons(tx, question), await countCorrections(tx, question));
      return reply(c, { from, to, ...report });
    });
  });
  app.get("/agents", async (c) => {
    const { shop, staff } = c.get("caller");
    const currency = readCurrency(c, shop.currency);
    await refreshBeforeAnswer(ctx, shop.id);
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const query = { from: c.req.query("from"), to: c.req.query("to") };
      const period = readDays(query, shop.timezone, await readClock(tx, ctx.clock));
      const { from, to } = period;
      const all = await countAgents(tx, shop.id, period, currency);
      // An agent sees their own figures.
      const rows = staff?.role === "agent" ? all.filter(({ agent }) => agent === staff.username) : all;
      const money = (amount: Minor) => formatAmount(amount, currency);
      return reply(c, {
        from,
        to,
        currency,
        rows: rows.map(({ amount, netAmount, ...row }) => ({
          ...row,
          amount: money(amount),
          net_amount: money(netAmount),
        })),
      });
    });
  });
  return app;
}

function readCut(c: Context): RecoveryCut {
  const { by: named = "day" } = c.req.query();
  const by = RECOVERY_CUTS.find((cut) => cut === named);
  if (by === undefined) throw badParameter("by", `must be one of ${RECOVERY_CUTS.join(", ")}`);
  return by;
}

import { type Context, Hono } from "hono";
import { z } from "zod";
import { toIso } from "../domain/instant.ts";
import { REASON_CODES } from "../domain/reason-code.ts";
import { correctReason } from "../journey/correct-reason.ts";
import { findOrder } from "../store/order-views.ts";
import { readLabels } from "../store/reasons.ts";
import { inShops } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import type { orderJson } from "./order-json.ts";
import { notFound, stale } from "./problem.ts";
import { reply, requireMatch } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

export const reasonBody = z.strictObject({ code: z.enum(REASON_CODES) });

const EXPECTED = { code: `must be one of ${REASON_CODES.join(", ")}` };

/**
 * `orders/{id}/reason` and its corrections. @param readOne one order as it is shown; throws 404 where there is none.
 */
export function reasonApi(
  { ctx }: Pick<HttpDeps, "ctx">,
  readOne: (c: Context, externalId: string) => Promise<ReturnType<typeof orderJson>>,
): Hono {
  const app = new Hono();
  app.put("/:id/reason", async (c) => {
    const { shop, actor } = c.get("caller");
    const externalId = c.req.param("id");
    const standing = await readOne(c, externalId);
    requireMatch(c, standing);
    const { code } = await readJsonBody(c, reasonBody, EXPECTED);
    // Of two who saw the same state and correct it at once, the second is refused by the count of corrections.
    const expected = c.req.header("if-match") === undefined ? null : standing.reason.corrections;
    const outcome = await correctReason(ctx, { shopId: shop.id, externalId, code, by: actor, expected });
    if (outcome === "stale") throw stale();
    return c.json(await readOne(c, externalId));
  });
  app.get("/:id/reason/corrections", async (c) => {
    const { shop } = c.get("caller");
    const externalId = c.req.param("id");
    await readOne(c, externalId);
    const labels = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const order = await findOrder(tx, shop.id, externalId);
      if (order === null) throw notFound();
      return await readLabels(tx, order.id);
    });
    return reply(c, { data: labels.map(labelJson) });
  });
  return app;
}

const labelJson = (label: Awaited<ReturnType<typeof readLabels>>[number]) => ({
  at: toIso(label.at),
  by: label.by,
  code: label.code,
  inferred: { code: label.inferredCode, confidence: label.inferredConfidence, source: label.inferredSource },
});

import { Hono } from "hono";
import { z } from "zod";
import { completePolicy } from "../domain/policy.ts";
import { createSimulations, type RunningSimulation } from "../journey/simulations.ts";
import { warnOfPolicy } from "../journey/warn-of-policy.ts";
import { readVersion } from "../store/policies.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import { HttpProblem, notFound, unprocessable } from "./problem.ts";
import type { HttpDeps } from "./server.ts";

const MOST_DAYS = 90;
const DEFAULT_DAYS = 30;

const bodySchema = z.strictObject({ policy: z.unknown(), days: z.int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS) });

const EXPECTED = { policy: "must be a policy", days: `must be a whole number from 1 to ${MOST_DAYS}` };

const shown = ({ id, state, progress, days, policyVersion, result }: RunningSimulation) => ({
  id,
  state,
  progress: Math.round(progress * 100) / 100,
  days,
  policy_version: policyVersion,
  result,
});

/**
 * `simulations`: the shop's own past orders under a draft policy beside the published one. They run in this process and
 * are forgotten an hour after they began, or when it ends.
 */
export function simulationsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const simulations = createSimulations(ctx);
  const app = new Hono();
  app.post("/", async (c) => {
    const { shop } = c.get("caller");
    const { policy, days } = await readJsonBody(c, bodySchema, EXPECTED);
    const completed = completePolicy(policy ?? {});
    if (!completed.ok) {
      throw unprocessable(completed.errors.map((error) => ({ ...error, pointer: `/policy${error.pointer}` })));
    }
    const { now, published } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => ({
      now: await readClock(tx, ctx.clock),
      published: (await readVersion(tx, shop.id, shop.policyVersion)).policy,
    }));
    const started = simulations.start({ shop, published, draft: completed.policy, days });
    if (started === null) {
      throw new HttpProblem(429, {
        detail: "A simulation is running already: wait until it is done, or DELETE it",
        headers: { "retry-after": "10" },
      });
    }
    c.header("Location", `/api/v1/simulations/${started.id}`);
    return c.json(
      {
        ...shown(started),
        warnings: warnOfPolicy(ctx, shop, completed.policy, now),
      },
      202,
    );
  });
  app.get("/:id", (c) => {
    const found = simulations.find(c.get("caller").shop.id, c.req.param("id"));
    if (found === null) throw notFound();
    c.header("Cache-Control", "no-store");
    return c.json(shown(found));
  });
  app.delete("/:id", (c) => {
    if (!simulations.remove(c.get("caller").shop.id, c.req.param("id"))) throw notFound();
    return c.body(null, 204);
  });
  return app;
}

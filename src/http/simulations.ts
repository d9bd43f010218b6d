import { Hono } from "hono";
import { toIso } from "../domain/instant.ts";
import { createSimulations, type RunningSimulation } from "../journey/simulations.ts";
import { warnOfPolicy } from "../journey/warn-of-policy.ts";
import { readVersion } from "../store/policies.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { HttpProblem, notFound } from "./problem.ts";
import type { HttpDeps } from "./server.ts";
import { readSimulationRequest } from "./simulation-request.ts";

const about = ({ id, state, progress, days, policyVersion, startedAt }: RunningSimulation) => ({
  id,
  state,
  progress: Math.round(progress * 100) / 100,
  days,
  policy_version: policyVersion,
  started_at: toIso(startedAt),
});

const shown = (simulation: RunningSimulation) => ({ ...about(simulation), result: resultOf(simulation) });

function resultOf({ result }: RunningSimulation) {
  if (result === null) return null;
  const { leftOut, ...comparison } = result;
  return { ...comparison, left_out: leftOut };
}

/**
 * `simulations`: the shop's own past orders, or a file of them, under a draft policy beside the published one. They run in
 * this process and are forgotten an hour after they began, or when it ends.
 */
export function simulationsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const simulations = createSimulations(ctx);
  const app = new Hono();
  app.post("/", async (c) => {
    const { shop } = c.get("caller");
    const { draft, source } = await readSimulationRequest(c, ctx, shop);
    const { now, published } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => ({
      now: await readClock(tx, ctx.clock),
      published: (await readVersion(tx, shop.id, shop.policyVersion)).policy,
    }));
    const started = simulations.start({ shop, published, draft, source });
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
        warnings: warnOfPolicy(ctx, shop, draft, now),
      },
      202,
    );
  });
  app.get("/", (c) => {
    c.header("Cache-Control", "no-store");
    return c.json({ data: simulations.list(c.get("caller").shop.id).map(about), next: null });
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

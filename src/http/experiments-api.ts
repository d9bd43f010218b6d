import { Hono } from "hono";
import { z } from "zod";
import { experimentResults, type VariantCounts, variantsProblem } from "../domain/experiment.ts";
import { toIso } from "../domain/instant.ts";
import type { ShareInterval } from "../domain/wilson.ts";
import { type StartResult, startExperiment, stopExperiment } from "../journey/run-experiment.ts";
import type { Tx } from "../store/connect.ts";
import { countVariants, type Experiment, findExperiment, listExperiments } from "../store/experiments.ts";
import { inShops } from "../store/transaction.ts";
import { readJsonBody } from "./json-body.ts";
import { page, readCursor, readLimit } from "./paging.ts";
import { HttpProblem, notFound, unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

const NAME_MOST = 100;
const MOST_VARIANTS = 10;

export const newExperiment = z.strictObject({
  template: z.string().max(100),
  name: z
    .string()
    .trim()
    .min(1)
    .max(NAME_MOST)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text)),
  variants: z
    .array(z.strictObject({ version: z.int().min(1).max(1_000_000_000), share: z.number().gt(0).max(1) }))
    .min(2)
    .max(MOST_VARIANTS),
});

const EXPECTED = {
  template: "must be the id of a template of the shop's own",
  name: `must be a text of 1 to ${NAME_MOST} characters on one line`,
  variants: `must be 2 to ${MOST_VARIANTS} versions with their shares, for instance {"version": 1, "share": 0.5}`,
};

/** `experiments`: versions of a template tried against each other. */
export function experimentsApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const [from = null] = readCursor(c, 1) ?? [];
    const start = Math.max(0, from ?? 0);
    const rows = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const found = await listExperiments(tx, shop.id, { from: start, limit: limit + 1 });
      return await Promise.all(found.map(async (one, at) => ({ shown: await show(tx, one), at: start + at + 1 })));
    });
    return reply(
      c,
      page(
        rows,
        limit,
        ({ shown }) => shown,
        ({ at }) => [at],
      ),
    );
  });
  app.post("/", async (c) => {
    const { shop, actor } = c.get("caller");
    const request = await readJsonBody(c, newExperiment, EXPECTED);
    const wrong = variantsProblem(request.variants);
    if (wrong !== null) throw unprocessable([{ pointer: "/variants", code: "variants", detail: wrong }]);
    const result = await startExperiment(ctx, shop, { ...request, by: actor });
    if (result.kind !== "started") throw refused(result.kind);
    return c.json(experimentJson(result.experiment, []), 201);
  });
  app.get("/:id", async (c) => {
    const { shop } = c.get("caller");
    const shown = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const found = await findExperiment(tx, shop.id, readId(c.req.param("id")));
      return found && (await show(tx, found));
    });
    if (shown === null) throw notFound();
    return reply(c, shown);
  });
  app.post("/:id/stop", async (c) => {
    const { shop, actor } = c.get("caller");
    const stopped = await stopExperiment(ctx, shop, { id: readId(c.req.param("id")), by: actor });
    if (stopped === null) throw notFound();
    return c.json(await inShops(ctx.db, { shops: [shop.id] }, (tx) => show(tx, stopped)));
  });
  return app;
}

/** @throws HttpProblem 404: what can't be an id names nothing. */
function readId(text: string): string {
  if (!/^exp_[A-Za-z0-9_-]{12}$/.test(text)) throw notFound();
  return text;
}

function refused(kind: Exclude<StartResult["kind"], "started">): HttpProblem {
  switch (kind) {
    case "no_template":
      return unprocessable([{ pointer: "/template", code: kind, detail: EXPECTED.template }]);
    case "no_version":
      return unprocessable([{ pointer: "/variants", code: kind, detail: "must be versions that the template has" }]);
    case "unpublished":
      return new HttpProblem(409, { detail: "Publish a version of the template first: its buyers get the fallback" });
    case "unapproved":
      return new HttpProblem(409, {
        detail: "The policy asks for approve_templates: somebody else must approve every variant first",
      });
    case "running":
      return new HttpProblem(409, { detail: "An experiment of this template runs already: stop it first" });
    default:
      return kind satisfies never;
  }
}

const show = async (tx: Tx, experiment: Experiment) =>
  experimentJson(experiment, await countVariants(tx, experiment.id));

function experimentJson(experiment: Experiment, counts: readonly VariantCounts[]) {
  const { results, best } = experimentResults(experiment.variants, counts);
  return {
    id: experiment.id,
    template: experiment.templateId,
    name: experiment.name,
    state: experiment.stoppedAt === null ? ("running" as const) : ("stopped" as const),
    started_at: toIso(experiment.startedAt),
    started_by: experiment.startedBy,
    stopped_at: experiment.stoppedAt === null ? null : toIso(experiment.stoppedAt),
    variants: results.map(({ version, share, buyers, clicked, recovered, clickRate, rate }) => ({
      version,
      share,
      buyers,
      clicked,
      ...rateJson("click_rate", clickRate),
      recovered,
      ...rateJson("rate", rate),
    })),
    best,
  };
}

const rateJson = <Name extends string>(name: Name, { share, low, high }: ShareInterval) =>
  ({ [name]: share, [`${name}_low`]: low, [`${name}_high`]: high }) as Record<
    Name | `${Name}_low` | `${Name}_high`,
    number
  >;

import { type Context, Hono } from "hono";
import { cellKey, type MatrixRow, templateMatrix } from "../domain/template-matrix.ts";
import { addTemplateVersion, createTemplate, type WriteResult } from "../journey/write-template.ts";
import { readShops } from "../store/shops.ts";
import { findTemplateVersion, listTemplateVersions } from "../store/template-versions.ts";
import { findTemplate, listTemplates } from "../store/templates.ts";
import { inShops } from "../store/transaction.ts";
import { readExpected, versionTag } from "./change-request.ts";
import { readJsonBody } from "./json-body.ts";
import { badParameter, page, readCursor, readLimit } from "./paging.ts";
import { HttpProblem, notFound, stale, unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";
import { templateChanges } from "./template-changes.ts";
import { matrixJson, templateJson, versionJson } from "./template-json.ts";
import { cellOf, EXPECTED, newTemplate, newVersion, readTemplateId, wordsOf } from "./template-schema.ts";
import { templateTrials } from "./template-trials.ts";

/** `templates`: the matrix of scripts, and the shop's own words in it. A template's revision is its entity tag. */
export function templatesApi(deps: Pick<HttpDeps, "ctx">): Hono {
  const { ctx } = deps;
  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const [from = null] = readCursor(c, 1) ?? [];
    const { own, published } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const current = (await readShops(tx, [shop.id])).get(shop.id) ?? shop;
      return { own: await listTemplates(tx, shop.id), published: await ctx.words.ofShops.read(ctx.db, current) };
    });
    const byCell = new Map(own.map((template) => [cellKey(template), template]));
    const isAsked = filterOf(c);
    const rows = templateMatrix([...published.templates, ...ctx.words.templates], own, shop.locale)
      .map((row, at) => ({ ...row, at, own: byCell.get(cellKey(row.cell)) }))
      .filter((row) => isAsked(row) && (c.req.query("own") !== "true" || row.own !== undefined))
      .filter(({ at }) => from === null || at > from)
      .slice(0, limit + 1);
    return reply(
      c,
      page(
        rows,
        limit,
        (row) => matrixJson(row, row.own),
        ({ at }) => [at],
      ),
    );
  });
  app.post("/", async (c) => {
    const { shop, actor } = c.get("caller");
    const body = await readJsonBody(c, newTemplate, EXPECTED);
    const result = await createTemplate(ctx, shop, { cell: cellOf(body), words: wordsOf(body), by: actor });
    return written(c, result);
  });
  app.get("/:id", async (c) => {
    const { shop } = c.get("caller");
    const found = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const template = await findTemplate(tx, shop.id, readTemplateId(c));
      const version = template && (await findTemplateVersion(tx, template.id, template.latest));
      return version && { template, version };
    });
    if (found === null) throw notFound();
    return reply(c, templateJson(found.template, found.version), versionTag(found.template.revision));
  });
  app.get("/:id/versions", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const [before = null] = readCursor(c, 1) ?? [];
    const { template, rows } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const found = await findTemplate(tx, shop.id, readTemplateId(c));
      if (found === null) throw notFound();
      return { template: found, rows: await listTemplateVersions(tx, found.id, { before, limit: limit + 1 }) };
    });
    return reply(
      c,
      page(
        rows,
        limit,
        (version) => versionJson(template, version),
        ({ version }) => [version],
      ),
    );
  });
  app.post("/:id/versions", async (c) => {
    const { shop, actor } = c.get("caller");
    const words = wordsOf(await readJsonBody(c, newVersion, EXPECTED));
    const request = { id: readTemplateId(c), words, by: actor, expected: readExpected(c) };
    return written(c, await addTemplateVersion(ctx, shop, request));
  });
  app.route("/", templateChanges(deps));
  app.route("/", templateTrials(deps));
  return app;
}

const FILTERS = ["channel", "purpose", "locale", "reason", "kind", "grade"] as const;

/** By query parameters of the cell's names; one that names nothing there is finds nothing. */
function filterOf(c: Context): (row: MatrixRow) => boolean {
  const own = c.req.query("own");
  if (own !== undefined && own !== "true" && own !== "false") throw badParameter("own", "must be true or false");
  const wanted = FILTERS.flatMap((name) => {
    const value = c.req.query(name);
    return value === undefined ? [] : [{ key: name === "channel" ? ("medium" as const) : name, value }];
  });
  return ({ cell }) => wanted.every(({ key, value }) => cell[key] === value);
}

function written(c: Context, result: WriteResult): Response {
  switch (result.kind) {
    case "written":
      c.header("ETag", versionTag(result.template.revision));
      return c.json(templateJson(result.template, result.version), 201);
    case "bad":
      throw unprocessable(result.problems);
    case "absent":
      throw notFound();
    case "stale":
      throw stale();
    case "taken":
      throw new HttpProblem(409, {
        detail: "The shop has a template for these messages already: find it in the list and add a version to it",
      });
    default:
      return result satisfies never;
  }
}

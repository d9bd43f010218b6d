import { type Context, Hono } from "hono";
import type { z } from "zod";
import { approveTemplate, type ChangeResult, publishTemplate, withdrawTemplate } from "../journey/publish-template.ts";
import { readExpected, versionTag } from "./change-request.ts";
import { hasBody, readJsonBody } from "./json-body.ts";
import { HttpProblem, notFound, stale } from "./problem.ts";
import type { HttpDeps } from "./server.ts";
import { templateJson } from "./template-json.ts";
import { EXPECTED, oneVersion, readTemplateId } from "./template-schema.ts";

/** `templates/{id}/approve`, `…/publish` and `…/withdraw`: how words come to buyers, and away from them. */
export function templateChanges({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.post("/:id/approve", async (c) => changed(c, await approveTemplate(ctx, c.get("caller").shop, await change(c))));
  app.post("/:id/publish", async (c) => changed(c, await publishTemplate(ctx, c.get("caller").shop, await change(c))));
  app.post("/:id/withdraw", async (c) => {
    const { shop, actor } = c.get("caller");
    const request = { id: readTemplateId(c), by: actor, expected: readExpected(c) };
    return changed(c, await withdrawTemplate(ctx, shop, request));
  });
  return app;
}

/** Without a body the latest version is meant. */
async function change(c: Context) {
  const body: z.output<typeof oneVersion> = hasBody(c) ? await readJsonBody(c, oneVersion, EXPECTED) : {};
  const id = readTemplateId(c);
  return { id, version: body.version ?? null, by: c.get("caller").actor, expected: readExpected(c) };
}

function changed(c: Context, result: ChangeResult): Response {
  switch (result.kind) {
    case "done":
      c.header("ETag", versionTag(result.template.revision));
      return c.json(templateJson(result.template, result.version));
    case "absent":
      throw notFound();
    case "stale":
      throw stale();
    case "own":
      throw new HttpProblem(403, { detail: "Somebody else than who wrote a version must approve it" });
    case "unapproved":
      throw new HttpProblem(409, {
        detail: "The policy asks for approve_templates: somebody else must approve this version first",
      });
    case "running":
      throw new HttpProblem(409, { detail: "An experiment of this template runs: stop it first" });
    default:
      return result satisfies never;
  }
}

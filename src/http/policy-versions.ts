import { type Context, Hono } from "hono";
import { toIso } from "../domain/instant.ts";
import { diffJson } from "../domain/json-diff.ts";
import { completePolicy } from "../domain/policy.ts";
import { restorePolicy } from "../journey/publish-policy.ts";
import { readChangeReasons } from "../store/audit.ts";
import { findVersion, listVersions } from "../store/policies.ts";
import { inShops } from "../store/transaction.ts";
import { readExpected, readReason, versionTag } from "./change-request.ts";
import { badParameter, page, readCursor, readLimit } from "./paging.ts";
import { HttpProblem, notFound, stale } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

/** `policy/versions`: each version of the policy, what differs between two, and the way back to one. */
export function policyVersions({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const limit = readLimit(c);
    const [before = null] = readCursor(c, 1) ?? [];
    const { rows, reasons } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const found = await listVersions(tx, shop.id, { before, limit: limit + 1 });
      const versions = found.map(({ version }) => version);
      return { rows: found, reasons: await readChangeReasons(tx, shop.id, versions) };
    });
    const show = ({ version, createdAt, createdBy }: (typeof rows)[number]) => ({
      version,
      created_at: toIso(createdAt),
      created_by: createdBy,
      reason: reasons.get(version) ?? null,
    });
    return reply(
      c,
      page(rows, limit, show, ({ version }) => [version]),
    );
  });
  app.get("/:version", async (c) => {
    const found = await readOne(c, readNumber(c.req.param("version")));
    const { version, createdAt, createdBy, reason, document } = found;
    // In the order of keys that people know; one that says what is not allowed any more, as it was kept.
    const completed = completePolicy(document);
    const policy = completed.ok ? completed.document : document;
    return reply(c, { version, created_at: toIso(createdAt), created_by: createdBy, reason, policy });
  });
  app.get("/:version/diff", async (c) => {
    const from = await readOne(c, readNumber(c.req.param("version")));
    const named = c.req.query("to");
    if (named === undefined) throw badParameter("to", "must be the number of a version");
    const to = await readOne(c, readNumber(named));
    return reply(c, { from: from.version, to: to.version, changes: diffJson(from.document, to.document) });
  });
  app.post("/:version/restore", async (c) => {
    const { shop, actor } = c.get("caller");
    const version = readNumber(c.req.param("version"));
    const change = { shopId: shop.id, by: actor, reason: readReason(c), expected: readExpected(c), version };
    const restored = await restorePolicy(ctx, change);
    switch (restored.kind) {
      case "restored":
        c.header("ETag", versionTag(restored.version));
        return c.json({ version: restored.version, policy: restored.document });
      case "absent":
        throw notFound();
      case "stale":
        throw stale();
      case "outdated":
        throw new HttpProblem(422, {
          detail: "That version says what is not allowed any more: read it, mend it and PUT it as the policy",
        });
      default:
        return restored satisfies never;
    }
  });

  async function readOne(c: Context, version: number) {
    const { shop } = c.get("caller");
    return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const found = await findVersion(tx, shop.id, version);
      if (found === null) throw notFound();
      const reasons = await readChangeReasons(tx, shop.id, [version]);
      return { ...found, reason: reasons.get(version) ?? null };
    });
  }
  return app;
}

/** @throws HttpProblem 404: what is no number names no version. */
function readNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw notFound();
  return Number(text);
}

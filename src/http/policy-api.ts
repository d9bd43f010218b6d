import { Hono } from "hono";
import type { Instant } from "../domain/instant.ts";
import { completePolicy, type Policy } from "../domain/policy.ts";
import type { JourneyContext } from "../journey/context.ts";
import { publishPolicy } from "../journey/publish-policy.ts";
import { refuseAddresses } from "../journey/refuse-addresses.ts";
import { hideTestAddresses } from "../journey/test-addresses.ts";
import { warnOfPolicy } from "../journey/warn-of-policy.ts";
import { readVersion } from "../store/policies.ts";
import { readShops, type Shop } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import { readBody } from "./body.ts";
import { readExpected, readReason, versionTag } from "./change-request.ts";
import { readPolicyDocument } from "./policy-body.ts";
import { stale, unprocessable } from "./problem.ts";
import { reply } from "./reply.ts";
import type { HttpDeps } from "./server.ts";

/** `policy`. A version's number is its entity tag. */
export function policyApi({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/", async (c) => {
    const { shop } = c.get("caller");
    const { version, document, policy, now } = await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
      const current = (await readShops(tx, [shop.id])).get(shop.id) ?? shop;
      const read = await readVersion(tx, shop.id, current.policyVersion);
      return { version: current.policyVersion, now: await readClock(tx, ctx.clock), ...read };
    });
    return reply(c, { version, policy: document, ...warningsOf(ctx, shop, policy, now) }, versionTag(version));
  });
  app.put("/", async (c) => {
    const { shop, actor } = c.get("caller");
    const completed = completePolicy(readPolicyDocument(c.req.header("content-type") ?? "", await readBody(c)));
    if (!completed.ok) throw unprocessable(completed.errors);
    const { policy } = completed;
    const addresses = refuseAddresses(ctx, policy);
    if (addresses.length > 0) throw unprocessable(addresses);
    const document = hideTestAddresses(ctx, completed.document);
    const change = { shopId: shop.id, document, by: actor, reason: readReason(c), expected: readExpected(c) };
    const version = await publishPolicy(ctx, change);
    if (version === null) throw stale();
    c.header("ETag", versionTag(version));
    const now = await inShops(ctx.db, { shops: [shop.id] }, (tx) => readClock(tx, ctx.clock));
    return c.json({ version, policy: document, ...warningsOf(ctx, shop, policy, now) });
  });
  return app;
}

/** `warnings`, where there are any. */
function warningsOf(ctx: JourneyContext, shop: Shop, policy: Policy, now: Instant) {
  const warnings = warnOfPolicy(ctx, shop, policy, now);
  return warnings.length > 0 ? { warnings } : {};
}

import { type Context, Hono } from "hono";
import { toIso } from "../domain/instant.ts";
import type { JourneyContext } from "../journey/context.ts";
import { addApiKey, dropApiKey, dropSecret, rotateSecret } from "../journey/shop-keys.ts";
import { listApiKeys } from "../store/api-keys.ts";
import { listSecrets } from "../store/secrets.ts";
import type { Shop } from "../store/shops.ts";
import { HttpProblem, notFound } from "./problem.ts";
import { reply } from "./reply.ts";

/** `shops/{slug}/keys` and `…/webhook-secrets`: what the shop's programs are known by. Each is shown once. */
export function shopKeysApi({ ctx }: { readonly ctx: JourneyContext }, shopOf: (c: Context) => Shop): Hono {
  const app = new Hono();
  app.get("/keys", async (c) => {
    const { id } = shopOf(c);
    const [keys, secrets] = await Promise.all([listApiKeys(ctx.db, id), listSecrets(ctx.db, id)]);
    return reply(c, {
      api_keys: keys.map((key) => ({
        id: key.id,
        prefix: key.prefix,
        created_at: toIso(key.createdAt),
        last_used_at: key.lastUsedAt === null ? null : toIso(key.lastUsedAt),
      })),
      webhook_secrets: secrets.map((secret) => ({
        id: secret.id,
        created_at: toIso(secret.createdAt),
        expires_at: secret.expiresAt === null ? null : toIso(secret.expiresAt),
      })),
    });
  });
  app.post("/keys", async (c) => {
    const key = await addApiKey(ctx, shopOf(c), { by: c.get("signedIn").actor });
    c.header("cache-control", "no-store");
    return c.json({ api_key: key }, 201);
  });
  app.delete("/keys/:id", async (c) => {
    const dropped = await dropApiKey(ctx, shopOf(c), { by: c.get("signedIn").actor, id: readId(c) });
    if (!dropped) throw notFound();
    return c.body(null, 204);
  });
  app.post("/webhook-secrets", async (c) => {
    const secret = await rotateSecret(ctx, shopOf(c), { by: c.get("signedIn").actor });
    if (secret === null) {
      throw new HttpProblem(409, {
        detail: "Two secrets hold already: wait until the older one has ended, or end one",
      });
    }
    c.header("cache-control", "no-store");
    return c.json({ webhook_secret: secret }, 201);
  });
  app.delete("/webhook-secrets/:id", async (c) => {
    const result = await dropSecret(ctx, shopOf(c), { by: c.get("signedIn").actor, id: readId(c) });
    if (result === "absent") throw notFound();
    if (result === "last") {
      throw new HttpProblem(409, {
        detail: "This is the only secret, without which no webhook is taken: make another one",
      });
    }
    return c.body(null, 204);
  });
  return app;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws HttpProblem 404: what can't be an id names nothing, and never reaches the database. */
function readId(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (!UUID.test(id)) throw notFound();
  return id;
}

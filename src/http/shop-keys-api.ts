import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Instant, toIso } from "../domain/instant.ts";
import { PLATFORM_SECRET, type Platform, parsePlatform } from "../domain/platform.ts";
import type { JourneyContext } from "../journey/context.ts";
import { dropPlatformSecret, putPlatformSecret } from "../journey/platform-secrets.ts";
import { addApiKey, dropApiKey, dropSecret, rotateSecret } from "../journey/shop-keys.ts";
import { listApiKeys } from "../store/api-keys.ts";
import { listPlatformSecrets } from "../store/platform-secrets.ts";
import { listSecrets } from "../store/secrets.ts";
import type { Shop } from "../store/shops.ts";
import { readJsonBody } from "./json-body.ts";
import { HttpProblem, notFound } from "./problem.ts";
import { reply } from "./reply.ts";

const SECRET_EXPECTED = "must be 16 to 200 visible ASCII characters without blanks";
export const platformSecret = z.strictObject({ secret: z.string().regex(PLATFORM_SECRET) });

/** `shops/{slug}/keys` and `…/webhook-secrets`, `…/platform-secrets`: what the shop's programs are known by. Each is shown once. */
export function shopKeysApi({ ctx }: { readonly ctx: JourneyContext }, shopOf: (c: Context) => Shop): Hono {
  const app = new Hono();
  app.get("/keys", async (c) => {
    const { id } = shopOf(c);
    const [keys, secrets, ofPlatforms] = await Promise.all([
      listApiKeys(ctx.db, id),
      listSecrets(ctx.db, id),
      listPlatformSecrets(ctx.db, id),
    ]);
    return reply(c, {
      api_keys: keys.map((key) => ({
        id: key.id,
        prefix: key.prefix,
        created_at: toIso(key.createdAt),
        last_used_at: key.lastUsedAt === null ? null : toIso(key.lastUsedAt),
      })),
      webhook_secrets: secrets.map((secret) => ({
        id: secret.id,
        ...spanJson(secret),
      })),
      platform_secrets: ofPlatforms.map((secret) => ({
        platform: secret.platform,
        ...spanJson(secret),
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
  app.put("/platform-secrets/:platform", async (c) => {
    const platform = readPlatform(c);
    const { secret } = await readJsonBody(c, platformSecret, { secret: SECRET_EXPECTED });
    await putPlatformSecret(ctx, shopOf(c), { by: c.get("signedIn").actor, platform, secret });
    return c.body(null, 204);
  });
  app.delete("/platform-secrets/:platform", async (c) => {
    const by = c.get("signedIn").actor;
    const dropped = await dropPlatformSecret(ctx, shopOf(c), { by, platform: readPlatform(c) });
    if (!dropped) throw notFound();
    return c.body(null, 204);
  });
  return app;
}

/** Since when a secret holds, and how long. */
const spanJson = ({ createdAt, expiresAt }: { readonly createdAt: Instant; readonly expiresAt: Instant | null }) => ({
  created_at: toIso(createdAt),
  expires_at: expiresAt === null ? null : toIso(expiresAt),
});

/** @throws HttpProblem 404. */
function readPlatform(c: Context): Platform {
  const platform = parsePlatform(c.req.param("platform") ?? "");
  if (platform === null) throw notFound();
  return platform;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws HttpProblem 404: what can't be an id names nothing, and never reaches the database. */
function readId(c: Context): string {
  const id = c.req.param("id") ?? "";
  if (!UUID.test(id)) throw notFound();
  return id;
}

import { type Context, Hono } from "hono";
import { instant } from "../domain/instant.ts";
import type { JourneyContext } from "../journey/context.ts";
import type { InboundTime, Reading, ShopAdapter } from "../shops/adapter.ts";
import { standardAdapter } from "../shops/standard.ts";
import { readBody, requireJson } from "./body.ts";
import { HttpProblem, notFound } from "./problem.ts";
import type { HttpDeps } from "./server.ts";
import { createShopDirectory } from "./shop-directory.ts";
import { createTokenBucket } from "./token-bucket.ts";

/** Signed webhooks a second that one process takes (contract.md, "Answers"). */
const WEBHOOKS_A_SECOND = 10_000;

/** `POST /webhooks/{shop}`: a shop's events, each answered once it is durable. */
export function webhooks({ ctx, intake }: Pick<HttpDeps, "ctx" | "intake">): Hono {
  const directory = createShopDirectory(ctx);
  const bucket = createTokenBucket(WEBHOOKS_A_SECOND, () => ctx.realTime.monotonic());

  const take = async (c: Context, slug: string, adapter: ShopAdapter): Promise<Response> => {
    const known = await directory.find(slug);
    if (known === null) throw notFound();
    requireJson(c);
    const body = await readBody(c);
    const { shop, secrets } = known;
    const request = { header: (name: string) => c.req.header(name), body };
    const reading = adapter.read(request, { ...shop, secrets }, timeOf(ctx));
    if (!reading.ok) throw refusal(reading);
    if (!bucket.take()) {
      throw new HttpProblem(429, {
        detail: "Too many webhooks at once: send again later",
        headers: { "retry-after": "1" },
      });
    }
    const { event } = reading;
    const answer = await intake.add({ shop, shopId: shop.id, event });
    if (answer.kind === "conflict") {
      ctx.measures.webhook("conflict");
      throw new HttpProblem(409, { detail: "This webhook-id came before with another body" });
    }
    ctx.measures.webhook(answer.outcome);
    return c.json({ event: event.eventId, order: answer.order, outcome: answer.outcome }, 202);
  };

  const app = new Hono();
  app.post("/:shop", async (c) => {
    try {
      return await take(c, c.req.param("shop"), standardAdapter);
    } catch (error) {
      if (error instanceof HttpProblem && error.status !== 404 && error.status !== 409) ctx.measures.webhook("refused");
      throw error;
    }
  });
  return app;
}

/** Signatures go by real time. A clock that runs on this host's is near enough to tell what lies a day ahead. */
function timeOf({ clock, realTime }: JourneyContext): InboundTime {
  const real = instant(Math.floor(realTime.wall()));
  return { real, domain: clock.kind === "injected" ? clock.now() : real };
}

const DETAILS = {
  400: "The body can't be parsed: see errors",
  422: "The body was understood but its content can't be used: see errors",
} as const;

function refusal({ status, errors }: Extract<Reading, { ok: false }>): HttpProblem {
  // One text for all causes: a stranger learns nothing of which check failed.
  if (status === 401) return new HttpProblem(401, { detail: errors[0]?.detail ?? "The request is not signed" });
  return new HttpProblem(status, { detail: DETAILS[status], errors });
}

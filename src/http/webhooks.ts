import { type Context, Hono } from "hono";
import { instant } from "../domain/instant.ts";
import { parsePlatform } from "../domain/platform.ts";
import type { JourneyContext } from "../journey/context.ts";
import type { InboundRequest, InboundTime, PlatformAdapter, Reading, ShopAdapter } from "../shops/adapter.ts";
import { PLATFORM_ADAPTERS } from "../shops/platforms.ts";
import { standardAdapter } from "../shops/standard.ts";
import { isJson, readBody, requireJson } from "./body.ts";
import { HttpProblem, notFound } from "./problem.ts";
import type { HttpDeps } from "./server.ts";
import { createShopDirectory, type SigningShop } from "./shop-directory.ts";
import { createTokenBucket } from "./token-bucket.ts";

/** Signed webhooks a second that one process takes (contract.md, "Answers"). */
const WEBHOOKS_A_SECOND = 10_000;

/** `POST /webhooks/{shop}` and `…/{platform}`: a shop's events, each answered once it is durable. */
export function webhooks({ ctx, intake }: Pick<HttpDeps, "ctx" | "intake">): Hono {
  const directory = createShopDirectory(ctx);
  const bucket = createTokenBucket(WEBHOOKS_A_SECOND, () => ctx.realTime.monotonic());

  const find = async (c: Context): Promise<SigningShop> => {
    const known = await directory.find(c.req.param("shop") ?? "");
    if (known === null) throw notFound();
    return known;
  };

  /** Takes what `adapter` reads. @param ack what its platform looks for in an answer. */
  const take = async (c: Context, known: SigningShop, adapter: ShopAdapter, request: InboundRequest, ack = {}) => {
    const { shop } = known;
    const secrets = secretsFor(known, adapter);
    const reading = adapter.read(request, { ...shop, secrets }, timeOf(ctx));
    if (!reading.ok) throw refusal(reading);
    if (!bucket.take()) {
      throw new HttpProblem(429, {
        detail: "Too many webhooks at once: send again later",
        headers: { "retry-after": "1" },
      });
    }
    const { event, id = event.eventId } = reading;
    const answer = await intake.add({ shop, shopId: shop.id, event });
    if (answer.kind === "conflict") {
      ctx.measures.webhook("conflict");
      throw new HttpProblem(409, { detail: "This webhook-id came before with another body" });
    }
    const { order, outcome } = answer;
    ctx.measures.webhook(outcome);
    return c.json({ event: id, order, outcome, ...ack }, outcome === "quarantined" ? 200 : 202);
  };

  const takeStandard = async (c: Context): Promise<Response> => {
    const known = await find(c);
    requireJson(c);
    return await take(c, known, standardAdapter, await readRequest(c));
  };

  const takePlatform = async (c: Context, adapter: PlatformAdapter): Promise<Response> => {
    const known = await find(c);
    if (adapter.isPing !== undefined && !isJson(c)) {
      if (!adapter.isPing(await readRequest(c))) requireJson(c);
      ctx.measures.webhook("ping");
      return c.json({ event: null, order: null, outcome: "ignored" }, 200);
    }
    requireJson(c);
    return await take(c, known, adapter, await readRequest(c), adapter.ack);
  };

  const app = new Hono();
  app.post("/:shop", counted(ctx, takeStandard));
  for (const adapter of PLATFORM_ADAPTERS) {
    app.post(
      `/:shop/${adapter.name}`,
      counted(ctx, (c) => takePlatform(c, adapter)),
    );
  }
  return app;
}

/** Counts what is refused, whatever the shop; what no shop was meant by is not. */
const counted =
  ({ measures }: JourneyContext, handle: (c: Context) => Promise<Response>) =>
  async (c: Context): Promise<Response> => {
    try {
      return await handle(c);
    } catch (error) {
      if (error instanceof HttpProblem && error.status !== 404 && error.status !== 409) measures.webhook("refused");
      throw error;
    }
  };

const readRequest = async (c: Context): Promise<InboundRequest> => ({
  header: (name) => c.req.header(name),
  body: await readBody(c),
});

/** What a platform gave the shop, where that is set apart; else what we gave it. */
const secretsFor = ({ secrets, platformSecrets }: SigningShop, { name }: ShopAdapter): readonly string[] => {
  const platform = parsePlatform(name);
  return (platform !== null && platformSecrets.get(platform)) || secrets;
};

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

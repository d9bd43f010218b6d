import { type Context, Hono } from "hono";
import { recordClick } from "../journey/record-click.ts";
import { payPage } from "./pay-pages.ts";
import type { HttpDeps } from "./server.ts";

const CODE = /^[A-Za-z0-9_-]{1,64}$/;
/** Programs that open links on their own, to show what is behind them or to look for harm. */
const PREVIEWERS =
  /(?<!cu)bot\b|crawl|spider|preview|prefetch|scanner|facebookexternalhit|whatsapp|embedly|safelinks|headlesschrome/i;
const PURPOSE_HEADERS = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/** `/r/{code}`: counts a human click and leads to where the shop takes the money. */
export function payLinks({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/:code", async (c) => {
    c.header("Cache-Control", "no-store");
    const code = c.req.param("code");
    const target = CODE.test(code) ? await recordClick(ctx, code, isHuman(c)) : ({ kind: "unknown" } as const);
    switch (target.kind) {
      case "open":
        return c.redirect(target.url, 302);
      case "gone":
        return c.html(payPage("gone", target.locale), 410);
      case "unknown":
        return c.html(payPage("unknown", c.req.header("accept-language") ?? "en"), 404);
      default:
        return target satisfies never;
    }
  });
  return app;
}

function isHuman(c: Context): boolean {
  if (c.req.method !== "GET") return false;
  if (PURPOSE_HEADERS.some((name) => /prefetch|preview|prerender/i.test(c.req.header(name) ?? ""))) return false;
  return !PREVIEWERS.test(c.req.header("user-agent") ?? "");
}

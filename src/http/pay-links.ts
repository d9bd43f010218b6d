import { type Context, Hono } from "hono";
import type { LinkRequest } from "../domain/click.ts";
import { recordClick } from "../journey/record-click.ts";
import { sendBuyerPage } from "./buyer-page.ts";
import { payPage } from "./pay-pages.ts";
import type { HttpDeps } from "./server.ts";

const PURPOSE_HEADERS = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/** `/r/{code}`: counts a human click and leads to where the shop takes the money. */
export function payLinks({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/:code", async (c) => {
    c.header("Cache-Control", "no-store");
    const target = await recordClick(ctx, c.req.param("code"), linkRequest(c));
    switch (target.kind) {
      case "open":
        return c.redirect(target.url, 302);
      case "paid":
      case "ended":
        return sendBuyerPage(c, 410, payPage(target.kind, target.locale, target.shopName));
      case "unknown":
        return sendBuyerPage(c, 404, payPage("unknown", c.req.header("accept-language") ?? "en", null));
      default:
        return target satisfies never;
    }
  });
  return app;
}

const linkRequest = (c: Context): LinkRequest => ({
  method: c.req.method,
  userAgent: c.req.header("user-agent") ?? null,
  acceptLanguage: c.req.header("accept-language") ?? null,
  fetchDest: c.req.header("sec-fetch-dest") ?? null,
  purposes: PURPOSE_HEADERS.flatMap((name) => c.req.header(name) ?? []),
});

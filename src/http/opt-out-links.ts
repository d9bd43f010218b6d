import { type Context, Hono } from "hono";
import { type OptOutPerson, optOutByLink, readOptOutLink } from "../journey/opt-out-by-link.ts";
import { sendBuyerPage } from "./buyer-page.ts";
import { optOutPage } from "./opt-out-pages.ts";
import type { HttpDeps } from "./server.ts";

/**
 * `/u/{token}`: GET asks and changes nothing, because mail programs open links on their own; POST is the "no", from the
 * page's button or from a mail program's own (RFC 8058). Whatever the body says is not read: the token is all it takes.
 */
export function optOutLinks({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.get("/:token", async (c) => page(c, "ask", await readOptOutLink(ctx, c.req.param("token"))));
  app.post("/:token", async (c) => page(c, "done", await optOutByLink(ctx, c.req.param("token"))));
  return app;
}

function page(c: Context, kind: "ask" | "done", person: OptOutPerson | null): Response | Promise<Response> {
  if (person !== null) return sendBuyerPage(c, 200, optOutPage(kind, person.locale, person.shopName));
  return sendBuyerPage(c, 404, optOutPage("unknown", c.req.header("accept-language") ?? "en", null));
}

/** The page of staff: `/`, its screens' addresses, and the files that it loads, as `npm run build` wrote them. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { HttpProblem, notFound } from "./problem.ts";

const BUILT = fileURLToPath(new URL("../../dist/web/", import.meta.url));

/** What a screen's address starts with; the router of the page (src/web/router.tsx) knows the rest. */
const SCREENS: ReadonlySet<string> = new Set([
  "sign-in",
  "setup",
  "reset",
  "start",
  "orders",
  "desk",
  "recovery",
  "templates",
  "experiments",
  "policy",
  "suppressions",
  "shops",
  "staff",
  "audit",
  "settings",
]);

/**
 * Nothing from elsewhere, and no script that stands in the page. Style sheets are put in at run time, under the page's
 * nonce; charts style the elements of their tooltips by attribute.
 */
const policyOf = (nonce: string): string =>
  `default-src 'none'; script-src 'self'; style-src-elem 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; ` +
  "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const A_YEAR = "public, max-age=31536000, immutable";

export function page(): Hono {
  const app = new Hono();
  app.get("/", answerPage);
  app.get("/assets/:file", compress(), serveAssets(), () => {
    throw notFound();
  });
  return app;
}

const serveAssets = () =>
  serveStatic({
    root: path.relative(process.cwd(), BUILT) || ".",
    onFound: (_, c) => {
      // Their names change with their content.
      c.header("cache-control", A_YEAR);
    },
  });

/** Whether an address that nothing else answers is a screen's. */
export const isScreen = (c: Context): boolean =>
  c.req.method === "GET" &&
  SCREENS.has(c.req.path.split("/", 2)[1] ?? "") &&
  /\btext\/html\b/.test(c.req.header("accept") ?? "");

export async function answerPage(c: Context): Promise<Response> {
  const html = await readFile(path.join(BUILT, "index.html"), "utf8").catch(() => null);
  if (html === null)
    throw new HttpProblem(503, { detail: "The page isn't built: run npm run build, then load it again" });
  const nonce = randomBytes(16).toString("base64");
  return c.html(html.replace('name="csp-nonce" content=""', `name="csp-nonce" content="${nonce}"`), 200, {
    "content-security-policy": policyOf(nonce),
    "cache-control": "no-store",
  });
}

/** `/api/openapi.json` and `/api/docs`: for anybody, from our own files alone. */
import { readFile } from "node:fs/promises";
import { Hono } from "hono";
import { openApiDocument } from "./openapi/document.ts";
import { ROUTES } from "./openapi/routes.ts";
import { notFound } from "./problem.ts";
import { reply } from "./reply.ts";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>cuifu API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

/** Its own file, because the page may run no script that stands in it. */
const START = `SwaggerUIBundle({ url: "openapi.json", dom_id: "#api", deepLinking: true, defaultModelsExpandDepth: 0 });
`;

const JAVASCRIPT = "text/javascript; charset=utf-8";

/** What the page loads: a text, or where a file of it lies. */
const FILES: Readonly<Record<string, { readonly type: string; readonly text: string | URL }>> = {
  "swagger-ui.css": {
    type: "text/css; charset=utf-8",
    text: new URL(import.meta.resolve("swagger-ui-dist/swagger-ui.css")),
  },
  "swagger-ui-bundle.js": {
    type: JAVASCRIPT,
    text: new URL(import.meta.resolve("swagger-ui-dist/swagger-ui-bundle.js")),
  },
  "start.js": { type: JAVASCRIPT, text: START },
};

/** This service alone may be called from the page. Swagger UI styles elements by attribute. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const AN_HOUR = "public, max-age=3600";

export function docs(): Hono {
  let document: ReturnType<typeof openApiDocument> | null = null;
  const app = new Hono();
  app.get("/openapi.json", (c) => {
    document ??= openApiDocument(ROUTES);
    return reply(c, document);
  });
  app.get("/docs", (c) => c.html(PAGE, 200, { "content-security-policy": PAGE_POLICY }));
  app.get("/docs/:file", async (c) => {
    const name = c.req.param("file");
    const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (file === undefined) throw notFound();
    const text = typeof file.text === "string" ? file.text : await readFile(file.text, "utf8");
    return c.body(text, 200, { "content-type": file.type, "cache-control": AN_HOUR });
  });
  return app;
}

/** `/queues`: bull-board for admins who are signed in. It shows what is in the queues and changes nothing. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createBullBoard } from "@bull-board/api";
import type { BaseAdapter } from "@bull-board/api/baseAdapter";
import { HonoAdapter } from "@bull-board/hono";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { forbidden, requireStaff } from "./guard.ts";
import { HttpProblem, notFound } from "./problem.ts";
import type { HttpDeps } from "./server.ts";
import type { StaffAuth } from "./staff-auth.ts";

const BASE = "/queues";
const FILES = path.dirname(fileURLToPath(import.meta.resolve("@bull-board/ui/package.json")));

/** Of these addresses alone: its page names them from a base, and styles elements by attribute. */
const CONSOLE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'none'";

/** Fonts of another site, which the policy keeps out anyway. */
const FROM_ELSEWHERE = /<link\b[^>]*\bhref="https?:[^>]*>\s*/g;

export function queueConsole(deps: Pick<HttpDeps, "ctx" | "shownQueues"> & { readonly auth: StaffAuth }): Hono {
  let board: Hono | null = null;
  const app = new Hono();
  app.all("*", async (c) => {
    const { staff } = await requireStaff(c, deps);
    if (staff.role !== "admin") throw forbidden();
    // Read-only queues refuse changes already; nothing of the kind gets as far.
    if (c.req.method !== "GET") throw notFound();
    board ??= build(deps.shownQueues());
    const answer = await board.fetch(c.req.raw);
    // What went wrong inside would be told word for word.
    if (answer.status >= 500) throw new HttpProblem(503, { detail: "The queue can't be looked at: try again later" });
    const headers = new Headers(answer.headers);
    headers.set("content-security-policy", CONSOLE_POLICY);
    if (!(headers.get("content-type") ?? "").startsWith("text/html"))
      return new Response(answer.body, { status: answer.status, headers });
    headers.set("cache-control", "no-store");
    headers.delete("content-length");
    const page = (await answer.text()).replaceAll(FROM_ELSEWHERE, "");
    return new Response(page, { status: answer.status, headers });
  });
  return app;
}

function build(queues: readonly BaseAdapter[]): Hono {
  const adapter = new HonoAdapter(serveStatic).setBasePath(BASE);
  const uiConfig = { boardTitle: "cuifu" };
  createBullBoard({ queues, serverAdapter: adapter, options: { uiBasePath: FILES, uiConfig } });
  return new Hono().route(BASE, adapter.registerPlugin());
}

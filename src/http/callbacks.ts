import { Hono } from "hono";
import { z } from "zod";
import type { ContactId } from "../domain/brand.ts";
import { DAY, instant, plus } from "../domain/instant.ts";
import { verify } from "../domain/standard-webhooks.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { recordReceipt } from "../journey/record-receipt.ts";
import { parseJson } from "../shops/json.ts";
import { readBody, requireJson } from "./body.ts";
import { HttpProblem, unprocessable } from "./problem.ts";
import type { HttpDeps } from "./server.ts";

const REPORTED = ["delivered", "read", "answered", "no_answer", "busy", "failed", "replied"] as const;

const TEXT_LIMIT = 10_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const reportBody = z.object({
  contact_id: z.string(),
  status: z.string(),
  text: z.string().max(TEXT_LIMIT).nullish(),
  at: z.string(),
});

const DETAILS: Readonly<Record<string, string>> = {
  contact_id: "must be the contact's id",
  status: `must be one of ${REPORTED.join(", ")}`,
  text: `must be a text of at most ${TEXT_LIMIT} characters`,
  at: "must be a time with an offset (RFC 3339), at most 24 h ahead",
};

const wrong = (field: string) => ({ pointer: `/${field}`, code: field, detail: DETAILS[field] ?? "can't be used" });

/** `POST /callbacks/http`: what a provider of the kind `http` reports of its contacts (contract.md, "Configuration"). */
export function callbacks({ ctx, httpSecrets }: Pick<HttpDeps, "ctx" | "httpSecrets">): Hono {
  const app = new Hono();
  app.post("/http", async (c) => {
    const body = await readBody(c);
    const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      c.req.header(name),
    );
    const real = instant(Math.floor(ctx.realTime.wall()));
    const isSigned =
      id !== undefined &&
      timestamp !== undefined &&
      signatures !== undefined &&
      verify(httpSecrets, { id, timestamp, body }, signatures, real);
    if (!isSigned) throw new HttpProblem(403, { detail: "The report is not signed with the secret of a provider" });
    requireJson(c);
    const { contactId, status, text, at } = readReport(body);
    const now = ctx.clock.kind === "injected" ? ctx.clock.now() : real;
    if (at === null || at > plus(now, DAY)) throw unprocessable([wrong("at")]);
    const state = REPORTED.find((name) => name === status);
    const isTaken =
      state !== undefined &&
      UUID.test(contactId) &&
      (await recordReceipt(ctx, { contactId: contactId.toLowerCase() as ContactId, state, at, text }));
    if (!isTaken) {
      const cause = state === undefined ? "status" : "contact";
      ctx.log.warn({ request: c.get("requestId"), unknown: cause }, "a provider reported of something unknown");
    }
    return c.body(null, 204);
  });
  return app;
}

function readReport(body: Uint8Array) {
  const parsed = parseJson(body);
  if (!parsed.ok) {
    throw new HttpProblem(parsed.status, { detail: "The body can't be read: see errors", errors: parsed.errors });
  }
  const report = reportBody.safeParse(parsed.value);
  if (!report.success) throw unprocessable(report.error.issues.map(({ path }) => wrong(String(path[0] ?? ""))));
  const { contact_id: contactId, status, text = null, at } = report.data;
  return { contactId, status, text, at: parseTimestamp(at) };
}

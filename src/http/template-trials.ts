import { Hono } from "hono";
import type { z } from "zod";
import { parseEmailAddress } from "../domain/email-address.ts";
import { parsePhone } from "../domain/phone.ts";
import type { RenderError } from "../domain/template.ts";
import { isOpaqueId } from "../domain/text.ts";
import { type PreviewResult, previewTemplate, previewWords } from "../journey/preview-template.ts";
import { sendTest, type TestRequest, type TestResult } from "../journey/test-send.ts";
import { hasBody, readJsonBody } from "./json-body.ts";
import { HttpProblem, notFound, unprocessable } from "./problem.ts";
import type { HttpDeps } from "./server.ts";
import { previewJson } from "./template-json.ts";
import {
  cellOf,
  draftWords,
  EXPECTED,
  previewRequest,
  readTemplateId,
  testRequest,
  wordsOf,
} from "./template-schema.ts";

/** `templates/{id}/preview` and `…/test-send`: what a version looks like, and how it arrives. */
export function templateTrials({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.post("/preview", async (c) => {
    const { shop } = c.get("caller");
    const body = await readJsonBody(c, draftWords, EXPECTED);
    const order = readOrder(body.order);
    const result = await previewWords(ctx, shop, { cell: cellOf(body), words: wordsOf(body), order });
    if (result.kind === "bad") throw unprocessable(result.problems);
    return c.json(previewOf(result, "text"));
  });
  app.post("/:id/preview", async (c) => {
    const { shop } = c.get("caller");
    const body: z.output<typeof previewRequest> = hasBody(c) ? await readJsonBody(c, previewRequest, EXPECTED) : {};
    const order = readOrder(body.order);
    const result = await previewTemplate(ctx, shop, { id: readTemplateId(c), version: body.version ?? null, order });
    if (result.kind === "absent") throw notFound();
    return c.json(previewOf(result, "version"));
  });
  app.post("/:id/test-send", async (c) => {
    const { shop, actor } = c.get("caller");
    const body = await readJsonBody(c, testRequest, EXPECTED);
    const to = addressOf(body.to, shop.country);
    const request = { id: readTemplateId(c), version: body.version ?? null, to, by: actor };
    const result = await sendTest(ctx, shop, request);
    if (result.kind !== "sent") throw refused(result);
    const { kind } = result.result;
    return c.json({
      result: kind,
      code: "code" in result.result ? result.result.code : null,
      ...previewJson(result.preview),
    });
  });
  return app;
}

/** @throws HttpProblem 422: what can't be an id names no order, and never reaches the database. */
function readOrder(order: string | undefined): string | null {
  if (order !== undefined && !isOpaqueId(order)) throw wrong("order", "order", "there is no such order");
  return order ?? null;
}

/** @param named the key of the request that named the words. */
function previewOf(result: Exclude<PreviewResult, { kind: "absent" }>, named: "text" | "version") {
  switch (result.kind) {
    case "preview":
      return previewJson(result);
    case "no_order":
      throw wrong("order", "order", "there is no such order, or nobody told who buys it");
    case "failed":
      throw unrendered(named, result.error);
    default:
      return result satisfies never;
  }
}

const wrong = (name: string, code: string, detail: string): HttpProblem =>
  unprocessable([{ pointer: `/${name}`, code, detail }]);

/** Words that were tried when they were saved may still fail on a real order. */
const unrendered = (named: "text" | "version", error: RenderError): HttpProblem =>
  wrong(named, error, "these words can't be rendered for this order: no such message would be sent");

function addressOf(text: string, country: string): TestRequest["to"] {
  if (text.includes("@")) {
    const email = parseEmailAddress(text);
    if (email !== null) return { kind: "email", value: email };
  }
  const phone = parsePhone(text, country);
  if (!phone.ok) throw wrong("to", "to", EXPECTED.to);
  return { kind: "phone", value: phone.e164 };
}

function refused(result: Exclude<TestResult, { kind: "sent" }>): HttpProblem {
  switch (result.kind) {
    case "absent":
      return notFound();
    case "failed":
      return unrendered("version", result.error);
    case "not_allowed":
      return wrong("to", result.kind, "must be one of the policy's test_addresses: tests go to nobody else");
    case "suppressed":
      return wrong("to", result.kind, "whoever has this address wants no messages");
    case "wrong_address":
      return wrong("to", result.kind, "must be an e-mail address for e-mail, a phone number for every other channel");
    case "no_channel":
      return new HttpProblem(409, { detail: "No provider that a machine works is set up for this channel" });
    case "paused":
      return new HttpProblem(409, { detail: "Sending is paused: resume it first" });
    default:
      return result satisfies never;
  }
}

import { Hono } from "hono";
import type { z } from "zod";
import { parseEmailAddress } from "../domain/email-address.ts";
import { parsePhone } from "../domain/phone.ts";
import type { RenderError } from "../domain/template.ts";
import { isOpaqueId } from "../domain/text.ts";
import { previewTemplate } from "../journey/preview-template.ts";
import { sendTest, type TestRequest, type TestResult } from "../journey/test-send.ts";
import { hasBody, readJsonBody } from "./json-body.ts";
import { HttpProblem, notFound, unprocessable } from "./problem.ts";
import type { HttpDeps } from "./server.ts";
import { previewJson } from "./template-json.ts";
import { EXPECTED, previewRequest, readTemplateId, testRequest } from "./template-schema.ts";

/** `templates/{id}/preview` and `…/test-send`: what a version looks like, and how it arrives. */
export function templateTrials({ ctx }: Pick<HttpDeps, "ctx">): Hono {
  const app = new Hono();
  app.post("/:id/preview", async (c) => {
    const { shop } = c.get("caller");
    const body: z.output<typeof previewRequest> = hasBody(c) ? await readJsonBody(c, previewRequest, EXPECTED) : {};
    const order = body.order ?? null;
    if (order !== null && !isOpaqueId(order)) throw wrong("order", "order", "there is no such order");
    const result = await previewTemplate(ctx, shop, { id: readTemplateId(c), version: body.version ?? null, order });
    switch (result.kind) {
      case "preview":
        return c.json(previewJson(result));
      case "absent":
        throw notFound();
      case "no_order":
        throw wrong("order", "order", "there is no such order, or nobody told who buys it");
      case "failed":
        throw unrendered(result.error);
      default:
        return result satisfies never;
    }
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

const wrong = (name: string, code: string, detail: string): HttpProblem =>
  unprocessable([{ pointer: `/${name}`, code, detail }]);

/** Words that were tried when they were saved may still fail on a real order. */
const unrendered = (error: RenderError): HttpProblem =>
  wrong("version", error, "this version can't be rendered for this order: no such message would be sent");

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
      return unrendered(result.error);
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

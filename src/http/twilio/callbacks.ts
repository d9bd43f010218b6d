import { type Context, Hono } from "hono";
import type { ContactId } from "../../domain/brand.ts";
import type { CallSpeech } from "../../domain/call-words.ts";
import { instant } from "../../domain/instant.ts";
import { isMachine } from "../../domain/twilio.ts";
import { answerCall } from "../../journey/answer-call.ts";
import { pressKey } from "../../journey/press-key.ts";
import { recordReceipt } from "../../journey/record-receipt.ts";
import { recordReply } from "../../journey/record-reply.ts";
import type { HttpDeps } from "../server.ts";
import { readReport } from "./report.ts";
import { readSignedForm, type SignedForm } from "./signed-form.ts";
import { emptyTwiml, hangUp, twimlOf } from "./twiml.ts";

const TEXT_LIMIT = 10_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ADDRESS = /^(?:whatsapp:)?(\+[1-9]\d{6,14})$/;

/**
 * `/callbacks/twilio`: `status` of messages and calls, `voice` when a call is answered or a key pressed, `inbound` for
 * what people write to our numbers (contract.md, "Other addresses"). All are signed by Twilio, or 403.
 */
export function twilioCallbacks(deps: Pick<HttpDeps, "ctx" | "twilioAuthToken" | "linkGear">): Hono {
  const { ctx, linkGear } = deps;
  const readForm = (c: Context) => readSignedForm(c, ctx.publicUrl, deps.twilioAuthToken);
  // Never the number or the words: what they concern is found by the request's id.
  const unknown = (c: Context, what: string) =>
    ctx.log.warn({ request: c.get("requestId"), unknown: what }, "Twilio told of something unknown");

  const app = new Hono();
  app.post("/status", async (c) => {
    const { state, providerId, code } = readReport(await readForm(c));
    const contactId = contactOf(c);
    const at = nowOf(ctx);
    const isTaken =
      state !== null &&
      contactId !== null &&
      (await recordReceipt(ctx, {
        contactId,
        state,
        at,
        text: null,
        providerId,
        code: state === "failed" ? code : null,
      }));
    if (!isTaken) unknown(c, state === null ? "status" : "contact");
    return c.body(null, 204);
  });

  app.post("/voice", async (c) => {
    const form = await readForm(c);
    const contactId = contactOf(c);
    if (isMachine(form.get("AnsweredBy"))) return twiml(c, hangUp());
    const key = form.get("Digits") ?? (c.req.query("step") === "key" ? "" : null);
    let speech: CallSpeech | null = null;
    try {
      if (contactId !== null) {
        speech = await (key === null ? answerCall(ctx, contactId) : pressKey(ctx, linkGear, contactId, key));
      }
    } catch (error) {
      // Twilio reads an error out to whoever is on the line. What can't be looked up is not spoken of.
      ctx.log.error({ err: error, request: c.get("requestId"), contact: contactId }, "a call could not be answered");
      return twiml(c, hangUp());
    }
    if (speech !== null)
      return twiml(c, twimlOf(speech, `${ctx.publicUrl}${c.req.path}?contact=${contactId}&step=key`));
    unknown(c, "contact");
    return twiml(c, emptyTwiml());
  });

  app.post("/inbound", async (c) => {
    const form = await readForm(c);
    const reply = replyIn(form);
    if (reply === null || !(await recordReply(ctx, reply))) unknown(c, reply === null ? "sender" : "contact");
    return twiml(c, emptyTwiml());
  });
  return app;
}

const twiml = (c: Context, body: string): Response => c.body(body, 200, { "content-type": "text/xml; charset=utf-8" });

function contactOf(c: Context): ContactId | null {
  const id = c.req.query("contact") ?? "";
  return UUID.test(id) ? (id.toLowerCase() as ContactId) : null;
}

const nowOf = ({ clock, realTime }: HttpDeps["ctx"]) =>
  clock.kind === "injected" ? clock.now() : instant(Math.floor(realTime.wall()));

/** What somebody wrote; null where the sender is no telephone number. A button of a WhatsApp template counts as its words. */
function replyIn(form: SignedForm) {
  const from = form.get("From") ?? "";
  const number = ADDRESS.exec(from)?.[1];
  if (number === undefined) return null;
  const isWhatsApp = from.startsWith("whatsapp:");
  const text = form.get("Body") || form.get("ButtonText") || "";
  return {
    channel: isWhatsApp ? ("im" as const) : ("sms" as const),
    from: number,
    messenger: isWhatsApp ? "whatsapp" : null,
    text: text.slice(0, TEXT_LIMIT),
    optsOut: form.get("OptOutType") === "STOP",
    ref: (form.get("MessageSid") ?? "").slice(0, 64),
  };
}

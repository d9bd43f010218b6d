import { z } from "zod";
import type { DescribedRoute } from "./describe.ts";

const FORM = ["application/x-www-form-urlencoded"] as const;
const TWIML = "text/xml";

const headers = z.object({
  "x-twilio-signature": z
    .string()
    .describe("By the account's token, over `PUBLIC_URL`, this path, the query string and the form"),
});
const contact = z.object({ contact: z.uuid().describe("The contact's id: we named it when we sent") });

const status = z.looseObject({
  MessageSid: z.string().optional(),
  MessageStatus: z.string().optional().describe("Of a message"),
  CallSid: z.string().optional(),
  CallStatus: z.string().optional().describe("Of a call"),
  AnsweredBy: z.string().optional(),
  ErrorCode: z.string().optional(),
});

const voice = z.looseObject({
  CallSid: z.string(),
  AnsweredBy: z.string().optional().describe("`human`, `machine_start`, `fax` or `unknown`"),
  Digits: z.string().optional().describe("The key that was pressed: 1, 2 or 9"),
});

const message = z.looseObject({
  MessageSid: z.string(),
  From: z.string().describe("E.164, with `whatsapp:` before it on WhatsApp"),
  Body: z.string(),
  OptOutType: z.enum(["STOP", "START", "HELP"]).optional(),
});

export const TWILIO_CALLBACKS: readonly DescribedRoute[] = [
  {
    method: "post",
    path: "/callbacks/twilio/status",
    tag: "Callbacks",
    summary: "What became of a message or a call by Twilio",
    headers,
    query: contact,
    body: { schema: status, types: FORM },
    answers: { 204: { description: "It is recorded, or of something unknown and logged" } },
    refusals: [403],
  },
  {
    method: "post",
    path: "/callbacks/twilio/voice",
    tag: "Callbacks",
    summary: "A call by Twilio was answered, or a key was pressed",
    headers,
    query: contact.extend({ step: z.literal("key").optional() }),
    body: { schema: voice, types: FORM },
    answers: { 200: { description: "What to say, as TwiML, by what is true now", type: TWIML } },
    refusals: [403],
  },
  {
    method: "post",
    path: "/callbacks/twilio/inbound",
    tag: "Callbacks",
    summary: "Somebody wrote to a number at Twilio",
    headers,
    body: { schema: message, types: FORM },
    answers: { 200: { description: "TwiML that says nothing", type: TWIML } },
    refusals: [403],
  },
];

/** Messages and calls as Twilio's API shows them. */
import { randomBytes } from "node:crypto";
import type { Form } from "./validate.ts";

const sid = (prefix: string): string => `${prefix}${randomBytes(16).toString("hex")}`;
const one = (form: Form, name: string): string | null => {
  const value = form[name];
  return (Array.isArray(value) ? value.at(-1) : value) ?? null;
};

export interface FakeMessage {
  readonly sid: string;
  readonly to: string;
  readonly from: string | null;
  readonly service: string | null;
  readonly body: string;
  readonly contentSid: string | null;
  readonly contentVariables: string | null;
  readonly statusCallback: string;
  readonly createdAt: Date;
  status: string;
  errorCode: number | null;
}

export function newMessage(form: Form): FakeMessage {
  const variables = one(form, "ContentVariables");
  return {
    sid: sid("SM"),
    to: one(form, "To") ?? "",
    from: one(form, "From"),
    service: one(form, "MessagingServiceSid"),
    // What the template makes of its variables is shown as the body.
    body: one(form, "Body") ?? Object.values(JSON.parse(variables ?? "{}")).join(" "),
    contentSid: one(form, "ContentSid"),
    contentVariables: variables,
    statusCallback: one(form, "StatusCallback") ?? "",
    createdAt: new Date(),
    status: one(form, "MessagingServiceSid") === null ? "queued" : "accepted",
    errorCode: null,
  };
}

export const messageJson = (account: string, message: FakeMessage) => ({
  sid: message.sid,
  account_sid: account,
  api_version: "2010-04-01",
  body: message.body,
  date_created: message.createdAt.toUTCString(),
  date_sent: message.status === "queued" ? null : message.createdAt.toUTCString(),
  date_updated: message.createdAt.toUTCString(),
  direction: "outbound-api",
  error_code: message.errorCode,
  error_message: null,
  from: message.from,
  messaging_service_sid: message.service,
  num_media: "0",
  num_segments: "1",
  price: null,
  price_unit: "USD",
  status: message.status,
  to: message.to,
  uri: `/2010-04-01/Accounts/${account}/Messages/${message.sid}.json`,
  subresource_uris: { media: `/2010-04-01/Accounts/${account}/Messages/${message.sid}/Media.json` },
});

export interface FakeCall {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly statusCallback: string;
  readonly events: readonly string[];
  readonly detectsMachines: boolean;
  readonly createdAt: Date;
  url: string;
  status: string;
  answeredBy: string | null;
  /** What it was last told to do. */
  twiml: string | null;
}

export function newCall(form: Form): FakeCall {
  const events = form.StatusCallbackEvent ?? [];
  return {
    sid: sid("CA"),
    to: one(form, "To") ?? "",
    from: one(form, "From") ?? "",
    statusCallback: one(form, "StatusCallback") ?? "",
    events: Array.isArray(events) ? events : [events],
    detectsMachines: one(form, "MachineDetection") !== null,
    createdAt: new Date(),
    url: one(form, "Url") ?? "",
    status: "queued",
    answeredBy: null,
    twiml: null,
  };
}

export const callJson = (account: string, call: FakeCall) => ({
  sid: call.sid,
  account_sid: account,
  annotation: null,
  answered_by: call.answeredBy,
  api_version: "2010-04-01",
  caller_name: null,
  date_created: call.createdAt.toUTCString(),
  date_updated: call.createdAt.toUTCString(),
  direction: "outbound-api",
  duration: null,
  end_time: null,
  forwarded_from: null,
  from: call.from,
  from_formatted: call.from,
  group_sid: null,
  parent_call_sid: null,
  phone_number_sid: null,
  price: null,
  price_unit: "USD",
  queue_time: "0",
  start_time: call.createdAt.toUTCString(),
  status: call.status,
  subresource_uris: {},
  to: call.to,
  to_formatted: call.to,
  trunk_sid: null,
  uri: `/2010-04-01/Accounts/${account}/Calls/${call.sid}.json`,
});

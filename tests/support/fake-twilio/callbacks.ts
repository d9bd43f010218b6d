/** What Twilio asks of us, signed by its own library. */
import twilio from "twilio";
import type { FakeCall, FakeMessage } from "./resources.ts";
import { ACCOUNT_SID, AUTH_TOKEN } from "./server.ts";

type Fields = Readonly<Record<string, string>>;

export interface Inbound {
  readonly from: string;
  readonly body: string;
  readonly to?: string;
  readonly sid?: string;
  readonly optOutType?: "STOP" | "START" | "HELP";
}

/** Twilio as the caller. @param reach how the public address is reached here: a proxy stands between, as anywhere. */
export function twilioCaller(reach: (url: string) => string = (url) => url) {
  /** Posts a form to an address of ours. `authToken` is another for a forger. */
  const post = async (url: string, form: Fields, authToken: string = AUTH_TOKEN): Promise<Response> =>
    await fetch(reach(url), {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
        "user-agent": "TwilioProxy/1.1",
        "x-twilio-signature": twilio.getExpectedTwilioSignature(authToken, url, form),
      },
      body: new URLSearchParams(form),
    });

  const ask = async (call: FakeCall, url: string, more: Fields = {}): Promise<string> => {
    const response = await post(url, { ...callFields(call), ...more });
    const type = response.headers.get("content-type") ?? "";
    if (!response.ok || !/^text\/xml/.test(type)) throw new Error(`no TwiML: ${response.status} ${type}`);
    call.twiml = await response.text();
    return call.twiml;
  };

  const moveCall = async (call: FakeCall, status: string): Promise<Response> => {
    call.status = status;
    return await post(call.statusCallback, {
      ...callFields(call),
      SequenceNumber: "1",
      Timestamp: new Date().toUTCString(),
      CallbackSource: "call-progress-events",
    });
  };

  return {
    post,
    /** A message moves on, and we are told. */
    async moveMessage(message: FakeMessage, status: string, errorCode?: number): Promise<Response> {
      message.status = status;
      message.errorCode = errorCode ?? null;
      return await post(message.statusCallback, messageFields(message));
    },
    /** A call moves on, and we are told. */
    moveCall,
    /** Somebody or something answers; Twilio listens who, asks what to say, and keeps it in `call.twiml`. */
    async answer(call: FakeCall, answeredBy = "human"): Promise<string> {
      await moveCall(call, "in-progress");
      call.answeredBy = call.detectsMachines ? answeredBy : null;
      return await ask(call, call.url);
    },
    /** A call in progress was sent to another address: what it says is asked for anew. */
    redirect: (call: FakeCall): Promise<string> => ask(call, call.url),
    /** A key is pressed (`""`: none in time): the `action` of the `Gather` that listens is asked. */
    async press(call: FakeCall, digit: string): Promise<string> {
      const action = /<Gather[^>]* action="([^"]+)"/.exec(call.twiml ?? "")?.[1]?.replaceAll("&amp;", "&");
      if (action === undefined) throw new Error(`nothing listens: ${call.twiml}`);
      return await ask(call, new URL(action, call.url).href, { Digits: digit });
    },
    /** Somebody writes to our number. `url` is what the console has for incoming messages. */
    write: (url: string, message: Inbound): Promise<Response> => post(url, inboundFields(message)),
  };
}

export type TwilioCaller = ReturnType<typeof twilioCaller>;

const messageFields = (message: FakeMessage): Fields => ({
  AccountSid: ACCOUNT_SID,
  ApiVersion: "2010-04-01",
  From: message.from ?? "",
  MessageSid: message.sid,
  MessageStatus: message.status,
  SmsSid: message.sid,
  SmsStatus: message.status,
  To: message.to,
  ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
});

const callFields = (call: FakeCall): Fields => ({
  AccountSid: ACCOUNT_SID,
  ApiVersion: "2010-04-01",
  CallSid: call.sid,
  CallStatus: call.status,
  Direction: "outbound-api",
  From: call.from,
  To: call.to,
  ...(call.answeredBy === null ? {} : { AnsweredBy: call.answeredBy }),
});

function inboundFields(message: Inbound): Fields {
  const sid = message.sid ?? `SM${crypto.randomUUID().replaceAll("-", "")}`;
  return {
    AccountSid: ACCOUNT_SID,
    ApiVersion: "2010-04-01",
    Body: message.body,
    From: message.from,
    MessageSid: sid,
    NumMedia: "0",
    NumSegments: "1",
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: "received",
    To: message.to ?? "+15017122661",
    ...(message.optOutType === undefined ? {} : { OptOutType: message.optOutType }),
  };
}

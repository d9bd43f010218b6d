import { callState, messageState, type TwilioState, twilioWord } from "../../domain/twilio.ts";
import type { SignedForm } from "./signed-form.ts";

/** What a status callback tells of a message or a call. `state` is null where its word is not known. */
export interface TwilioReport {
  readonly state: TwilioState | null;
  readonly providerId: string | null;
  readonly code: string | null;
}

export function readReport(form: SignedForm): TwilioReport {
  const isCall = form.has("CallSid");
  const status = form.get(isCall ? "CallStatus" : "MessageStatus") ?? form.get("SmsStatus") ?? "";
  const sid = form.get(isCall ? "CallSid" : "MessageSid") ?? form.get("SmsSid");
  const error = form.get("ErrorCode");
  return {
    state: isCall ? callState(status, form.get("AnsweredBy")) : messageState(status),
    providerId: sid !== null && /^[\w-]{1,64}$/.test(sid) ? sid : null,
    code: error !== null && /^[1-9]\d{3,5}$/.test(error) ? twilioWord(Number(error)) : null,
  };
}

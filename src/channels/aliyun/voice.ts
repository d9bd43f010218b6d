import { z } from "zod";
import { callEnding, callMark } from "../../domain/aliyun-call.ts";
import type { Channel, LookUpResult, SentContact } from "../../domain/channel.ts";
import { withoutPlus } from "../../domain/e164.ts";
import { HOUR, instant } from "../../domain/instant.ts";
import { isMainland } from "../../domain/sms-frame.ts";
import { type ApprovedTemplates, approvedMessage, NO_MESSAGE } from "../approved-template.ts";
import { noAnswer } from "../call-api.ts";
import { SEND_TIME_OUT } from "../deadline.ts";
import { acceptedAs } from "../meaning.ts";
import { type AliyunAccount, ask, beijingTime, VOICE } from "./client.ts";

export interface AliyunVoiceSettings extends AliyunAccount, ApprovedTemplates {
  /** A number that was bought there (真实号), as it is dialled in the mainland. */
  readonly showNumber: string;
  /** The template that is heard after each key, without variables; there is one for 9. */
  readonly keys: Readonly<Record<string, string>>;
}

/** How often the words are said to somebody who presses no key. */
const PLAYED = 2;
/** Milliseconds to press a key in. */
const KEY_TIME_OUT = 5_000;
/** The number of the product "interactive voice" in a look-up. */
const IVR = "11000000300005";
/** How long no call is made after one was found to be over that was answered and never reported. */
const UNHEARD_WAIT = HOUR;

/**
 * Calls by a machine of Alibaba Cloud's: an approved template is read out, and a key may be pressed. `SingleCallByTts`
 * takes no key, so it is never used (docs/decisions/0020). A key is told by a report alone: where an answered call turns out
 * to be over that was never reported, there are no more calls for an hour. A call that rings can't be called back.
 */
export function aliyunVoice(settings: AliyunVoiceSettings, timeOut: number = SEND_TIME_OUT): Channel {
  return {
    name: "call",
    provider: "aliyun",
    caller: "machine",
    async send(request, signal) {
      if (!isMainland(request.to)) return { kind: "rejected", code: "country_off" };
      const message = approvedMessage(settings, request);
      if (message === null) return NO_MESSAGE;
      const values = JSON.stringify(Object.fromEntries(message.values));
      const keys = Object.entries(settings.keys).flatMap(([key, template], at) => [
        [`MenuKeyMap.${at + 1}.Key`, key],
        [`MenuKeyMap.${at + 1}.Code`, template],
      ]);
      const parameters = {
        CalledShowNumber: settings.showNumber,
        CalledNumber: withoutPlus(request.to),
        StartCode: message.template,
        StartTtsParams: values,
        ...Object.fromEntries(keys),
        PlayTimes: String(PLAYED),
        Timeout: String(KEY_TIME_OUT),
        OutId: callMark(settings.accessKeySecret, request.contactId),
      };
      const answer = await ask(settings, VOICE, "IvrCall", parameters, signal, timeOut);
      return answer.kind === "ok" ? acceptedAs("CallId" in answer.body ? answer.body.CallId : null) : answer.result;
    },
    async cancel() {},
    lookUp: (sent, signal) => lookUp(settings, sent, signal, timeOut),
  };
}

const DETAIL = z.object({ Data: z.string() });
const CALL = z.object({ state: z.string(), endDate: z.string().optional() });

/** By the call's own id: without it, it can't be asked for. */
async function lookUp(
  settings: AliyunVoiceSettings,
  { providerId, startedAt }: SentContact,
  signal: AbortSignal,
  timeOut: number,
): Promise<LookUpResult> {
  if (providerId === null) return { kind: "not_found" };
  const parameters = { CallId: providerId, ProdId: IVR, QueryDate: String(startedAt) };
  const answer = await ask(settings, VOICE, "QueryCallDetailByCallId", parameters, signal, timeOut);
  if (answer.kind === "failed") return noAnswer(answer.result);
  const call = CALL.safeParse(jsonIn(DETAIL.safeParse(answer.body).data?.Data));
  const ending = call.success ? callEnding(call.data.state) : null;
  if (!call.success || ending === null) return { kind: "not_found" };
  const at = instant(beijingTime(call.data.endDate) ?? startedAt);
  // Who is asked about was not reported on, long after the call.
  const unheard = ending.state === "answered" ? { pauseMs: UNHEARD_WAIT } : {};
  return { kind: "found", ...ending, providerId, at, ...unheard };
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

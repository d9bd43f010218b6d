import { z } from "zod";
import { smsReportCode, smsSendState } from "../../domain/aliyun.ts";
import type { Channel, LookUpResult, SentContact } from "../../domain/channel.ts";
import { withoutPlus } from "../../domain/e164.ts";
import { HOUR, instant, plus, toIso } from "../../domain/instant.ts";
import { type ApprovedTemplates, approvedMessage, NO_MESSAGE } from "../approved-template.ts";
import { noAnswer } from "../call-api.ts";
import { SEND_TIME_OUT } from "../deadline.ts";
import { acceptedAs } from "../meaning.ts";
import { type AliyunAccount, ask, beijingTime, SMS } from "./client.ts";

export interface AliyunSmsSettings extends AliyunAccount, ApprovedTemplates {
  /** 签名, without 【】. */
  readonly signName: string;
}

/** Beijing's time is eight hours ahead, all year. */
const BEIJING = 8 * HOUR;

/**
 * Text messages by Alibaba Cloud, which sends templates that it approved and nothing else. Where it has none for the
 * words of a message, the message counts as one that can't be made. It takes nothing back.
 */
export function aliyunSms(settings: AliyunSmsSettings, timeOut: number = SEND_TIME_OUT): Channel {
  return {
    name: "sms",
    provider: "aliyun",
    caller: "machine",
    async send(request, signal) {
      const message = approvedMessage(settings, request);
      if (message === null) return NO_MESSAGE;
      const parameters = {
        PhoneNumbers: withoutPlus(request.to),
        SignName: settings.signName,
        TemplateCode: message.template,
        TemplateParam: JSON.stringify(Object.fromEntries(message.values)),
        // By which a look-up finds it, though its answer was never read.
        OutId: request.contactId,
      };
      const answer = await ask(settings, SMS, "SendSms", parameters, signal, timeOut);
      return answer.kind === "ok" ? acceptedAs("BizId" in answer.body ? answer.body.BizId : null) : answer.result;
    },
    async cancel() {},
    lookUp: (sent, signal) => lookUp(settings, sent, signal, timeOut),
  };
}

const DETAILS = z.object({
  SmsSendDetailDTOs: z
    .object({
      SmsSendDetailDTO: z.array(
        z.object({
          OutId: z.string().optional(),
          SendStatus: z.number(),
          ErrCode: z.string().optional(),
          SendDate: z.string().optional(),
          ReceiveDate: z.string().optional(),
        }),
      ),
    })
    .optional(),
});

/** Looks through what went to the number that day: each carries the contact's id. Kept there for 30 days. */
async function lookUp(
  settings: AliyunSmsSettings,
  { contactId, providerId, to, startedAt }: SentContact,
  signal: AbortSignal,
  timeOut: number,
): Promise<LookUpResult> {
  if (to === null) return { kind: "not_found" };
  const parameters = {
    PhoneNumber: withoutPlus(to),
    SendDate: toIso(plus(startedAt, BEIJING)).slice(0, 10).replaceAll("-", ""),
    PageSize: "50",
    CurrentPage: "1",
    ...(providerId === null ? {} : { BizId: providerId }),
  };
  const answer = await ask(settings, SMS, "QuerySendDetails", parameters, signal, timeOut);
  if (answer.kind === "failed") return noAnswer(answer.result);
  const { success, data } = DETAILS.safeParse(answer.body);
  if (!success) return { kind: "no_answer", code: "unreadable" };
  const listed = data.SmsSendDetailDTOs?.SmsSendDetailDTO ?? [];
  const found = listed.find(({ OutId }) => OutId === contactId);
  const state = smsSendState(found?.SendStatus);
  if (!found || state === null) return { kind: "not_found" };
  return {
    kind: "found",
    state,
    // Its own id is told in the answer to the request alone.
    providerId: providerId ?? contactId,
    at: instant(beijingTime(found.ReceiveDate) ?? beijingTime(found.SendDate) ?? startedAt),
    ...(state === "failed" && found.ErrCode ? { code: smsReportCode(found.ErrCode) } : {}),
  };
}

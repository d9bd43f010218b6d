import { z } from "zod";
import type { Channel, LookUpResult, SendResult, SentContact } from "../../domain/channel.ts";
import { type Instant, instant, MINUTE, SECOND } from "../../domain/instant.ts";
import { tencentRefusal, tencentState } from "../../domain/tencent.ts";
import { type ApprovedTemplates, approvedMessage, NO_MESSAGE } from "../approved-template.ts";
import { noAnswer } from "../call-api.ts";
import { SEND_TIME_OUT } from "../deadline.ts";
import { acceptedAs, NO_ID } from "../meaning.ts";
import { ask, type TencentAccount } from "./client.ts";

export interface TencentSmsSettings extends TencentAccount, ApprovedTemplates {
  /** `SmsSdkAppId` of the application in the SMS console. */
  readonly appId: string;
  /** 签名, without 【】. */
  readonly signName: string;
}

/**
 * Text messages by Tencent Cloud, which sends templates that it approved and nothing else. Where it has none for the
 * words of a message, the message counts as one that can't be made. It takes nothing back.
 */
export function tencentSms(settings: TencentSmsSettings, timeOut: number = SEND_TIME_OUT): Channel {
  return {
    name: "sms",
    provider: "tencent",
    caller: "machine",
    async send(request, signal) {
      const message = approvedMessage(settings, request);
      if (message === null) return NO_MESSAGE;
      const parameters = {
        PhoneNumberSet: [request.to],
        SmsSdkAppId: settings.appId,
        SignName: settings.signName,
        TemplateId: message.template,
        // By place: a template of Tencent's numbers its variables.
        TemplateParamSet: message.values.map(([, value]) => value),
        SessionContext: request.contactId,
      };
      const answer = await ask(settings, "SendSms", parameters, signal, timeOut);
      return answer.kind === "ok" ? outcomeOf(answer.response) : answer.result;
    },
    async cancel() {},
    lookUp: (sent, signal) => lookUp(settings, sent, signal, timeOut),
  };
}

const SENT = z.object({ SendStatusSet: z.tuple([z.object({ Code: z.string(), SerialNo: z.string().optional() })]) });

/** A request about one number that was taken may still refuse that number. */
function outcomeOf(response: object): SendResult {
  const { success, data } = SENT.safeParse(response);
  if (!success) return NO_ID;
  const [{ Code, SerialNo }] = data.SendStatusSet;
  return Code === "Ok" ? acceptedAs(SerialNo) : tencentRefusal(Code);
}

/** Its clock is another, and it tells times in whole seconds. */
const BEFORE = 30 * SECOND;
/** Without its number a message counts as ours only if it arrived so soon after the request. */
const AFTER = 15 * MINUTE;
const LOOKED_THROUGH = 100;

const REPORTS = z.object({
  PullSmsSendStatusSet: z.array(
    z.object({
      SerialNo: z.string(),
      ReportStatus: z.string(),
      UserReceiveTime: z.number().optional(),
      SessionContext: z.string().optional(),
    }),
  ),
});
type Report = z.output<typeof REPORTS>["PullSmsSendStatusSet"][number];

/**
 * Looks through the reports on the number, kept for seven days: by the message's own number, else by the contact's id
 * (which comes back only where Tencent switched that on), else by time where exactly one fits.
 */
async function lookUp(
  settings: TencentSmsSettings,
  { contactId, providerId, to, startedAt }: SentContact,
  signal: AbortSignal,
  timeOut: number,
): Promise<LookUpResult> {
  if (to === null) return { kind: "not_found" };
  const parameters = {
    BeginTime: Math.floor((startedAt - BEFORE) / SECOND),
    EndTime: Math.ceil(Date.now() / SECOND),
    Offset: 0,
    Limit: LOOKED_THROUGH,
    PhoneNumber: to,
    SmsSdkAppId: settings.appId,
  };
  const answer = await ask(settings, "PullSmsSendStatusByPhoneNumber", parameters, signal, timeOut);
  if (answer.kind === "failed") return noAnswer(answer.result);
  const { success, data } = REPORTS.safeParse(answer.response);
  if (!success) return { kind: "no_answer", code: "unreadable" };
  const reports = data.PullSmsSendStatusSet;
  const named = reports.filter(({ SerialNo, SessionContext }) =>
    providerId === null ? SessionContext === contactId : SerialNo === providerId,
  );
  const near = providerId === null && named.length === 0 ? reports.filter((one) => isNear(one, startedAt)) : named;
  const [found] = near;
  const state = found ? tencentState(found.ReportStatus) : null;
  if (!found || near.length > 1 || state === null) return { kind: "not_found" };
  return { kind: "found", state, providerId: found.SerialNo, at: timeOf(found) ?? startedAt };
}

const timeOf = ({ UserReceiveTime }: Report): Instant | null =>
  UserReceiveTime ? instant(UserReceiveTime * SECOND) : null;

function isNear(report: Report, startedAt: Instant): boolean {
  const at = timeOf(report);
  // One that names another contact is not ours.
  return !report.SessionContext && at !== null && at >= startedAt - BEFORE && at <= startedAt + AFTER;
}

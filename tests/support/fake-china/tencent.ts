/**
 * Tencent Cloud's SMS product as its API reference describes it: signature, parameters, refusals of the whole request
 * and of one number, and the reports that are pulled. Every answer of its own is a 200.
 */
import { createHash, createHmac } from "node:crypto";
import { type Answered, type Asked, type FakeApi, startFakeApi } from "./server.ts";

export const SECRET_KEY = {
  secretId: "AKIDfakefakefakefakefakefakefakefake",
  secretKey: "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA",
};
export const APP_ID = "1400006666";
export const SIGN_NAME = "毛衣小店";
/** Approved templates by id. Variables are numbered. */
const TEMPLATES: Readonly<Record<string, string>> = {
  "2000100": "您在{1}的订单{2}待付款{3}，付款 https://c.example/r/{4} 拒收请回复R",
  "2000101": "您的订单{1}待付款，付款 https://c.example/r/{2} 拒收请回复R",
};

export interface FakeSms {
  readonly serialNo: string;
  readonly phone: string;
  readonly text: string;
  readonly session: string;
  readonly sentAt: number;
  report: "SUCCESS" | "FAIL" | null;
}

export interface TencentFake extends FakeApi {
  readonly messages: FakeSms[];
  readonly sends: Readonly<Record<string, unknown>>[];
}

const MAGIC: Readonly<Record<string, string>> = {
  "+8613800000001": "InvalidParameterValue.IncorrectPhoneNumber",
  "+8613800000002": "LimitExceeded.PhoneNumberDailyLimit",
  "+8613800000003": "FailedOperation.InsufficientBalanceInSmsPackage",
  "+8613800000004": "FailedOperation.PhoneNumberInBlacklist",
  "+8613800000005": "InternalError.Timeout",
};
/** Refusals of the whole request. */
const WHOLE: Readonly<Record<string, string>> = { "+8613800000007": "RequestLimitExceeded" };

/** @param echoes whether Tencent switched on for the account that `SessionContext` comes back. */
export async function startFakeTencent({ echoes = true } = {}): Promise<TencentFake> {
  const messages: FakeSms[] = [];
  const sends: Record<string, unknown>[] = [];
  const api = await startFakeApi(
    ({ headers }) => headers["x-tc-action"] === "SendSms",
    (asked) => {
      const wrong = refusalOfSignature(asked);
      if (wrong) return wrong;
      const parameters: Record<string, unknown> = JSON.parse(asked.body);
      switch (asked.headers["x-tc-action"]) {
        case "SendSms":
          sends.push(parameters);
          return send(messages, parameters);
        case "PullSmsSendStatusByPhoneNumber":
          return reports(messages, parameters, echoes);
        default:
          return refuse("InvalidAction");
      }
    },
  );
  return { ...api, messages, sends };
}

const respond = (response: object): object => ({ Response: { ...response, RequestId: "a0aabda6-cf91-4f3e" } });
const refuse = (Code: string): Answered => ({
  status: 200,
  json: respond({ Error: { Code, Message: "a sentence that may name +8613800138000" } }),
});

function send(messages: FakeSms[], parameters: Readonly<Record<string, unknown>>): Answered {
  const known = ["PhoneNumberSet", "SmsSdkAppId", "TemplateId", "SignName", "TemplateParamSet", "SessionContext"];
  if (Object.keys(parameters).some((name) => !known.includes(name))) return refuse("UnknownParameter");
  const { PhoneNumberSet, SmsSdkAppId, TemplateId, SignName, TemplateParamSet = [], SessionContext } = parameters;
  if (!Array.isArray(PhoneNumberSet) || PhoneNumberSet.length !== 1)
    return refuse("MissingParameter.EmptyPhoneNumberSet");
  if (SmsSdkAppId !== APP_ID) return refuse("UnauthorizedOperation.SmsSdkAppIdVerifyFail");
  const phone = String(PhoneNumberSet[0]);
  const whole = WHOLE[phone];
  if (whole) return refuse(whole);
  const code = refusalOfNumber(phone, String(TemplateId), SignName, TemplateParamSet);
  if (code !== null) return status(phone, { Code: code, Message: `${phone} is refused`, SerialNo: "", Fee: 0 });
  const values: string[] = Array.isArray(TemplateParamSet) ? TemplateParamSet : [];
  const text = values.reduce(
    (made, value, at) => made.replace(`{${at + 1}}`, () => value),
    TEMPLATES[String(TemplateId)] ?? "",
  );
  const serialNo = `5000:10457${messages.length}15710800500000`;
  messages.push({
    serialNo,
    phone,
    text: `【${SIGN_NAME}】${text}`,
    session: String(SessionContext ?? ""),
    sentAt: Math.floor(Date.now() / 1_000),
    report: null,
  });
  return {
    ...status(phone, { Code: "Ok", Message: "send success", SerialNo: serialNo, Fee: 1 }),
    withoutId: respond({ SendStatusSet: [{ Code: "Ok", Message: "send success" }] }),
  };
}

const status = (PhoneNumber: string, rest: object): Answered => ({
  status: 200,
  json: respond({ SendStatusSet: [{ PhoneNumber, SessionContext: "", IsoCode: "CN", ...rest }] }),
});

function refusalOfNumber(phone: string, templateId: string, signName: unknown, values: unknown): string | null {
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) return "InvalidParameterValue.IncorrectPhoneNumber";
  if (MAGIC[phone] !== undefined) return MAGIC[phone];
  if (signName !== SIGN_NAME) return "FailedOperation.SignatureIncorrectOrUnapproved";
  const places = TEMPLATES[templateId]?.match(/\{\d+\}/g)?.length;
  if (places === undefined || !Array.isArray(values) || values.length !== places) {
    return "FailedOperation.TemplateIncorrectOrUnapproved";
  }
  const isUrl = values.some((value) => typeof value !== "string" || /https?:|www\./.test(value));
  return isUrl ? "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter" : null;
}

function reports(
  messages: readonly FakeSms[],
  parameters: Readonly<Record<string, unknown>>,
  echoes: boolean,
): Answered {
  const { BeginTime, EndTime, Offset, Limit, PhoneNumber, SmsSdkAppId } = parameters;
  if (typeof BeginTime !== "number" || BeginTime < Date.now() / 1_000 - 7 * 86_400) {
    return refuse("InvalidParameterValue.BeginTimeVerifyFail");
  }
  if (typeof EndTime !== "number" || EndTime < BeginTime) return refuse("InvalidParameterValue.EndTimeVerifyFail");
  if (Offset !== 0 || typeof Limit !== "number" || Limit > 100) return refuse("InvalidParameterValue.LimitVerifyFail");
  if (SmsSdkAppId !== APP_ID) return refuse("UnauthorizedOperation.SmsSdkAppIdVerifyFail");
  const PullSmsSendStatusSet = messages
    .filter(({ phone, sentAt, report }) => phone === PhoneNumber && sentAt >= BeginTime && report !== null)
    .map(({ serialNo, phone, session, sentAt, report }) => ({
      UserReceiveTime: sentAt + 1,
      CountryCode: "86",
      SubscriberNumber: phone.slice(3),
      PhoneNumber: phone,
      SerialNo: serialNo,
      ReportStatus: report,
      Description: report === "SUCCESS" ? "DELIVRD" : "MK:0001",
      SessionContext: echoes ? session : "",
    }));
  return { status: 200, json: respond({ PullSmsSendStatusSet }) };
}

/** The v3 signature (https://cloud.tencent.com/document/api/382/52071), read back from the request. */
function refusalOfSignature({ method, path, rawQuery, headers, body }: Asked): Answered | null {
  const parts =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/(\w+)\/tc3_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? "",
    );
  if (!parts) return refuse("AuthFailure.InvalidAuthorization");
  const [, id = "", date = "", service = "", list = "", signature = ""] = parts;
  if (id !== SECRET_KEY.secretId) return refuse("AuthFailure.SecretIdNotFound");
  if (service !== headers.host?.split(".")[0]) return refuse("AuthFailure.SignatureFailure");
  if (headers["x-tc-version"] !== "2021-01-11") return refuse("NoSuchVersion");
  if (!headers["x-tc-region"]) return refuse("MissingParameter");
  const timestamp = Number(headers["x-tc-timestamp"]);
  if (Math.abs(timestamp - Date.now() / 1_000) > 300) return refuse("AuthFailure.SignatureExpire");
  if (new Date(timestamp * 1_000).toISOString().slice(0, 10) !== date) return refuse("AuthFailure.SignatureFailure");
  const hash = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
  const lines = list.split(";").map((name) => `${name}:${(headers[name] ?? "").trim().toLowerCase()}`);
  const canonical = `${method}\n${path}\n${rawQuery}\n${lines.join("\n")}\n\n${list}\n${hash(body)}`;
  const text = `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${hash(canonical)}`;
  let key: Buffer | string = `TC3${SECRET_KEY.secretKey}`;
  for (const part of [date, service, "tc3_request"]) key = createHmac("sha256", key).update(part).digest();
  const wanted = createHmac("sha256", key).update(text).digest("hex");
  return wanted === signature ? null : refuse("AuthFailure.SignatureFailure");
}

/**
 * Alibaba Cloud's SMS and voice products as their API reference describes them: signature, parameters, refusals, and what
 * became of each message and call. The signature is checked by the documented rule, from what came over the wire.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type Answered, type Asked, type FakeApi, startFakeApi } from "./server.ts";

export const ACCESS_KEY = { accessKeyId: "LTAI5tFakeFakeFakeFake01", accessKeySecret: "Zm9yVGVzdHNBbG9uZUZha2VL" };
export const SIGN_NAME = "毛衣小店";
/** Approved templates, by code. */
const TEMPLATES: Readonly<Record<string, string>> = {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the vendor's own way to write a variable
  SMS_100: "您在${shop}的订单${order}待付款${amount}，付款 https://c.example/r/${code} 拒收请回复R",
  SMS_101: "您的订单${order}待付款，付款 https://c.example/r/${code} 拒收请回复R",
  SMS_102: "感谢您在${shop}购物，订单${order}",
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the vendor's own way to write a variable
};

export interface FakeSms {
  readonly bizId: string;
  readonly phone: string;
  readonly text: string;
  readonly template: string;
  readonly outId: string;
  readonly sentAt: Date;
  status: 1 | 2 | 3;
  errCode?: string;
}

export interface FakeCall {
  readonly callId: string;
  readonly callee: string;
  readonly outId: string;
  readonly startedAt: Date;
  /** Null while it rings. */
  state: string | null;
}

export interface AliyunFake extends FakeApi {
  readonly messages: FakeSms[];
  readonly calls: FakeCall[];
  /** Parameters of each SendSms and IvrCall, as they came. */
  readonly sends: Readonly<Record<string, string>>[];
}

/** Numbers that are refused, and how. */
const MAGIC: Readonly<Record<string, string>> = {
  "13800000001": "isv.MOBILE_NUMBER_ILLEGAL",
  "13800000002": "isv.BUSINESS_LIMIT_CONTROL",
  "13800000003": "isv.AMOUNT_NOT_ENOUGH",
  "13800000004": "isv.BLACK_KEY_CONTROL_LIMIT",
  "13800000005": "isp.SYSTEM_ERROR",
  "13800000006": "isv.DAY_LIMIT_CONTROL",
  "13800000007": "Throttling.User",
};

export async function startFakeAliyun(): Promise<AliyunFake> {
  const messages: FakeSms[] = [];
  const calls: FakeCall[] = [];
  const sends: AliyunFake["sends"] = [];
  const nonces = new Set<string>();
  const api = await startFakeApi(
    ({ headers }) => ["SendSms", "IvrCall"].includes(headers["x-acs-action"] ?? ""),
    (asked) => {
      const wrong = refusalOfSignature(asked, nonces);
      if (wrong) return wrong;
      const parameters = Object.fromEntries(asked.query);
      if (asked.headers["x-acs-version"] !== "2017-05-25") return refuse(400, "InvalidVersion");
      switch (asked.headers["x-acs-action"]) {
        case "SendSms":
          sends.push(parameters);
          return send(messages, parameters);
        case "QuerySendDetails":
          return details(messages, parameters);
        case "IvrCall":
          sends.push(parameters);
          return call(calls, parameters);
        case "QueryCallDetailByCallId":
          return callDetail(calls, parameters);
        default:
          return refuse(404, "InvalidAction.NotFound");
      }
    },
  );
  return { ...api, messages, calls, sends };
}

const refuse = (status: number, Code: string): Answered => ({
  status,
  json: {
    Code,
    Message: "a sentence that may name 13800138000",
    RequestId: "F655A8D5",
    HostId: "dysmsapi.aliyuncs.com",
  },
});

function send(messages: FakeSms[], parameters: Readonly<Record<string, string>>): Answered {
  const { PhoneNumbers = "", SignName, TemplateCode = "", TemplateParam = "{}", OutId = "" } = parameters;
  if (!/^1\d{10}$|^(?!86)[1-9]\d{6,14}$/.test(PhoneNumbers)) return refuse(200, "isv.MOBILE_NUMBER_ILLEGAL");
  const magic = MAGIC[PhoneNumbers];
  if (magic) return refuse(magic.startsWith("Throttling") ? 400 : 200, magic);
  if (SignName !== SIGN_NAME) return refuse(200, "isv.SMS_SIGNATURE_ILLEGAL");
  const template = TEMPLATES[TemplateCode];
  if (template === undefined) return refuse(200, "isv.SMS_TEMPLATE_ILLEGAL");
  const values: unknown = JSON.parse(TemplateParam);
  const filled = fill(template, values);
  if (typeof filled !== "string") return filled;
  const bizId = `${900_619_746_936_498 + messages.length}^0`;
  messages.push({
    bizId,
    phone: PhoneNumbers,
    text: `【${SignName}】${filled}`,
    template: TemplateCode,
    outId: OutId,
    sentAt: new Date(),
    status: 1,
  });
  const ok = { Code: "OK", Message: "OK", RequestId: "F655A8D5" };
  return { status: 200, json: { ...ok, BizId: bizId }, withoutId: ok };
}

function fill(template: string, values: unknown): string | Answered {
  if (typeof values !== "object" || values === null) return refuse(200, "isv.INVALID_JSON_PARAM");
  const given = new Map<string, unknown>(Object.entries(values));
  let text = template;
  for (const [mark, name = ""] of template.matchAll(/\$\{(\w+)\}/g)) {
    const value = given.get(name);
    if (typeof value !== "string" || value === "") return refuse(200, "isv.TEMPLATE_MISSING_PARAMETERS");
    if (value.length > 35) return refuse(200, "isv.PARAM_LENGTH_LIMIT");
    if (/https?:|www\./.test(value)) return refuse(200, "isv.PARAM_NOT_SUPPORT_URL");
    text = text.replace(mark, () => value);
  }
  return text;
}

function details(messages: readonly FakeSms[], parameters: Readonly<Record<string, string>>): Answered {
  const { PhoneNumber = "", SendDate = "", PageSize = "", CurrentPage = "", BizId } = parameters;
  if (!/^\d{8}$/.test(SendDate) || !(Number(PageSize) >= 1 && Number(PageSize) <= 50) || CurrentPage !== "1") {
    return refuse(200, "isv.INVALID_PARAMETERS");
  }
  const found = messages.filter(
    ({ phone, bizId, sentAt }) =>
      phone === PhoneNumber && (BizId === undefined || bizId === BizId) && day(sentAt) === SendDate,
  );
  const SmsSendDetailDTO = found.map(({ phone, text, template, outId, sentAt, status, errCode }) => ({
    PhoneNum: phone,
    Content: text,
    TemplateCode: template,
    OutId: outId,
    SendDate: beijing(sentAt),
    SendStatus: status,
    ...(status === 1
      ? {}
      : { ReceiveDate: beijing(new Date(sentAt.getTime() + 4_000)), ErrCode: errCode ?? "DELIVERED" }),
  }));
  const json = { Code: "OK", Message: "OK", RequestId: "819BE656", TotalCount: String(found.length) };
  return { status: 200, json: { ...json, SmsSendDetailDTOs: { SmsSendDetailDTO } } };
}

export const SHOW_NUMBER = "057100000000";
const TTS: readonly string[] = ["TTS_100", "TTS_109", "TTS_101"];

function call(calls: FakeCall[], parameters: Readonly<Record<string, string>>): Answered {
  const { CalledShowNumber, CalledNumber = "", StartCode = "", StartTtsParams = "", OutId = "" } = parameters;
  if (!/^1\d{10}$|^0\d{9,11}$/.test(CalledNumber)) return refuse(200, "isv.MOBILE_NUMBER_ILLEGAL");
  const magic = MAGIC[CalledNumber];
  if (magic) return refuse(magic.startsWith("Throttling") ? 400 : 200, magic);
  if (CalledShowNumber !== SHOW_NUMBER) return refuse(200, "isv.DISPLAY_NUMBER_ILLEGAL");
  const keyed = Object.entries(parameters).filter(([name]) => /^MenuKeyMap\.\d\.Code$/.test(name));
  if ([StartCode, ...keyed.map(([, code]) => code)].some((code) => !TTS.includes(code))) {
    return refuse(200, "isv.TTS_TEMPLATE_ILLEGAL");
  }
  const values: unknown = JSON.parse(StartTtsParams);
  if (typeof values !== "object" || !values || !("order" in values))
    return refuse(200, "isv.TEMPLATE_MISSING_PARAMETERS");
  if (OutId.length > 15 || keyed.length === 0) return refuse(200, "isv.INVALID_PARAMETERS");
  const callId = `11601488806${calls.length}^10281631${calls.length}`;
  calls.push({ callId, callee: CalledNumber, outId: OutId, startedAt: new Date(), state: null });
  const ok = { Code: "OK", Message: "OK", RequestId: "D9CB3933" };
  return { status: 200, json: { ...ok, CallId: callId }, withoutId: ok };
}

function callDetail(calls: readonly FakeCall[], parameters: Readonly<Record<string, string>>): Answered {
  const { CallId, ProdId, QueryDate = "" } = parameters;
  if (ProdId !== "11000000300005" || !/^\d{13}$/.test(QueryDate)) return refuse(200, "isv.INVALID_PARAMETERS");
  const found = calls.find(({ callId }) => callId === CallId);
  const json = { Code: "OK", Message: "OK", RequestId: "A90E4451" };
  if (!found || found.state === null) return { status: 200, json };
  const endDate = beijing(new Date(found.startedAt.getTime() + 20_000));
  const Data = JSON.stringify({
    callee: found.callee,
    state: found.state,
    stateDesc: found.state,
    duration: 12,
    endDate,
  });
  return { status: 200, json: { ...json, Data } };
}

const beijing = (at: Date): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" }).format(at);
const day = (at: Date): string => beijing(at).slice(0, 10).replaceAll("-", "");

/** The V3 signature (https://help.aliyun.com/document_detail/2712195.html), read back from the request. */
function refusalOfSignature(asked: Asked, nonces: Set<string>): Answered | null {
  const { headers } = asked;
  const parts = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? "",
  );
  if (!parts) return refuse(400, "IncompleteSignature");
  const [, id = "", list = "", signature = ""] = parts;
  if (id !== ACCESS_KEY.accessKeyId) return refuse(404, "InvalidAccessKeyId.NotFound");
  const needed = [
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-version",
  ];
  const names = list.split(";");
  if (needed.some((name) => !names.includes(name))) return refuse(400, "IncompleteSignature");
  const bodyHash = createHash("sha256").update(asked.body, "utf8").digest("hex");
  if (headers["x-acs-content-sha256"] !== bodyHash) return refuse(400, "SignatureDoesNotMatch");
  const date = headers["x-acs-date"] ?? "";
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) return refuse(400, "InvalidTimeStamp.Format");
  if (Math.abs(Date.parse(date) - Date.now()) > 15 * 60_000) return refuse(400, "InvalidTimeStamp.Expired");
  const query = [...asked.query].map(([name, value]) => [rfc3986(name), rfc3986(value)] as const);
  query.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  let canonical = `${asked.method}\n${asked.path}\n${query.map((pair) => pair.join("=")).join("&")}\n`;
  for (const name of names) canonical += `${name}:${(headers[name] ?? "").trim()}\n`;
  canonical += `\n${list}\n${bodyHash}`;
  const text = `ACS3-HMAC-SHA256\n${createHash("sha256").update(canonical).digest("hex")}`;
  const wanted = createHmac("sha256", ACCESS_KEY.accessKeySecret).update(text).digest();
  if (!timingSafeEqual(wanted, Buffer.from(signature, "hex"))) return refuse(400, "SignatureDoesNotMatch");
  const nonce = headers["x-acs-signature-nonce"] ?? "";
  if (nonces.has(nonce)) return refuse(400, "SignatureNonceUsed");
  nonces.add(nonce);
  return null;
}

const UNRESERVED = /[A-Za-z0-9\-_.~]/;
const rfc3986 = (text: string): string =>
  [...Buffer.from(text, "utf8")]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 128 && UNRESERVED.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");

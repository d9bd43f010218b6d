/** What Alibaba Cloud's codes mean for a contact (https://help.aliyun.com/document_detail/101346.html and 101347). */
import { OPTED_OUT, type SendResult } from "./channel.ts";
import { HOUR } from "./instant.ts";

type Refusal = Exclude<SendResult, { kind: "accepted" }>;

/** The account asks too fast, or has used up what it may send for now. */
const LATER: readonly string[] = [
  "isv.DAY_LIMIT_CONTROL",
  "isv.HOUR_LIMIT_CONTROL",
  "isv.MONTH_LIMIT_CONTROL",
  "isv.FLOW_LIMIT",
];

/** This person has had as many messages as the provider lets through: 1 a minute, 5 an hour, 10 a day and their like. */
const OF_RECIPIENT: readonly string[] = ["isv.BUSINESS_LIMIT_CONTROL"];

/** Refusals of the number or the words. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "isv.MOBILE_NUMBER_ILLEGAL": "bad_number",
    "isv.INVALID_PARAMETERS_CALLED_NUMBER": "bad_number",
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": "no_route",
    "isv.UNSUPPORTED_COUNTRY": "country_off",
    // Of what a value says. Some describe it as a list of numbers: nothing tells which, so nobody is suppressed for it.
    "isv.BLACK_KEY_CONTROL_LIMIT": "filtered",
    "isv.SMS_CONTENT_ILLEGAL": "filtered",
    "isv.PARAM_NOT_SUPPORT_URL": "filtered",
    "isv.PARAM_LENGTH_LIMIT": "template_mismatch",
    "isv.TEMPLATE_PARAMS_ILLEGAL": "template_mismatch",
  }),
);

/** Refusals of us: every message would be refused alike, so the provider counts as in trouble. */
const OF_ACCOUNT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "isv.SMS_TEMPLATE_ILLEGAL": "template_not_approved",
    "isv.INVALID_TEMPLATE_CODE": "template_not_approved",
    "isv.TTS_TEMPLATE_ILLEGAL": "template_not_approved",
    "isv.VOICE_FILE_ILLEGAL": "template_not_approved",
    "isv.TEMPLATE_MISSING_PARAMETERS": "template_mismatch",
    "isv.INVALID_JSON_PARAM": "template_mismatch",
    "isv.SMS_SIGNATURE_ILLEGAL": "signature_not_approved",
    "isv.SMS_SIGN_ILLEGAL": "signature_not_approved",
    "isv.SIGN_STATE_ILLEGAL": "signature_not_approved",
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": "signature_not_approved",
    "isv.AMOUNT_NOT_ENOUGH": "no_credit",
    "isv.OUT_OF_SERVICE": "no_credit",
    "isv.PRODUCT_UN_SUBSCRIPT": "not_subscribed",
    "isv.PRODUCT_UNSUBSCRIBE": "not_subscribed",
    "isv.PRODUCT_UNSUBSCRIPT": "not_subscribed",
    "isv.ACCOUNT_NOT_EXISTS": "wrong_account",
    "isv.ACCOUNT_ABNORMAL": "wrong_account",
    "isv.DENY_IP_RANGE": "address_not_allowed",
    "isv.DISPLAY_NUMBER_ILLEGAL": "wrong_sender",
    "isv.CALLED_SHOW_NUMBER_ILLEGAL": "wrong_sender",
    "isp.RAM_PERMISSION_DENY": "no_permission",
    "isv.RAM_PERMISSION_DENY": "no_permission",
    "Forbidden.RAM": "no_permission",
    NoPermission: "no_permission",
    "InvalidTimeStamp.Expired": "wrong_clock",
    SignatureDoesNotMatch: "wrong_password",
    IncompleteSignature: "wrong_password",
    "InvalidAccessKeyId.NotFound": "wrong_password",
    "InvalidAccessKeyId.Inactive": "wrong_password",
  }),
);

/** The result of an answer that is not `OK`. `isp.…` are troubles of its own: it may have taken the request. */
export function aliyunRefusal(code: string): Refusal {
  if (LATER.includes(code) || /^Throttling(\.|$)/.test(code)) {
    return { kind: "not_sent", code: "throttled", retryAfterMs: null };
  }
  if (OF_RECIPIENT.includes(code)) return { kind: "not_sent", code: "recipient_limit", retryAfterMs: HOUR };
  const ofAccount = OF_ACCOUNT.get(code);
  if (ofAccount !== undefined) return { kind: "rejected", code: ofAccount, fault: "provider" };
  if (/^(isp\.|Internal|ServiceUnavailable)/.test(code)) return { kind: "unknown", code: aliyunCode(code) };
  return { kind: "rejected", code: WORDS.get(code) ?? aliyunCode(code) };
}

const aliyunCode = (code: string): string => `aliyun_${/^[\w.-]{1,60}$/.test(code) ? code.toLowerCase() : "other"}`;

/** Why a message was not delivered. Carriers add codes without notice: one that is not known is told as it is. */
export function smsReportCode(code: string): string {
  switch (code) {
    case "USER_REJECT":
    case "MOBILE_IN_BLACK":
      return OPTED_OUT;
    case "MOBILE_NOT_ON_SERVICE":
    case "INVALID_NUMBER":
      return "bad_number";
    case "MOBILE_TERMINAL_ERROR":
    case "MOBILE_ACCOUNT_ABNORMAL":
      return "unreachable";
    case "MOBILE_SEND_LIMIT":
      return "recipient_limit";
    case "CONTENT_KEYWORD":
    case "CONTENT_ERROR":
      return "filtered";
    case "EXPIRED":
      return "too_late";
    case "NO_ROUTE":
      return "no_route";
    default:
      return aliyunCode(code);
  }
}

/** `SendStatus` of QuerySendDetails; null where we don't know it. */
export function smsSendState(status: unknown): "accepted" | "delivered" | "failed" | null {
  switch (status) {
    case 1:
      return "accepted";
    case 2:
      return "failed";
    case 3:
      return "delivered";
    default:
      return null;
  }
}

/** What Tencent Cloud's codes mean for a contact (https://cloud.tencent.com/document/api/382/52075). */
import { OPTED_OUT, type SendResult } from "./channel.ts";
import { HOUR } from "./instant.ts";

type Refusal = Exclude<SendResult, { kind: "accepted" }>;

/** The account asks too fast, or has used up what it may send for now. */
const LATER: readonly string[] = [
  "RequestLimitExceeded",
  "LimitExceeded",
  "LimitExceeded.AppDailyLimit",
  "LimitExceeded.DailyLimit",
];

/** This person has had as many messages as the provider lets through. */
const OF_RECIPIENT: readonly string[] = [
  "LimitExceeded.DeliveryFrequencyLimit",
  "LimitExceeded.PhoneNumberDailyLimit",
  "LimitExceeded.PhoneNumberOneHourLimit",
  "LimitExceeded.PhoneNumberSameContentDailyLimit",
  "LimitExceeded.PhoneNumberThirtySecondLimit",
];

/** Refusals of the number or the words. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "FailedOperation.PhoneNumberInBlacklist": OPTED_OUT,
    "InvalidParameterValue.IncorrectPhoneNumber": "bad_number",
    "UnsupportedOperation.UnsuportedRegion": "country_off",
    "FailedOperation.ContainSensitiveWord": "filtered",
    "InvalidParameter.DirtyWordFound": "filtered",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": "filtered",
    "InvalidParameterValue.ContentLengthLimit": "too_long",
    "InvalidParameterValue.TemplateParameterLengthLimit": "template_mismatch",
  }),
);

/** Refusals of us: every message would be refused alike, so the provider counts as in trouble. */
const OF_ACCOUNT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "FailedOperation.TemplateIncorrectOrUnapproved": "template_not_approved",
    "FailedOperation.MissingTemplateList": "template_not_approved",
    "InvalidParameterValue.TemplateParameterFormatError": "template_mismatch",
    "FailedOperation.SignatureIncorrectOrUnapproved": "signature_not_approved",
    "FailedOperation.MissingSignatureList": "signature_not_approved",
    "FailedOperation.InsufficientBalanceInSmsPackage": "no_credit",
    "UnauthorizedOperation.SerivceSuspendDueToArrears": "no_credit",
    "FailedOperation.NotEnterpriseCertification": "not_subscribed",
    "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny": "not_subscribed",
    "FailedOperation.MarketingSendTimeConstraint": "not_now",
    "InvalidParameterValue.SdkAppIdNotExist": "wrong_account",
    "InvalidParameter.AppidAndBizId": "wrong_account",
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": "wrong_account",
    "UnauthorizedOperation.SdkAppIdIsDisabled": "wrong_account",
    "UnauthorizedOperation.RequestIpNotInWhitelist": "address_not_allowed",
    "UnauthorizedOperation.RequestPermissionDeny": "no_permission",
    UnauthorizedOperation: "no_permission",
    "AuthFailure.UnauthorizedOperation": "no_permission",
    "AuthFailure.SignatureExpire": "wrong_clock",
    "InternalError.RequestTimeException": "wrong_clock",
    "InternalError.SigVerificationFail": "wrong_password",
    "InternalError.SigFieldMissing": "wrong_password",
  }),
);

/**
 * The result of a code that is not `Ok`, of the whole request or of one number. Its own troubles (`InternalError`) and
 * what it can't name may have taken the message.
 */
export function tencentRefusal(code: string): Refusal {
  if (LATER.includes(code) || code.startsWith("RequestLimitExceeded.")) {
    return { kind: "not_sent", code: "throttled", retryAfterMs: null };
  }
  if (OF_RECIPIENT.includes(code)) return { kind: "not_sent", code: "recipient_limit", retryAfterMs: HOUR };
  const ofAccount = OF_ACCOUNT.get(code);
  if (ofAccount !== undefined) return { kind: "rejected", code: ofAccount, fault: "provider" };
  // Signature, key or token: none of them was looked at any further.
  if (/^AuthFailure(\.|$)/.test(code)) return { kind: "rejected", code: "wrong_password", fault: "provider" };
  if (
    code === "FailedOperation.ParametersOtherError" ||
    /^(InternalError|ServiceUnavailable|ResourceUnavailable)/.test(code)
  ) {
    return { kind: "unknown", code: tencentCode(code) };
  }
  return { kind: "rejected", code: WORDS.get(code) ?? tencentCode(code) };
}

const tencentCode = (code: string): string => `tencent_${/^[\w.-]{1,80}$/.test(code) ? code.toLowerCase() : "other"}`;

/** `ReportStatus` of a pulled report; null where we don't know it. */
export function tencentState(status: string): "delivered" | "failed" | null {
  if (status === "SUCCESS") return "delivered";
  return status === "FAIL" ? "failed" : null;
}

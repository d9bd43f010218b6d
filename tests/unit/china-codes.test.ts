import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aliyunRefusal, smsReportCode, smsSendState } from "#src/domain/aliyun.ts";
import { signalOf } from "#src/domain/breaker.ts";
import type { SendResult } from "#src/domain/channel.ts";
import { withoutPlus } from "#src/domain/e164.ts";
import { tencentRefusal, tencentState } from "#src/domain/tencent.ts";
import { isOfToken, wecomRefusal } from "#src/domain/wecom.ts";

/** `kind code`, with `!` where it is the provider's trouble. */
const told = (result: SendResult): string =>
  `${result.kind} ${result.kind === "accepted" ? "" : result.code}${"fault" in result ? "!" : ""}`;

describe("what Alibaba Cloud's codes mean", () => {
  it.each([
    ["isv.DAY_LIMIT_CONTROL", "not_sent throttled"],
    ["isv.MONTH_LIMIT_CONTROL", "not_sent throttled"],
    ["Throttling", "not_sent throttled"],
    ["Throttling.Api", "not_sent throttled"],
    ["isv.BUSINESS_LIMIT_CONTROL", "not_sent recipient_limit"],
    ["isv.MOBILE_NUMBER_ILLEGAL", "rejected bad_number"],
    ["isv.BLACK_KEY_CONTROL_LIMIT", "rejected filtered"],
    ["isv.SMS_CONTENT_ILLEGAL", "rejected filtered"],
    ["isv.PARAM_LENGTH_LIMIT", "rejected template_mismatch"],
    ["isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "rejected no_route"],
    ["isv.SMS_TEMPLATE_ILLEGAL", "rejected template_not_approved!"],
    ["isv.TEMPLATE_MISSING_PARAMETERS", "rejected template_mismatch!"],
    ["isv.SMS_SIGNATURE_ILLEGAL", "rejected signature_not_approved!"],
    ["isv.AMOUNT_NOT_ENOUGH", "rejected no_credit!"],
    ["isv.OUT_OF_SERVICE", "rejected no_credit!"],
    ["isv.ACCOUNT_ABNORMAL", "rejected wrong_account!"],
    ["isp.RAM_PERMISSION_DENY", "rejected no_permission!"],
    ["SignatureDoesNotMatch", "rejected wrong_password!"],
    ["InvalidTimeStamp.Expired", "rejected wrong_clock!"],
    ["isp.SYSTEM_ERROR", "unknown aliyun_isp.system_error"],
    ["InternalError", "unknown aliyun_internalerror"],
    ["isv.SOMETHING_NEW", "rejected aliyun_isv.something_new"],
    ["已发往 13800138000", "rejected aliyun_other"],
    ["valueOf", "rejected aliyun_valueof"],
  ])("%s", (code, expected) => expect(told(aliyunRefusal(code))).toBe(expected));

  it("a report that failed says why, and only a refusal by the buyer suppresses", () => {
    const codes = ["USER_REJECT", "MOBILE_IN_BLACK", "INVALID_NUMBER", "MOBILE_TERMINAL_ERROR", "CONTENT_KEYWORD", "X"];
    expect(codes.map(smsReportCode)).toEqual([
      "opted_out",
      "opted_out",
      "bad_number",
      "unreachable",
      "filtered",
      "aliyun_x",
    ]);
    expect([1, 2, 3, 4, undefined].map(smsSendState)).toEqual(["accepted", "failed", "delivered", null, null]);
  });
});

describe("what Tencent Cloud's codes mean", () => {
  it.each([
    ["RequestLimitExceeded", "not_sent throttled"],
    ["LimitExceeded.AppDailyLimit", "not_sent throttled"],
    ["LimitExceeded.PhoneNumberOneHourLimit", "not_sent recipient_limit"],
    ["LimitExceeded.DeliveryFrequencyLimit", "not_sent recipient_limit"],
    ["FailedOperation.PhoneNumberInBlacklist", "rejected opted_out"],
    ["InvalidParameterValue.IncorrectPhoneNumber", "rejected bad_number"],
    ["InvalidParameterValue.ProhibitedUseUrlInTemplateParameter", "rejected filtered"],
    ["FailedOperation.TemplateIncorrectOrUnapproved", "rejected template_not_approved!"],
    ["FailedOperation.SignatureIncorrectOrUnapproved", "rejected signature_not_approved!"],
    ["FailedOperation.InsufficientBalanceInSmsPackage", "rejected no_credit!"],
    ["AuthFailure.SecretIdNotFound", "rejected wrong_password!"],
    ["AuthFailure.SignatureExpire", "rejected wrong_clock!"],
    ["UnauthorizedOperation", "rejected no_permission!"],
    ["InternalError", "unknown tencent_internalerror"],
    ["InternalError.SendAndRecvFail", "unknown tencent_internalerror.sendandrecvfail"],
    ["FailedOperation.ParametersOtherError", "unknown tencent_failedoperation.parametersothererror"],
    ["InvalidParameter", "rejected tencent_invalidparameter"],
  ])("%s", (code, expected) => expect(told(tencentRefusal(code))).toBe(expected));

  it("a report is delivered, failed, or says nothing", () => {
    expect(["SUCCESS", "FAIL", "WAITING"].map(tencentState)).toEqual(["delivered", "failed", null]);
  });
});

describe("what WeCom's codes mean", () => {
  it.each([
    [-1, "unknown wecom_busy"],
    [45009, "not_sent throttled"],
    [45033, "not_sent throttled"],
    [40014, "rejected wrong_password!"],
    [42001, "rejected wrong_password!"],
    [40013, "rejected wrong_account!"],
    [60020, "rejected address_not_allowed!"],
    [95000, "rejected wrong_sender!"],
    [95001, "rejected recipient_limit"],
    [95002, "rejected outside_window"],
    [95018, "rejected session_state"],
    [40096, "rejected bad_account"],
    [12345, "rejected wecom_12345"],
  ])("%i", (code, expected) => expect(told(wecomRefusal(code))).toBe(expected));

  it("a token is renewed for codes of tokens alone", () => {
    expect([40001, 40014, 41001, 42001, 40013, -1, 0, 95002].filter(isOfToken)).toEqual([40001, 40014, 41001, 42001]);
  });
});

it("no code of any of them is taken for having sent, nor one buyer's limit for trouble of the provider", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (code, number) => {
      for (const result of [aliyunRefusal(code), tencentRefusal(code), wecomRefusal(number)]) {
        expect(result.kind).not.toBe("accepted");
        expect(result.code).toMatch(/^[a-z0-9_.-]{1,90}$/);
      }
    }),
  );
  expect(signalOf(aliyunRefusal("isv.BUSINESS_LIMIT_CONTROL"))).toBe("neutral");
  expect(signalOf(tencentRefusal("LimitExceeded.PhoneNumberDailyLimit"))).toBe("neutral");
});

it("numbers of the mainland are written as they are dialled there, others without the plus", () => {
  expect(["+8613800138000", "+85261234567", "+8657112345678", "+861012345678"].map(withoutPlus)).toEqual([
    "13800138000",
    "85261234567",
    "057112345678",
    "01012345678",
  ]);
});

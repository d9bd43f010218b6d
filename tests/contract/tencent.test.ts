/** Tencent Cloud's text messages against a server that checks and answers as its API does. */
import { Agent } from "node:http";
import { connect } from "node:net";
import { sms } from "tencentcloud-sdk-nodejs-sms";
import { afterEach, describe, expect, test } from "vitest";
import { type TencentSmsSettings, tencentSms } from "#src/channels/tencent/sms.ts";
import type { SendRequest } from "#src/domain/channel.ts";
import { HOUR, instant, plus } from "#src/domain/instant.ts";
import { closedPort } from "#tests/support/broken-servers.ts";
import { sendRequest } from "#tests/support/channel-contract.ts";
import {
  aboutOne,
  chinaContract,
  forever,
  notSent,
  ofProvider,
  rejected,
  sentContact,
  unknown,
} from "#tests/support/china-channel.ts";
import {
  APP_ID,
  SECRET_KEY,
  SIGN_NAME,
  startFakeTencent,
  type TencentFake,
} from "#tests/support/fake-china/tencent.ts";

const settings = (baseUrl: string, over: Partial<TencentSmsSettings> = {}): TencentSmsSettings => ({
  ...SECRET_KEY,
  baseUrl,
  region: "ap-guangzhou",
  appId: APP_ID,
  signName: SIGN_NAME,
  templates: { "zh-CN": "2000100" },
  variables: ["shop", "order", "amount", "code"],
  ...over,
});
const make = (baseUrl: string, timeOut?: number) => tencentSms(settings(baseUrl), timeOut);

chinaContract("tencent sms", "sms", startFakeTencent, make, {
  "+8613800000001": rejected("bad_number"),
  "+8613800000002": notSent("recipient_limit", HOUR),
  "+8613800000003": ofProvider("no_credit"),
  "+8613800000004": rejected("opted_out"),
  "+8613800000005": unknown("tencent_internalerror.timeout"),
  "+8613800000007": notSent("throttled"),
});

const leadingTo = (url: string): Agent =>
  Object.assign(new Agent(), { createConnection: () => connect(Number(new URL(url).port), "127.0.0.1") });

describe("tencent", () => {
  let fake: TencentFake;
  afterEach(() => fake.close());
  const send = (over: Partial<SendRequest> = {}, more: Partial<TencentSmsSettings> = {}) =>
    tencentSms(settings(fake.url, more)).send(aboutOne("sms", over), forever);

  test("the vendor's own SDK is understood by the fake, as ours is", async () => {
    fake = await startFakeTencent();
    const client = new sms.v20210111.Client({
      credential: SECRET_KEY,
      region: "ap-guangzhou",
      // It signs the host without a port: so it is given the vendor's own, and led elsewhere.
      profile: { httpProfile: { protocol: "http://", agent: leadingTo(fake.url) } },
    });
    const answer = await client.SendSms({
      PhoneNumberSet: ["+8613800138000"],
      SmsSdkAppId: APP_ID,
      SignName: SIGN_NAME,
      TemplateId: "2000101",
      TemplateParamSet: ["A-1", "KJ8pRwH4hs31"],
    });
    expect(answer.SendStatusSet).toMatchObject([{ Code: "Ok", SerialNo: fake.messages[0]?.serialNo }]);
    await send();
    expect(fake.messages.map(({ phone }) => phone)).toEqual(["+8613800138000", "+8613800138000"]);
  });

  test("sends the approved template, its values in their places", async () => {
    fake = await startFakeTencent();
    expect(await send()).toEqual({ kind: "accepted", providerId: fake.messages[0]?.serialNo });
    expect(fake.messages[0]?.text).toBe(
      "【毛衣小店】您在毛衣小店的订单A-1待付款¥199.00，付款 https://c.example/r/a 拒收请回复R",
    );
    expect(fake.sends[0]).toEqual({
      PhoneNumberSet: ["+8613800138000"],
      SmsSdkAppId: APP_ID,
      SignName: "毛衣小店",
      TemplateId: "2000100",
      TemplateParamSet: ["毛衣小店", "A-1", "¥199.00", "a"],
      SessionContext: sendRequest("sms").contactId,
    });
  });

  test("the template that the shop named for its words goes before the configured ones", async () => {
    fake = await startFakeTencent();
    await send({ providerTemplate: "2000101" }, { variables: ["order", "code"] });
    expect(fake.messages[0]?.text).toBe("【毛衣小店】您的订单A-1待付款，付款 https://c.example/r/a 拒收请回复R");
  });

  test("without a template in the language, nothing is asked of it", async () => {
    fake = await startFakeTencent();
    expect(await send({ locale: "en" })).toEqual(notSent("template_error"));
    expect(fake.requestCount()).toBe(0);
  });

  test.each([
    ["a wrong key", { secretKey: "wrong" }, "wrong_password"],
    ["a key that is none", { secretId: "AKIDsomebodyelse" }, "wrong_password"],
    ["another's application", { appId: "1400000000" }, "wrong_account"],
    ["a signature that is not approved", { signName: "别人的店" }, "signature_not_approved"],
    ["a template that is not approved", { templates: { zh: "9" } }, "template_not_approved"],
    ["a template with other variables", { variables: ["order"] }, "template_not_approved"],
  ] as const)("%s is the account's trouble", async (_, over, code) => {
    fake = await startFakeTencent();
    expect(await send({}, over)).toEqual(ofProvider(code));
  });

  describe("asked what became of", () => {
    const ask = (over: Parameters<typeof sentContact>[1] = {}) =>
      make(fake.url).lookUp?.(sentContact("sms", over), forever);
    const report = (state: "SUCCESS" | "FAIL") => {
      for (const message of fake.messages) message.report = state;
    };

    test("a message, by its number", async () => {
      fake = await startFakeTencent();
      await send();
      await send();
      expect(await ask({ providerId: fake.messages[0]?.serialNo ?? "" })).toEqual({ kind: "not_found" });
      report("SUCCESS");
      const [message] = fake.messages;
      if (!message) throw new Error("no message");
      expect(await ask({ providerId: message.serialNo })).toEqual({
        kind: "found",
        state: "delivered",
        providerId: message.serialNo,
        at: (message.sentAt + 1) * 1_000,
      });
      report("FAIL");
      expect(await ask({ providerId: message.serialNo })).toMatchObject({ kind: "found", state: "failed" });
    });

    test("a message whose answer was never read, by the contact's id where that comes back", async () => {
      fake = await startFakeTencent();
      await send({ contactId: "0190a3c0-0000-7000-8000-000000000002" as SendRequest["contactId"] });
      report("SUCCESS");
      expect(await ask()).toEqual({ kind: "not_found" });
      await send();
      report("SUCCESS");
      expect(await ask()).toMatchObject({ kind: "found", providerId: fake.messages[1]?.serialNo });
    });

    test("else by time, where exactly one fits", async () => {
      fake = await startFakeTencent({ echoes: false });
      await send();
      report("SUCCESS");
      expect(await ask()).toMatchObject({ kind: "found", providerId: fake.messages[0]?.serialNo });
      expect(await ask({ startedAt: plus(instant(Date.now()), -HOUR) })).toEqual({ kind: "not_found" });
      expect(await ask({ to: null })).toEqual({ kind: "not_found" });
      await send();
      report("SUCCESS");
      expect(await ask()).toEqual({ kind: "not_found" });
    });

    test("a provider that can't be asked is no answer", async () => {
      fake = await startFakeTencent();
      const gone = make(await closedPort());
      expect(await gone.lookUp?.(sentContact("sms"), forever)).toEqual({ kind: "no_answer", code: "econnrefused" });
    });
  });
});

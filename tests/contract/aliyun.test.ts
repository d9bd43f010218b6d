/** Alibaba Cloud's channels against a server that checks and answers as its API does. */
import OpenApi, { $OpenApiUtil } from "@alicloud/openapi-core";
import { RuntimeOptions } from "@darabonba/typescript";
import { afterEach, describe, expect, test } from "vitest";
import { type AliyunSmsSettings, aliyunSms } from "#src/channels/aliyun/sms.ts";
import { type AliyunVoiceSettings, aliyunVoice } from "#src/channels/aliyun/voice.ts";
import { callMark } from "#src/domain/aliyun-call.ts";
import type { SendRequest } from "#src/domain/channel.ts";
import { DAY, HOUR, instant, plus } from "#src/domain/instant.ts";
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
  ACCESS_KEY,
  type AliyunFake,
  SHOW_NUMBER,
  SIGN_NAME,
  startFakeAliyun,
} from "#tests/support/fake-china/aliyun.ts";

const settings = (baseUrl: string, over: Partial<AliyunSmsSettings> = {}): AliyunSmsSettings => ({
  ...ACCESS_KEY,
  baseUrl,
  signName: SIGN_NAME,
  templates: { "zh-CN": "SMS_100" },
  variables: ["shop", "order", "amount", "code"],
  ...over,
});
const make = (baseUrl: string, timeOut?: number) => aliyunSms(settings(baseUrl), timeOut);

chinaContract("aliyun sms", "sms", startFakeAliyun, make, {
  "+8613800000001": rejected("bad_number"),
  "+8613800000002": notSent("recipient_limit", HOUR),
  "+8613800000003": ofProvider("no_credit"),
  "+8613800000004": rejected("filtered"),
  "+8613800000005": unknown("aliyun_isp.system_error"),
  "+8613800000006": notSent("throttled"),
  "+8613800000007": notSent("throttled"),
});

const callSettings = (baseUrl: string): AliyunVoiceSettings => ({
  ...ACCESS_KEY,
  baseUrl,
  showNumber: SHOW_NUMBER,
  templates: { "zh-CN": "TTS_100" },
  variables: ["shop", "order", "amount"],
  keys: { "9": "TTS_109" },
});
const makeCalls = (baseUrl: string, timeOut?: number) => aliyunVoice(callSettings(baseUrl), timeOut);

chinaContract("aliyun call", "call", startFakeAliyun, makeCalls, {
  "+8613800000001": rejected("bad_number"),
  "+8613800000002": notSent("recipient_limit", HOUR),
  "+8613800000003": ofProvider("no_credit"),
  "+8613800000005": unknown("aliyun_isp.system_error"),
  "+8613800000007": notSent("throttled"),
  "+85261234567": rejected("country_off"),
});

describe("aliyun calls", () => {
  let fake: AliyunFake;
  afterEach(() => fake.close());
  const call = (channel = makeCalls(fake.url)) => channel.send(aboutOne("call"), forever);

  test("reads an approved template out, lets 9 be pressed, and carries a mark that only the account can make", async () => {
    fake = await startFakeAliyun();
    expect(await call()).toEqual({ kind: "accepted", providerId: fake.calls[0]?.callId });
    const OutId = callMark(ACCESS_KEY.accessKeySecret, sendRequest("call").contactId);
    expect(fake.sends[0]).toEqual({
      CalledShowNumber: SHOW_NUMBER,
      CalledNumber: "13800138000",
      StartCode: "TTS_100",
      StartTtsParams: JSON.stringify({ shop: "毛衣小店", order: "A-1", amount: "¥199.00" }),
      "MenuKeyMap.1.Key": "9",
      "MenuKeyMap.1.Code": "TTS_109",
      PlayTimes: "2",
      Timeout: "5000",
      OutId,
    });
  });

  test("offers other keys beside 9, and a landline is dialled as in the mainland", async () => {
    fake = await startFakeAliyun();
    const channel = aliyunVoice({ ...callSettings(fake.url), keys: { "1": "TTS_101", "9": "TTS_109" } });
    await channel.send(aboutOne("call", { to: "+8657112345678" }), forever);
    expect(fake.sends[0]).toMatchObject({
      CalledNumber: "057112345678",
      "MenuKeyMap.1.Key": "1",
      "MenuKeyMap.2.Key": "9",
      "MenuKeyMap.2.Code": "TTS_109",
    });
  });

  test("is asked how it ended, and where an answered call was not reported there are to be none for an hour", async () => {
    fake = await startFakeAliyun();
    const channel = makeCalls(fake.url);
    await call(channel);
    const [made] = fake.calls;
    if (!made || !channel.lookUp) throw new Error("no call");
    const ask = () => channel.lookUp?.(sentContact("call", { providerId: made.callId }), forever);
    expect(await ask()).toEqual({ kind: "not_found" });
    made.state = "200002";
    expect(await ask()).toMatchObject({ kind: "found", state: "busy", providerId: made.callId });
    expect(await ask()).not.toHaveProperty("pauseMs");
    made.state = "200001";
    expect(await ask()).toMatchObject({ kind: "found", state: "answered", pauseMs: HOUR });
    expect(await channel.lookUp(sentContact("call"), forever)).toEqual({ kind: "not_found" });
  });
});

describe("aliyun", () => {
  let fake: AliyunFake;
  afterEach(() => fake.close());
  const send = (over: Partial<SendRequest> = {}, more: Partial<AliyunSmsSettings> = {}) =>
    aliyunSms(settings(fake.url, more)).send(aboutOne("sms", over), forever);

  test("the vendor's own SDK is understood by the fake, as ours is", async () => {
    fake = await startFakeAliyun();
    const client = new OpenApi(
      new $OpenApiUtil.Config({ ...ACCESS_KEY, endpoint: fake.url.replace("http://", ""), protocol: "HTTP" }),
    );
    const query = {
      PhoneNumbers: "13800138000",
      SignName: SIGN_NAME,
      TemplateCode: "SMS_101",
      TemplateParam: JSON.stringify({ order: "A-1 (*'!)~", code: "KJ8pRwH4hs31" }),
    };
    const params = new $OpenApiUtil.Params({
      action: "SendSms",
      version: "2017-05-25",
      protocol: "HTTP",
      pathname: "/",
      method: "POST",
      authType: "AK",
      style: "RPC",
      reqBodyType: "formData",
      bodyType: "json",
    });
    const answer = await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ query }), new RuntimeOptions({}));
    expect(answer.body).toMatchObject({ Code: "OK", BizId: fake.messages[0]?.bizId });
    await send({ orders: aboutOne("sms").orders.map((order) => ({ ...order, id: "A-1 (*'!)~" })) });
    expect(fake.messages.map(({ phone }) => phone)).toEqual(["13800138000", "13800138000"]);
  });

  test("sends the approved template, with the code of the link and the contact's id", async () => {
    fake = await startFakeAliyun();
    expect(await send()).toEqual({ kind: "accepted", providerId: fake.messages[0]?.bizId });
    expect(fake.messages[0]?.text).toBe(
      "【毛衣小店】您在毛衣小店的订单A-1待付款¥199.00，付款 https://c.example/r/a 拒收请回复R",
    );
    expect(fake.sends[0]).toEqual({
      PhoneNumbers: "13800138000",
      SignName: "毛衣小店",
      TemplateCode: "SMS_100",
      TemplateParam: JSON.stringify({ shop: "毛衣小店", order: "A-1", amount: "¥199.00", code: "a" }),
      OutId: sendRequest("sms").contactId,
    });
  });

  test("a number outside the mainland goes with the country's code and without a plus", async () => {
    fake = await startFakeAliyun();
    await send({ to: "+85261234567" });
    expect(fake.sends[0]).toMatchObject({ PhoneNumbers: "85261234567" });
  });

  test("the template that the shop named for its words goes before the configured ones", async () => {
    fake = await startFakeAliyun();
    await send({ providerTemplate: "SMS_101" }, { variables: ["order", "code"] });
    expect(fake.messages[0]?.text).toBe("【毛衣小店】您的订单A-1待付款，付款 https://c.example/r/a 拒收请回复R");
  });

  test("without a template in the language, a link, or a value that fits, nothing is asked of it", async () => {
    fake = await startFakeAliyun();
    const [order] = aboutOne("sms").orders;
    if (!order) throw new Error("no order");
    expect(await send({ locale: "en" })).toEqual(notSent("template_error"));
    expect(await send({ orders: [{ ...order, payUrl: null }] })).toEqual(notSent("template_error"));
    expect(await send({ orders: [{ ...order, id: "9".repeat(36) }] })).toEqual(notSent("template_error"));
    expect(await send({ orders: sendRequest("sms").orders })).toEqual(notSent("template_error"));
    expect(await send({ purpose: "thank_you" })).toEqual(notSent("template_error"));
    expect(fake.requestCount()).toBe(0);
  });

  test("thanks go by the template that was named for them, without a link", async () => {
    fake = await startFakeAliyun();
    const thanks = { purpose: "thank_you", providerTemplate: "SMS_102" } as const;
    const orders = aboutOne("sms").orders.map((order) => ({ ...order, payUrl: null }));
    expect(await send({ ...thanks, orders })).toMatchObject({ kind: "accepted" });
    expect(fake.messages[0]?.text).toBe("【毛衣小店】感谢您在毛衣小店购物，订单A-1");
  });

  test("many orders are counted where they don't fit, and a shop's brackets are no signature", async () => {
    fake = await startFakeAliyun();
    const [order] = aboutOne("sms").orders;
    if (!order) throw new Error("no order");
    const three = ["20261121-0017", "20261121-0018", "20261121-0019"].map((id) => ({ ...order, id }));
    await send({ orders: three, shopName: "【暖木】毛衣店" });
    expect(fake.messages[0]?.text).toContain("您在暖木 毛衣店的订单20261121-0017等3笔待付款¥597.00");
  });

  test.each([
    ["a wrong key", { accessKeySecret: "wrong-secret-0000000000000" }, "wrong_password"],
    ["a key that is none", { accessKeyId: "LTAI5tSomebodyElse000000" }, "wrong_password"],
    ["a signature that is not approved", { signName: "别人的店" }, "signature_not_approved"],
    ["a template that is not approved", { templates: { zh: "SMS_999" } }, "template_not_approved"],
    ["a template with other variables", { variables: ["order"] }, "template_mismatch"],
  ] as const)("%s is the account's trouble", async (_, over, code) => {
    fake = await startFakeAliyun();
    expect(await send({}, over)).toEqual(ofProvider(code));
  });

  describe("asked what became of", () => {
    const ask = (over: Parameters<typeof sentContact>[1] = {}) =>
      make(fake.url).lookUp?.(sentContact("sms", over), forever);

    test("a message, by the contact's id even where its answer was never read", async () => {
      fake = await startFakeAliyun();
      fake.behave("reset");
      await send();
      const { contactId } = sendRequest("sms");
      expect(await ask()).toMatchObject({ kind: "found", state: "accepted", providerId: contactId });
      const [message] = fake.messages;
      if (!message) throw new Error("no message");
      message.status = 3;
      const at = Math.floor((message.sentAt.getTime() + 4_000) / 1_000) * 1_000;
      const { bizId } = message;
      expect(await ask({ providerId: bizId })).toEqual({ kind: "found", state: "delivered", providerId: bizId, at });
    });

    test.each([
      ["USER_REJECT", "opted_out"],
      ["MOBILE_IN_BLACK", "opted_out"],
      ["MOBILE_NOT_ON_SERVICE", "bad_number"],
      ["SP_UNKNOWN_ERROR", "aliyun_sp_unknown_error"],
    ])("a message that was not delivered, %s", async (errCode, code) => {
      fake = await startFakeAliyun();
      await send();
      for (const message of fake.messages) Object.assign(message, { status: 2, errCode });
      expect(await ask()).toMatchObject({ kind: "found", state: "failed", code });
    });

    test("another's, or another day's, is not ours", async () => {
      fake = await startFakeAliyun();
      await send({ contactId: "0190a3c0-0000-7000-8000-000000000002" as SendRequest["contactId"] });
      expect(await ask()).toEqual({ kind: "not_found" });
      await send();
      expect(await ask({ startedAt: plus(instant(Date.now()), -DAY) })).toEqual({ kind: "not_found" });
      expect(await ask({ to: null })).toEqual({ kind: "not_found" });
      expect(await ask()).toMatchObject({ kind: "found" });
    });

    test("a provider that can't be asked is no answer", async () => {
      fake = await startFakeAliyun();
      const gone = make(await closedPort());
      expect(await gone.lookUp?.(sentContact("sms"), forever)).toEqual({ kind: "no_answer", code: "econnrefused" });
    });
  });
});

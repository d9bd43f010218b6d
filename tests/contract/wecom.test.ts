/** WeCom's customer service against a server that checks and answers as its API does. */
import { afterEach, describe, expect, test } from "vitest";
import { type WecomSettings, wecomChannel } from "#src/channels/wecom/customer-service.ts";
import { closedPort } from "#tests/support/broken-servers.ts";
import { sendRequest } from "#tests/support/channel-contract.ts";
import {
  aboutOne,
  chinaContract,
  forever,
  notSent,
  ofProvider,
  rejected,
  unknown,
} from "#tests/support/china-channel.ts";
import { CORP_ID, OPEN_KFID, SECRET, startFakeWecom, type WecomFake } from "#tests/support/fake-china/wecom.ts";

const settings = (baseUrl: string): WecomSettings => ({
  corpId: CORP_ID,
  secret: SECRET,
  openKfId: OPEN_KFID,
  baseUrl,
});
const make = (baseUrl: string, timeOut?: number) => wecomChannel(settings(baseUrl), timeOut);

chinaContract("wecom im", "im", startFakeWecom, make, {
  wm_nobody: rejected("bad_account"),
  wm_too_many: rejected("recipient_limit"),
  wm_too_late: rejected("outside_window"),
  wm_with_staff: rejected("session_state"),
  wm_busy: unknown("wecom_busy"),
  wm_fast: notSent("throttled"),
});

describe("wecom", () => {
  let fake: WecomFake;
  afterEach(() => fake.close());
  const request = aboutOne("im", { to: "wmAJ2GCAAAme1XQRC" });

  test("writes to the customer, under the contact's id", async () => {
    fake = await startFakeWecom();
    const msgid = sendRequest("im").contactId.replaceAll("-", "");
    expect(await make(fake.url).send(request, forever)).toEqual({ kind: "accepted", providerId: msgid });
    expect(fake.sends).toEqual([
      { touser: "wmAJ2GCAAAme1XQRC", open_kfid: OPEN_KFID, msgid, msgtype: "text", text: { content: "王芳您好" } },
    ]);
  });

  test("writes to the buyer's account at WeCom, never to a number", async () => {
    fake = await startFakeWecom();
    expect(make(fake.url)).toMatchObject({ messenger: { account: "wecom", isPhone: false }, caller: "machine" });
  });

  test("one token serves all, those that ask at once as well", async () => {
    fake = await startFakeWecom();
    const channel = make(fake.url);
    const results = await Promise.all([1, 2, 3].map(() => channel.send(request, forever)));
    await channel.send(request, forever);
    expect(results.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted"]);
    expect([fake.tokenCount(), fake.messages.length]).toEqual([1, 4]);
  });

  test("a token that was withdrawn is renewed, and the message is sent once", async () => {
    fake = await startFakeWecom();
    const channel = make(fake.url);
    await channel.send(request, forever);
    fake.withdraw();
    expect(await channel.send(request, forever)).toMatchObject({ kind: "accepted" });
    expect([fake.tokenCount(), fake.messages.length]).toEqual([2, 2]);
  });

  test("a token is renewed before it ends", async () => {
    fake = await startFakeWecom({ expiresIn: 300 });
    const channel = make(fake.url);
    await channel.send(request, forever);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await channel.send(request, forever);
    expect([fake.tokenCount(), fake.messages.length]).toEqual([2, 2]);
  });

  test("without a token nothing is sent, and the next message asks again", async () => {
    fake = await startFakeWecom();
    const channel = make(fake.url);
    fake.refuseTokens(-1);
    expect(await channel.send(request, forever)).toEqual(notSent("wecom_busy"));
    fake.refuseTokens(60020);
    expect(await channel.send(request, forever)).toEqual(ofProvider("address_not_allowed"));
    expect(fake.requestCount()).toBe(0);
    fake.refuseTokens(null);
    expect(await channel.send(request, forever)).toMatchObject({ kind: "accepted" });
  });

  test.each([
    ["a wrong secret", { secret: "wrong" }, "wrong_password"],
    ["an enterprise that is none", { corpId: "ww0000000000000000" }, "wrong_account"],
    ["another's account of customer service", { openKfId: "wk0000" }, "wrong_sender"],
  ] as const)("%s is the account's trouble", async (_, over, code) => {
    fake = await startFakeWecom();
    const channel = wecomChannel({ ...settings(fake.url), ...over });
    expect(await channel.send(request, forever)).toEqual(ofProvider(code));
  });

  test("a text that is longer than WeCom takes is not sent, nor one to a place that is not there", async () => {
    fake = await startFakeWecom();
    const long = { ...request, text: "请".repeat(683) };
    expect(await make(fake.url).send(long, forever)).toEqual(notSent("template_error"));
    expect(fake.requestCount()).toBe(0);
    expect(await make(await closedPort()).send(request, forever)).toEqual(notSent("econnrefused"));
  });
});

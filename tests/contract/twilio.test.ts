/** Twilio's channels against a server that answers as its API does, by the real SDK. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { TwilioAccount } from "#src/channels/twilio/settings.ts";
import { twilioSms } from "#src/channels/twilio/sms.ts";
import { twilioVoice } from "#src/channels/twilio/voice.ts";
import { twilioWhatsApp } from "#src/channels/twilio/whatsapp.ts";
import type { Channel, SendRequest, SendResult, SentContact } from "#src/domain/channel.ts";
import { HOUR, instant, MINUTE } from "#src/domain/instant.ts";
import { brokenTls, closedPort } from "#tests/support/broken-servers.ts";
import { type ChannelHarness, channelContract, type Rig, sendRequest } from "#tests/support/channel-contract.ts";
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  type Behaviour,
  startFakeTwilio,
  type TwilioFake,
} from "#tests/support/fake-twilio/server.ts";

const FROM = "+15017122661";
const CONTENT = { "zh-CN": `HX${"c".repeat(32)}`, en: `HX${"e".repeat(32)}` };
const forever = new AbortController().signal;
const unknown = (code: string): SendResult => ({ kind: "unknown", code });
const rejected = (code: string): SendResult => ({ kind: "rejected", code });
const notSent = (code: string, retryAfterMs: number | null = null): SendResult => ({
  kind: "not_sent",
  code,
  retryAfterMs,
});

const account = (baseUrl: string): TwilioAccount => ({
  accountSid: ACCOUNT_SID,
  authToken: AUTH_TOKEN,
  baseUrl,
  publicUrl: () => "https://pay.example",
});

const MAKE = {
  sms: (baseUrl: string, timeOut?: number) => twilioSms({ ...account(baseUrl), from: FROM }, timeOut),
  call: (baseUrl: string, timeOut?: number) => twilioVoice({ ...account(baseUrl), from: FROM }, timeOut),
  im: (baseUrl: string, timeOut?: number) =>
    twilioWhatsApp({ ...account(baseUrl), from: FROM, content: CONTENT }, timeOut),
} as const;
type Name = keyof typeof MAKE;

/** About one order: those of the contract's request are in two currencies, which no message of ours is. */
const aboutOne = (channel: Channel): Channel => ({
  ...channel,
  send: (request, signal) => channel.send({ ...request, orders: request.orders.slice(0, 1) }, signal),
});

const rig = (name: Name, behaviour: Behaviour, timeOut?: number) => async (): Promise<Rig> => {
  const fake = await startFakeTwilio();
  fake.behave(behaviour);
  return {
    channel: aboutOne(MAKE[name](fake.url, timeOut)),
    requests: fake.requestCount,
    arrived: fake.nextRequest,
    close: fake.close,
  };
};

const toNumber = (name: Name, to: string) => async (): Promise<Rig> => {
  const made = await rig(name, "accept")();
  return { ...made, channel: { ...made.channel, send: (one, signal) => made.channel.send({ ...one, to }, signal) } };
};

const nowhere =
  (name: Name, find: () => Promise<{ url: string; close?(): Promise<void> }>, timeOut?: number) =>
  async (): Promise<Rig> => {
    const { url, close = async () => {} } = await find();
    return {
      channel: aboutOne(MAKE[name](url, timeOut)),
      requests: () => 0,
      arrived: () => Promise.reject(new Error("Expected no request")),
      close,
    };
  };

const failing = (name: Name): ChannelHarness["failing"] => ({
  "too many requests: not sent, again when Twilio says": {
    rig: rig(name, "throttle"),
    expected: notSent("throttled", 30_000),
  },
  "a full queue of the sender: not sent": { rig: rig(name, "queue_full"), expected: notSent("throttled") },
  "a number that is none: rejected": { rig: toNumber(name, "+15005550001"), expected: rejected("bad_number") },
  "a country that is not switched on: rejected": {
    rig: toNumber(name, "+15005550003"),
    expected: rejected("country_off"),
  },
  "someone who said STOP: rejected": { rig: toNumber(name, "+15005550004"), expected: rejected("opted_out") },
  "a landline: rejected": { rig: toNumber(name, "+15005550009"), expected: rejected("landline") },
  "5xx is unknown": { rig: rig(name, "fail"), expected: unknown("http_500") },
  "a redirect is not followed": { rig: rig(name, "redirect"), expected: unknown("http_307") },
  "2xx with garbage is unknown": { rig: rig(name, "garbage"), expected: unknown("no_id") },
  "2xx without a sid is unknown": { rig: rig(name, "no_sid"), expected: unknown("no_id") },
  "an answer cut short is unknown": { rig: rig(name, "cut"), expected: unknown("econnreset") },
  "no answer is unknown": { rig: rig(name, "hang", 200), expected: unknown("time_out") },
  "reset after the request is unknown": { rig: rig(name, "reset"), expected: unknown("econnreset") },
  "reset while it is written is unknown": { rig: rig(name, "reset_unread"), expected: unknown("econnreset") },
  "connection refused: not sent": {
    rig: nowhere(name, async () => ({ url: await closedPort() })),
    expected: notSent("econnrefused"),
  },
  "TLS failure: not sent": { rig: nowhere(name, () => brokenTls("plain")), expected: notSent("tls") },
  "no handshake within the time: not sent": {
    rig: nowhere(name, () => brokenTls("nothing"), 200),
    expected: notSent("time_out"),
  },
});

for (const name of ["sms", "call", "im"] as const) {
  channelContract(`twilio ${name}`, {
    name,
    accepting: rig(name, "accept"),
    hanging: rig(name, "hang"),
    failing: failing(name),
  });
}

describe("twilio", () => {
  let fake: TwilioFake;
  afterEach(() => fake.close());
  const send = (channel: Channel, over: Partial<SendRequest> = {}) =>
    aboutOne(channel).send({ ...sendRequest(channel.name), ...over }, forever);

  test("a text message waits 5 minutes at most and reports to us, by the contact's id", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cuifu-twilio-"));
    fake = await startFakeTwilio({ ledgerFile: join(folder, "ledger") });
    const result = await send(twilioSms({ ...account(fake.url), from: FROM }));
    expect(result).toEqual({ kind: "accepted", providerId: fake.messages[0]?.sid });
    expect(fake.forms[0]?.form).toEqual({
      To: "+8613800138000",
      From: FROM,
      Body: "王芳您好",
      ValidityPeriod: "300",
      StatusCallback: "https://pay.example/callbacks/twilio/status?contact=0190a3c0-0000-7000-8000-000000000001",
    });
    expect(JSON.parse(readFileSync(join(folder, "ledger"), "utf8"))).toMatchObject({ outcome: "accept" });
    rmSync(folder, { recursive: true });
  });

  test("a messaging service sends in the place of a number", async () => {
    fake = await startFakeTwilio();
    const service = `MG${"d".repeat(32)}`;
    expect(await send(twilioSms({ ...account(fake.url), from: service }))).toMatchObject({ kind: "accepted" });
    expect(fake.forms[0]?.form).toMatchObject({ MessagingServiceSid: service });
    expect(fake.forms[0]?.form).not.toHaveProperty("From");
  });

  test("a base address with a path keeps it", async () => {
    fake = await startFakeTwilio();
    expect(await send(twilioSms({ ...account(`${fake.url}/proxy/`), from: FROM }))).toEqual({
      ...rejected("twilio_20404"),
      fault: "provider",
    });
  });

  test("a call listens for machines, rings 25 s, and asks us what to say", async () => {
    fake = await startFakeTwilio();
    expect(await send(MAKE.call(fake.url))).toEqual({ kind: "accepted", providerId: fake.calls[0]?.sid });
    const contact = "0190a3c0-0000-7000-8000-000000000001";
    expect(fake.forms[0]?.form).toEqual({
      To: "+8613800138000",
      From: FROM,
      Url: `https://pay.example/callbacks/twilio/voice?contact=${contact}`,
      StatusCallback: `https://pay.example/callbacks/twilio/status?contact=${contact}`,
      StatusCallbackEvent: ["initiated", "ringing", "answered", "completed"],
      MachineDetection: "Enable",
      Timeout: "25",
      TimeLimit: "180",
    });
  });

  test("a call is cancelled while it waits or rings, sent to us once it was answered, and left alone when over", async () => {
    fake = await startFakeTwilio();
    const channel = MAKE.call(fake.url);
    const place = async (status: string) => {
      await send(channel);
      const call = fake.calls.at(-1);
      if (!call) throw new Error("no call");
      call.status = status;
      await channel.cancel({ contactId: sendRequest("call").contactId, providerId: call.sid });
      return { status: call.status, url: new URL(call.url).searchParams.get("contact") };
    };
    const contact = sendRequest("call").contactId;
    expect(await place("queued")).toEqual({ status: "canceled", url: contact });
    expect(await place("ringing")).toEqual({ status: "canceled", url: contact });
    expect(await place("in-progress")).toEqual({ status: "in-progress", url: contact });
    expect(fake.forms.at(-1)?.form).toEqual({ Url: expect.stringContaining("/callbacks/twilio/voice?contact=") });
    expect(await place("completed")).toEqual({ status: "completed", url: contact });
    await channel.cancel({ contactId: contact, providerId: "CA00000000000000000000000000000000" });
  });

  test("a call that can't be cancelled says so without the number", async () => {
    fake = await startFakeTwilio();
    const channel = twilioVoice({ ...account(fake.url), authToken: "wrong", from: FROM });
    const cancelled = channel.cancel({ contactId: sendRequest("call").contactId, providerId: `CA${"0".repeat(32)}` });
    await expect(cancelled).rejects.toThrow(/^Twilio did not cancel the call: 20003$/);
  });

  test("WhatsApp: an approved template outside the 24 h window, in the message's language", async () => {
    fake = await startFakeTwilio();
    await send(MAKE.im(fake.url), { text: "ignored" });
    await send(MAKE.im(fake.url), { locale: "en-GB", shopName: "Wool\n& Co" });
    await send(MAKE.im(fake.url), { sinceReply: 24 * HOUR - MINUTE });
    const forms = fake.forms.map(({ form }) => form);
    expect(forms[0]).toEqual({
      To: "whatsapp:+8613800138000",
      From: `whatsapp:${FROM}`,
      ContentSid: CONTENT["zh-CN"],
      ContentVariables: JSON.stringify({ 1: "毛衣小店", 2: "A-1", 3: "¥199.00", 4: "https://c.example/r/a" }),
      ValidityPeriod: "300",
      StatusCallback: expect.stringContaining("contact="),
    });
    expect(forms[1]).toMatchObject({ ContentSid: CONTENT.en, ContentVariables: expect.stringContaining("Wool & Co") });
    expect(forms[2]).not.toHaveProperty("Body");
  });

  test("WhatsApp: the template that the shop named for its words goes before the configured ones", async () => {
    fake = await startFakeTwilio();
    const named = `HX${"b".repeat(32)}`;
    await send(MAKE.im(fake.url), { providerTemplate: named });
    await send(MAKE.im(fake.url), { providerTemplate: named, locale: "fr-FR" });
    expect(fake.forms.map(({ form }) => form)).toMatchObject([{ ContentSid: named }, { ContentSid: named }]);
  });

  test("WhatsApp: our own words inside the window", async () => {
    fake = await startFakeTwilio();
    await send(MAKE.im(fake.url), { sinceReply: 23 * HOUR });
    expect(fake.forms[0]?.form).toMatchObject({ Body: "王芳您好", To: "whatsapp:+8613800138000" });
    expect(fake.forms[0]?.form).not.toHaveProperty("ContentSid");
  });

  test("WhatsApp: without a template in the language, or a link to put in it, there is no message", async () => {
    fake = await startFakeTwilio();
    const noLink = sendRequest("im").orders.slice(1);
    expect(await send(MAKE.im(fake.url), { locale: "fr-FR" })).toEqual(notSent("template_error"));
    expect(await send(MAKE.im(fake.url), { orders: noLink })).toEqual(notSent("template_error"));
    expect(fake.requestCount()).toBe(0);
  });

  test("the wrong password is Twilio's refusal", async () => {
    fake = await startFakeTwilio();
    const channel = twilioSms({ ...account(fake.url), authToken: "wrong", from: FROM });
    expect(await send(channel)).toEqual({ ...rejected("twilio_20003"), fault: "provider" });
  });

  describe("asked what became of", () => {
    const ask = (channel: Channel, over: Partial<SentContact> = {}) => {
      const { contactId, to } = sendRequest(channel.name);
      const sent = { contactId, to, providerId: null, startedAt: instant(Date.now()), ...over };
      if (!channel.lookUp) throw new Error("it can't be asked");
      return channel.lookUp(sent, forever);
    };

    test.each(["sms", "im", "call"] as const)("%s: by its id, whatever else there is", async (name) => {
      fake = await startFakeTwilio();
      await send(MAKE[name](fake.url));
      await send(MAKE[name](fake.url));
      const [made] = name === "call" ? fake.calls : fake.messages;
      if (!made) throw new Error("nothing was sent");
      made.status = name === "call" ? "busy" : "delivered";
      expect(await ask(MAKE[name](fake.url), { providerId: made.sid, to: null })).toEqual({
        kind: "found",
        state: name === "call" ? "busy" : "delivered",
        providerId: made.sid,
        at: expect.any(Number),
      });
      expect(await ask(MAKE[name](fake.url), { providerId: `SM${"0".repeat(32)}` })).toEqual({ kind: "not_found" });
    });

    test.each(["sms", "im", "call"] as const)(
      "%s: by number, sender and time where it is the only one",
      async (name) => {
        fake = await startFakeTwilio();
        fake.behave("reset");
        const channel = MAKE[name](fake.url);
        expect(await send(channel)).toMatchObject({ kind: "unknown" });
        fake.behave("accept");
        const [made] = name === "call" ? fake.calls : fake.messages;
        expect(await ask(channel)).toMatchObject({ kind: "found", state: "accepted", providerId: made?.sid });
        expect(await ask(channel, { startedAt: instant(Date.now() - 10 * MINUTE) })).toEqual({ kind: "not_found" });
        expect(await ask(channel, { to: "+8613800138001" })).toEqual({ kind: "not_found" });
        expect(await ask(channel, { to: null })).toEqual({ kind: "not_found" });
        await send(channel);
        expect(await ask(channel)).toEqual({ kind: "not_found" });
      },
    );

    test("a call by how it ended and who answered", async () => {
      fake = await startFakeTwilio();
      await send(MAKE.call(fake.url));
      const [call] = fake.calls;
      if (!call) throw new Error("no call");
      call.status = "completed";
      for (const [by, state] of [
        ["human", "answered"],
        ["machine_start", "no_answer"],
      ] as const) {
        call.answeredBy = by;
        expect(await ask(MAKE.call(fake.url), { providerId: call.sid })).toMatchObject({ state });
      }
    });

    test("a Twilio that can't be asked is no answer, and proves nothing", async () => {
      fake = await startFakeTwilio();
      const refused = twilioSms({ ...account(fake.url), authToken: "wrong", from: FROM });
      expect(await ask(refused)).toEqual({ kind: "no_answer", code: "http_401" });
      expect(await ask(MAKE.sms(await closedPort()))).toEqual({ kind: "no_answer", code: "econnrefused" });
    });
  });
});

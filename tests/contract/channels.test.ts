import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentChannel } from "#src/channels/agent.ts";
import { buildChannels } from "#src/channels/build.ts";
import { consoleChannel } from "#src/channels/console.ts";
import { httpChannel } from "#src/channels/http.ts";
import type { SendResult } from "#src/domain/channel.ts";
import { brokenTls, closedPort } from "#tests/support/broken-servers.ts";
import { ADDRESS, channelContract, type Rig, sendRequest } from "#tests/support/channel-contract.ts";
import { type Behaviour, type FakeProvider, readLedger, startFakeProvider } from "#tests/support/fake-provider.ts";
import { ACCOUNT_SID, AUTH_TOKEN } from "#tests/support/fake-twilio/server.ts";

const SECRET = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const unknown = (code: string): SendResult => ({ kind: "unknown", code });
const notSent = (code: string, retryAfterMs: number | null = null): SendResult => ({
  kind: "not_sent",
  code,
  retryAfterMs,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cuifu-channels-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fake = (behaviour: Behaviour, retryAfter = "30"): Promise<FakeProvider> =>
  startFakeProvider({ secret: SECRET, ledgerFile: join(folder, "ledger.ndjson"), behaviour, retryAfter });

/** The channel under test before a gateway that behaves so. The long time-out is never waited for. */
const httpRig =
  (behaviour: Behaviour, { timeOut = 10_000, retryAfter = "30" } = {}) =>
  async (): Promise<Rig> => {
    const provider = await fake(behaviour, retryAfter);
    return {
      channel: httpChannel("sms", { provider: "http", url: provider.url, secret: SECRET }, timeOut),
      requests: provider.requestCount,
      arrived: provider.nextRequest,
      close: provider.close,
    };
  };

/** Where nothing of the request can have arrived. */
const unreachableRig =
  (url: string, timeOut = 10_000) =>
  async (): Promise<Rig> => ({
    channel: httpChannel("sms", { provider: "http", url, secret: SECRET }, timeOut),
    requests: () => 0,
    arrived: () => Promise.reject(new Error("Expected no request")),
    close: async () => {},
  });

/** TLS spoken to a server that does not speak it, or that never answers the handshake. */
const tlsRig =
  (answer: "plain" | "nothing", timeOut = 10_000) =>
  async (): Promise<Rig> => {
    const { url, close } = await brokenTls(answer);
    return { ...(await unreachableRig(url, timeOut)()), close };
  };

channelContract("http", {
  name: "sms",
  accepting: httpRig("accept"),
  hanging: httpRig("hang"),
  failing: {
    "429 is throttled, for as long as it says": {
      rig: httpRig("throttle"),
      expected: notSent("throttled", 30_000),
    },
    "429 asking for a year is capped": {
      rig: httpRig("throttle", { retryAfter: "31536000" }),
      expected: notSent("throttled", 3_600_000),
    },
    "429 with a date that has gone by": {
      rig: httpRig("throttle", { retryAfter: "Wed, 21 Oct 2015 07:28:00 GMT" }),
      expected: notSent("throttled", 0),
    },
    "429 with nonsense": { rig: httpRig("throttle", { retryAfter: "soon" }), expected: notSent("throttled") },
    "another 4xx is its own refusal": { rig: httpRig("refuse"), expected: { kind: "rejected", code: "http_422" } },
    "5xx is unknown": { rig: httpRig("fail"), expected: unknown("http_500") },
    "a redirect is not followed": { rig: httpRig("redirect"), expected: unknown("http_307") },
    "2xx without an id is unknown": { rig: httpRig("no_id"), expected: unknown("no_id") },
    "2xx with garbage is unknown": { rig: httpRig("garbage"), expected: unknown("no_id") },
    "an answer too long is unknown": { rig: httpRig("big_body"), expected: unknown("answer_too_long") },
    "an answer cut short is unknown": { rig: httpRig("cut_body"), expected: unknown("econnreset") },
    "an answer that never ends is unknown": {
      rig: httpRig("slow_body", { timeOut: 200 }),
      expected: unknown("time_out"),
    },
    "no answer is unknown": { rig: httpRig("hang", { timeOut: 200 }), expected: unknown("time_out") },
    "reset after the request is unknown": { rig: httpRig("reset"), expected: unknown("econnreset") },
    "reset while it is written is unknown": { rig: httpRig("reset_unread"), expected: unknown("econnreset") },
    "connection refused: not sent": {
      rig: async () => unreachableRig(await closedPort())(),
      expected: notSent("econnrefused"),
    },
    "TLS failure: not sent": { rig: tlsRig("plain"), expected: notSent("tls") },
    "no handshake within the time: not sent": { rig: tlsRig("nothing", 200), expected: notSent("time_out") },
  },
});

test("http: a name that is not found: not sent", async () => {
  const { channel } = await unreachableRig("http://gateway.invalid/")();
  const result = await channel.send(sendRequest("sms"), new AbortController().signal);
  expect(result).toMatchObject({ kind: "not_sent", code: expect.stringMatching(/^(enotfound|eai_again)$/) });
});

describe("http", () => {
  let provider: FakeProvider;
  afterEach(() => provider.close());
  const forever = new AbortController().signal;

  test("posts what the contract says, signed, with the contact's id", async () => {
    provider = await fake("accept");
    const channel = httpChannel("email", { provider: "http", url: `${provider.url}?key=1`, secret: SECRET });
    const result = await channel.send(sendRequest("email"), forever);
    expect(result).toEqual({ kind: "accepted", providerId: "fake-0190a3c0-0000-7000-8000-000000000001" });
    expect(provider.requests()[0]).toMatchObject({
      headers: { "webhook-id": "0190a3c0-0000-7000-8000-000000000001", "content-type": "application/json" },
    });
    expect(provider.requests()[0]?.body).toEqual({
      contact_id: "0190a3c0-0000-7000-8000-000000000001",
      channel: "email",
      shop: "maoyi",
      to: ADDRESS,
      locale: "zh-CN",
      text: "王芳您好",
      subject: "毛衣小店:待付款",
      orders: [
        { id: "A-1", amount: "199.00", currency: "CNY", pay_url: "https://c.example/r/a" },
        { id: "A-2", amount: "500", currency: "JPY", pay_url: null },
      ],
    });
    expect(readLedger(join(folder, "ledger.ndjson"))).toMatchObject([{ orders: ["A-1", "A-2"], answer: "accept" }]);
  });

  test("has no subject where there is none", async () => {
    provider = await fake("accept_number");
    const channel = httpChannel("sms", { provider: "http", url: provider.url, secret: SECRET });
    expect(await channel.send(sendRequest("sms"), forever)).toEqual({ kind: "accepted", providerId: "42" });
    expect(provider.requests()[0]?.body).not.toHaveProperty("subject");
  });

  test("signed with another secret, the gateway refuses it", async () => {
    provider = await fake("accept");
    const other = `whsec_${Buffer.alloc(24, 8).toString("base64")}`;
    const channel = httpChannel("sms", { provider: "http", url: provider.url, secret: other });
    expect(await channel.send(sendRequest("sms"), forever)).toEqual({
      kind: "rejected",
      code: "http_401",
      fault: "provider",
    });
  });
});

/** A stream that keeps what it was given, fails, or never takes it. */
const consoleRig = (mode: "keep" | "fail" | "closed" | "hang") => async (): Promise<Rig & { printed: string[] }> => {
  const printed: string[] = [];
  const first = Promise.withResolvers<void>();
  const out = new Writable({
    write(chunk, _, done) {
      printed.push(String(chunk));
      first.resolve();
      if (mode === "keep") done();
      if (mode === "fail") done(new Error(`EPIPE at ${ADDRESS}`));
    },
  });
  if (mode === "closed") out.destroy();
  return {
    printed,
    channel: consoleChannel("im", out),
    requests: () => printed.length,
    arrived: () => first.promise,
    close: async () => {
      out.destroy();
    },
  };
};

channelContract("console", {
  name: "im",
  accepting: consoleRig("keep"),
  hanging: consoleRig("hang"),
  failing: {
    "a pipe that breaks is unknown": { rig: consoleRig("fail"), expected: unknown("closed") },
    "a closed stream: not sent": { rig: consoleRig("closed"), expected: notSent("closed") },
  },
});

test("console prints one line that doesn't show the address", async () => {
  const rig = await consoleRig("keep")();
  const send = () => rig.channel.send(sendRequest("im"), new AbortController().signal);
  expect(await send()).toEqual(await send());
  expect(rig.printed[0]).toMatch(/^im from maoyi to \S+ about A-1, A-2\n$/);
  expect(rig.printed[0]).not.toContain("138001380");
});

const agentRig = (mode: "open" | "fail" | "hang") => async (): Promise<Rig & { tasks: Set<string> }> => {
  const tasks = new Set<string>();
  const first = Promise.withResolvers<void>();
  const channel = agentChannel({
    async openTask({ contactId }) {
      tasks.add(contactId);
      first.resolve();
      if (mode === "fail") throw new Error(`Connection lost while storing ${ADDRESS}`);
      if (mode === "hang") await new Promise(() => {});
    },
    async closeTask(contactId) {
      tasks.delete(contactId);
    },
  });
  return { tasks, channel, requests: () => tasks.size, arrived: () => first.promise, close: async () => {} };
};

channelContract("agent", {
  name: "call",
  accepting: agentRig("open"),
  hanging: agentRig("hang"),
  failing: { "a desk that fails may have stored it": { rig: agentRig("fail"), expected: unknown("call_desk") } },
});

test("an agent's task is named by the contact and closed by cancelling", async () => {
  const { channel, tasks } = await agentRig("open")();
  const { contactId } = sendRequest("call");
  const result = await channel.send(sendRequest("call"), new AbortController().signal);
  expect(result).toEqual({ kind: "accepted", providerId: contactId });
  expect(channel.caller).toBe("person");
  await channel.cancel({ contactId, providerId: contactId });
  expect(tasks.size).toBe(0);
});

const TENCENT = {
  provider: "tencent",
  secret_id: "AKIDfake",
  secret_key: "fakefake",
  region: "ap-guangzhou",
  app_id: "1400006666",
  sign_name: "毛衣小店",
  templates: { "zh-CN": "1" },
  variables: ["order", "code"],
} as const;
const CALLS = {
  provider: "aliyun",
  access_key_id: "LTAIfake",
  access_key_secret: "fakefake",
  show_number: "057100000000",
  templates: { "zh-CN": "TTS_100" },
  variables: ["order"],
  keys: { 9: "TTS_109" },
} as const;
const WECOM = { provider: "wecom", corp_id: "ww123456", secret: "fakefake", open_kfid: "wk1234" } as const;

describe("buildChannels", () => {
  const needs = {
    out: new Writable(),
    desk: { openTask: async () => {}, closeTask: async () => {} },
    twilio: {
      accountSid: ACCOUNT_SID,
      authToken: AUTH_TOKEN,
      smsFrom: "+15017122661",
      voiceFrom: "+15017122661",
      whatsappFrom: null,
      baseUrl: null,
    },
    publicUrl: () => "https://pay.example",
    mail: { url: null, from: null },
  };
  const settings = {
    call: { provider: "agent" },
    im: { provider: "console" },
    sms: { provider: "http", url: "http://127.0.0.1:9/", secret: SECRET },
    email: { provider: "off" },
  } as const;

  test("gives a channel its rate and its second provider, told apart by name", () => {
    const gateway = { provider: "http", url: "http://127.0.0.1:9/", secret: SECRET } as const;
    const sms = { ...gateway, rate: { perSecond: 10 }, fallback: { ...gateway, rate: { perSecond: 1 } } };
    const channel = buildChannels({ ...settings, sms }, needs).get("sms");
    expect(channel).toMatchObject({
      provider: "http",
      rate: { perSecond: 10 },
      fallback: { provider: "http-fallback", rate: { perSecond: 1 } },
    });
    const other = buildChannels({ ...settings, sms: { ...gateway, fallback: { provider: "console" } } }, needs);
    expect(other.get("sms")?.fallback?.provider).toBe("console");
  });

  test("makes what is on, leaves out what is off", () => {
    const channels = buildChannels(settings, needs);
    expect([...channels].map(([name, { provider }]) => [name, provider])).toEqual([
      ["call", "agent"],
      ["im", "console"],
      ["sms", "http"],
    ]);
  });

  test("makes the providers in China, one standing in for the other", () => {
    const { region: _, app_id: __, secret_id, secret_key, ...rest } = TENCENT;
    const aliyun = { ...rest, provider: "aliyun", access_key_id: secret_id, access_key_secret: secret_key } as const;
    const sms = { ...aliyun, fallback: TENCENT };
    const channels = buildChannels({ ...settings, call: CALLS, im: WECOM, sms }, needs);
    expect([channels.get("call"), channels.get("im"), channels.get("sms")]).toMatchObject([
      { name: "call", provider: "aliyun", caller: "machine" },
      { provider: "wecom" },
      { provider: "aliyun", fallback: { provider: "tencent" } },
    ]);
  });

  test("an override stands in", () => {
    const email = consoleChannel("email", needs.out);
    expect(buildChannels(settings, needs, { email }).get("email")).toBe(email);
  });

  test("makes what Twilio's account and numbers in the environment allow", () => {
    const twilio = { ...settings, call: { provider: "twilio" }, sms: { provider: "twilio" } } as const;
    const channels = buildChannels(twilio, needs);
    expect([channels.get("call"), channels.get("sms")]).toMatchObject([
      { provider: "twilio", caller: "machine" },
      { provider: "twilio", caller: "machine" },
    ]);
    const whatsApp = { ...settings, im: { provider: "twilio-whatsapp", content: {} } } as const;
    expect(() => buildChannels(whatsApp, needs)).toThrow(
      "channels.im.provider: twilio-whatsapp needs TWILIO_WHATSAPP_FROM in the environment",
    );
    const none = { ...needs, twilio: { ...needs.twilio, accountSid: null, authToken: null, smsFrom: null } };
    expect(() => buildChannels({ ...settings, sms: { provider: "twilio" } }, none)).toThrow(
      "channels.sms.provider: twilio needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_SMS_FROM in the environment",
    );
  });

  test.each([
    [{ ...settings, im: TENCENT } as const, /channels\.im\.provider: tencent only sends text messages/],
    [{ ...settings, sms: CALLS } as const, /channels\.sms\.provider: aliyun only calls and sends text messages/],
    [{ ...settings, call: WECOM } as const, /channels\.call\.provider: wecom only sends instant messages/],
    [{ ...settings, sms: { provider: "agent" } } as const, /channels\.sms\.provider: agent only makes calls/],
  ])("names the channel and the provider it can't make", (wrong, message) => {
    expect(() => buildChannels(wrong, needs)).toThrow(message);
  });
});

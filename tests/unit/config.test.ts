import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError, type Environment, parseConfig, readEnv, requireSecretKey } from "#src/config.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const SECRET = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;

const messageOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error instanceof Error ? error.message : "";
  }
  throw new Error("nothing was refused");
};

describe("without any setting", () => {
  it("takes the built-in defaults, which are those of config/cuifu.yaml", () => {
    const config = parseConfig({}, null);
    expect(config).toMatchObject({
      port: 8080,
      host: "127.0.0.1",
      publicUrl: null,
      databaseUrl: null,
      redis: null,
      dataDir: "data",
      secretKey: null,
      logLevel: "info",
      channels: {
        call: { provider: "agent" },
        im: { provider: "console" },
        sms: { provider: "console" },
        email: { provider: "off" },
      },
      outbound: { allow: [] },
    });
    expect(parseConfig({}, readFileSync(new URL("../../config/cuifu.yaml", import.meta.url), "utf8"))).toEqual(config);
  });

  it("is frozen all the way down", () => {
    const config = parseConfig({}, null);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.channels.sms)).toBe(true);
    expect(Object.isFrozen(config.outbound.allow)).toBe(true);
  });
});

describe("the environment", () => {
  it("is read", () => {
    const config = parseConfig(
      readEnv({
        PORT: "0",
        HOST: "0.0.0.0",
        PUBLIC_URL: "https://pay.example/",
        DATABASE_URL: "postgres://u@db/x",
        REDIS_URL: "redis://cache:6379",
        CUIFU_DATA_DIR: "/var/lib/cuifu",
        CUIFU_SECRET_KEY: KEY,
        LOG_LEVEL: "debug",
        TWILIO_ACCOUNT_SID: "AC1",
        SMTP_URL: "smtps://mail.example",
        MAIL_FROM: "Shop <shop@example.com>",
        ALERT_WEBHOOK_URL: "https://alert.example",
        PATH: "/bin",
      }),
      null,
    );
    expect(config).toMatchObject({
      port: 0,
      host: "0.0.0.0",
      publicUrl: "https://pay.example",
      databaseUrl: "postgres://u@db/x",
      redis: { kind: "single", nodes: [{ host: "cache", port: 6379 }], database: 0, tls: false },
      dataDir: "/var/lib/cuifu",
      logLevel: "debug",
      twilio: { accountSid: "AC1", authToken: null },
      smtpUrl: "smtps://mail.example",
      mailFrom: "Shop <shop@example.com>",
      alertWebhookUrl: "https://alert.example",
    });
    expect(config.secretKey).toEqual(new Uint8Array(32).fill(7));
  });

  it("counts an empty variable as not set", () => {
    expect(parseConfig(readEnv({ PORT: "", DATABASE_URL: "" }), null)).toMatchObject({ port: 8080, databaseUrl: null });
  });

  it("needs a secret key with a database of one's own", () => {
    const config = parseConfig({ DATABASE_URL: "postgres://u@db/x" }, null);
    expect(messageOf(() => requireSecretKey(config))).toContain("CUIFU_SECRET_KEY: expected with DATABASE_URL");
    expect(requireSecretKey(parseConfig({ CUIFU_SECRET_KEY: KEY }, null))).toHaveLength(32);
  });

  it("names a variable that starts with CUIFU_ and is not known", () => {
    expect(messageOf(() => readEnv({ CUIFU_DATADIR: "x" }))).toMatch(/CUIFU_DATADIR: unknown .* CUIFU_DATA_DIR/);
  });

  it("allows failpoints in tests alone", () => {
    const failpoint = { CUIFU_FAILPOINT: "after_claim:kill" };
    expect(messageOf(() => parseConfig(failpoint, null))).toContain(
      "CUIFU_FAILPOINT: expected only with NODE_ENV=test",
    );
    expect(parseConfig({ ...failpoint, NODE_ENV: "test" }, null).failpoint).toBe("after_claim:kill");
  });

  it.each<[keyof Environment, string]>([
    ["PORT", "65536"],
    ["PORT", "-1"],
    ["PORT", "eight"],
    ["HOST", "http://x"],
    ["PUBLIC_URL", "ftp://x"],
    ["PUBLIC_URL", "https://x/?a=1"],
    ["DATABASE_URL", "mysql://x"],
    ["REDIS_URL", "http://x"],
    ["REDIS_URL", "redis://one:1,two:2"],
    ["REDIS_URL", "redis+cluster://one:1/2"],
    ["REDIS_URL", "redis://u:%zz@host"],
    ["REDIS_URL", "redis://host:65536"],
    ["CUIFU_SECRET_KEY", Buffer.alloc(31, 7).toString("base64")],
    ["CUIFU_SECRET_KEY", "not base64 at all, but rather long!!!!!!!!!"],
    ["LOG_LEVEL", "loud"],
    ["TWILIO_BASE_URL", "proxy:8080"],
    ["SMTP_URL", "https://x"],
    ["SMTP_URL", "smtp://mail.example/?pool=true"],
    ["MAIL_FROM", "nobody"],
    ["MAIL_FROM", "a@b\r\nBcc: c@d"],
    ["ALERT_WEBHOOK_URL", "javascript:alert(1)"],
  ])("names %s where its value is bad, and never shows the value %s", (name, value) => {
    const message = messageOf(() => parseConfig({ [name]: value }, null));
    expect(message).toMatch(new RegExp(`^${name}: expected `));
    expect(message).not.toContain(value);
  });
});

describe("the file", () => {
  it("replaces what it names and leaves the built-in defaults for the rest", () => {
    const config = parseConfig({}, "channels: { sms: { provider: twilio } }");
    expect(config.channels).toEqual({
      call: { provider: "agent" },
      im: { provider: "console" },
      sms: { provider: "twilio" },
      email: { provider: "off" },
    });
  });

  it.each(["", "# nothing", "channels:\noutbound:", "channels: { sms: {}, email: }"])(
    "may leave all out: %j",
    (file) => {
      expect(parseConfig({}, file)).toEqual(parseConfig({}, null));
    },
  );

  it.each(["off", "false", '"off"'])("takes %s as off", (off) => {
    expect(parseConfig({}, `channels: { email: { provider: ${off} } }`).channels.email).toEqual({ provider: "off" });
  });

  it("takes a gateway of one's own on every channel", () => {
    const own = { provider: "http", url: "http://10.0.0.5:9000/send", secret: SECRET };
    for (const channel of ["call", "im", "sms", "email"] as const) {
      expect(parseConfig({}, JSON.stringify({ channels: { [channel]: own } })).channels[channel]).toEqual(own);
    }
  });

  it("takes the approved templates of WhatsApp by locale", () => {
    const content = { "zh-CN": `HX${"1".repeat(32)}`, en: `HX${"a".repeat(32)}` };
    const im = { provider: "twilio-whatsapp", content };
    expect(parseConfig({}, JSON.stringify({ channels: { im } })).channels.im).toEqual(im);
    expect(parseConfig({}, "channels: { im: { provider: twilio-whatsapp } }").channels.im).toEqual({
      provider: "twilio-whatsapp",
      content: {},
    });
  });

  const ALIYUN = {
    provider: "aliyun",
    access_key_id: "LTAI5tFake0001",
    access_key_secret: "Zm9yVGVzdHM",
    sign_name: "毛衣小店",
    templates: { "zh-CN": "SMS_100" },
  };
  const TENCENT = {
    provider: "tencent",
    secret_id: "AKIDfake0001",
    secret_key: "Gu5t9xGARNpq",
    app_id: "1400006666",
    sign_name: "毛衣小店",
    templates: { "zh-CN": "2000100" },
    variables: ["order", "code"],
  };
  const WECOM = { provider: "wecom", corp_id: "ww1234567890", secret: "fakeSecret01", open_kfid: "wkAJ2GCAAA" };

  const CALLS = {
    provider: "aliyun",
    access_key_id: "LTAI5tFake0001",
    access_key_secret: "Zm9yVGVzdHM",
    show_number: "057100000000",
    templates: { "zh-CN": "TTS_100" },
    keys: { 9: "TTS_109" },
  };

  it("takes calls by Alibaba Cloud, in which 9 can be pressed", () => {
    const call = { ...CALLS, variables: ["shop", "order", "amount"] };
    expect(parseConfig({}, JSON.stringify({ channels: { call: CALLS } })).channels.call).toEqual(call);
    const yaml =
      "channels: { call: { provider: aliyun, access_key_id: LTAI5tFake0001, access_key_secret: Zm9yVGVzdHM, " +
      "show_number: '057100000000', templates: { zh-CN: TTS_100 }, keys: { 9: TTS_109 } } }";
    expect(parseConfig({}, yaml).channels.call).toEqual(call);
  });

  it("takes the providers in China, and one as the second of another", () => {
    const settings = { channels: { sms: { ...ALIYUN, fallback: TENCENT }, im: WECOM } };
    const { sms, im } = parseConfig({}, JSON.stringify(settings)).channels;
    const second = { ...TENCENT, region: "ap-guangzhou" };
    expect(sms).toEqual({ ...ALIYUN, variables: ["shop", "order", "amount", "code"], fallback: second });
    expect(im).toEqual(WECOM);
  });

  it.each([
    [
      { sms: { ...ALIYUN, sign: "x" } },
      "channels.sms.sign: unknown key, expected a map with the keys provider, access_key_id",
    ],
    [{ sms: { ...ALIYUN, access_key_secret: undefined } }, "channels.sms.access_key_secret: expected a key"],
    [{ sms: { ...ALIYUN, sign_name: "【毛衣小店】" } }, "channels.sms.sign_name: expected an approved signature"],
    [{ sms: { ...ALIYUN, templates: { "zh-CN": "100" } } }, "channels.sms.templates.zh-CN: expected SMS_ and digits"],
    [
      { sms: { ...ALIYUN, variables: ["link"] } },
      "channels.sms.variables.0: expected one of shop, order, amount, code",
    ],
    [{ sms: { ...ALIYUN, variables: ["code", "code"] } }, "channels.sms.variables: expected each variable once"],
    [{ sms: { ...ALIYUN, base_url: "proxy" } }, "channels.sms.base_url: expected an http or https address"],
    [{ sms: { ...ALIYUN, fallback: ALIYUN } }, "channels.sms.fallback: expected another provider"],
    [{ sms: { ...TENCENT, app_id: 1_400_006_666 } }, "channels.sms.app_id: expected the SmsSdkAppId in quotes"],
    [{ sms: { ...TENCENT, region: "Guangzhou" } }, "channels.sms.region: expected a region"],
    [
      { call: { ...CALLS, keys: { 1: "TTS_101" } } },
      "channels.call.keys.9: expected TTS_ and digits: what is heard by",
    ],
    [{ call: { ...CALLS, keys: undefined } }, "channels.call.keys: expected a map with the keys 9, and 1 and 2"],
    [{ call: { ...CALLS, keys: { 9: "TTS_109", 3: "TTS_1" } } }, "channels.call.keys.3: unknown key"],
    [{ call: { ...CALLS, variables: ["code"] } }, "channels.call.variables.0: expected one of shop, order, amount"],
    [{ call: { ...CALLS, sign_name: "毛衣小店" } }, "channels.call.sign_name: unknown key"],
    [{ im: { ...WECOM, open_kfid: "kf1" } }, "channels.im.open_kfid: expected an account of 微信客服, wk…"],
    [{ im: { ...WECOM, corp_id: "" } }, "channels.im.corp_id: expected the id of the enterprise"],
    [{ im: TENCENT }, "channels.im.provider: expected one of twilio-whatsapp, wecom, console, http"],
  ])("refuses %j", (channels, message) => {
    expect(() => parseConfig({}, JSON.stringify({ channels }))).toThrow(message);
  });

  it("takes a rate and a second provider", () => {
    const spare = { provider: "http", url: "https://spare.example/", secret: SECRET, rate: { per_second: 0.5 } };
    const sms = { provider: "twilio", rate: { per_second: 10 }, fallback: spare };
    expect(parseConfig({}, JSON.stringify({ channels: { sms } })).channels.sms).toEqual({
      provider: "twilio",
      rate: { perSecond: 10 },
      fallback: { ...spare, rate: { perSecond: 0.5 } },
    });
    const gateway = { provider: "http", url: "https://x", secret: SECRET, fallback: spare };
    expect(parseConfig({}, JSON.stringify({ channels: { im: gateway } })).channels.im.fallback?.provider).toBe("http");
  });

  it("takes the hosts that shops may name", () => {
    expect(
      parseConfig({}, "outbound: { allow: [localhost, '10.0.0.5:8443', '[::1]:80'] }").outbound.allow,
    ).toHaveLength(3);
  });

  it.each([
    ["an unknown section", "chanels: {}", "chanels: unknown key, expected a map with the keys channels, outbound"],
    ["an unknown channel", "channels: { fax: { provider: http } }", "channels.fax: unknown key"],
    [
      "an unknown key of a channel",
      "channels: { sms: { provider: twilio, from: x } }",
      "channels.sms.from: unknown key",
    ],
    [
      "a template that is none",
      "channels: { im: { provider: twilio-whatsapp, content: { en: welcome } } }",
      'channels.im.content.en: expected "HX" and 32 hexadecimal digits',
    ],
    [
      "an unknown messenger",
      "channels: { im: { provider: smoke } }",
      "channels.im.provider: expected one of twilio-whatsapp, wecom, console, http",
    ],
    ["an unknown provider", "channels: { sms: { provider: smoke } }", "channels.sms.provider: expected one of twilio,"],
    [
      "a provider of another channel",
      "channels: { sms: { provider: smtp } }",
      "channels.sms.provider: expected one of",
    ],
    ["off where a channel can't be", "channels: { sms: { provider: off } }", "channels.sms.provider: expected one of"],
    ["a provider without its map", "channels: { sms: twilio }", "channels.sms: expected a map with the key provider"],
    ["http without an address", `channels: { im: { provider: http, secret: ${SECRET} } }`, "channels.im.url: expected"],
    ["http without a secret", "channels: { im: { provider: http, url: 'https://x' } }", "channels.im.secret: expected"],
    [
      "http with a short secret",
      "channels: { im: { provider: http, url: 'https://x', secret: whsec_aGk= } }",
      "channels.im.secret: expected",
    ],
    [
      "http with another scheme",
      `channels: { im: { provider: http, url: 'file:///x', secret: ${SECRET} } }`,
      "channels.im.url: expected",
    ],
    [
      "http with a key too many",
      `channels: { im: { provider: http, url: 'https://x', secret: ${SECRET}, a: 1 } }`,
      "channels.im.a: unknown key",
    ],
    [
      "no rate to speak of",
      "channels: { sms: { rate: { per_second: 0 } } }",
      "channels.sms.rate.per_second: expected at",
    ],
    [
      "a rate in words",
      "channels: { sms: { rate: fast } }",
      "channels.sms.rate: expected a map with the keys per_second",
    ],
    [
      "itself as its second provider",
      "channels: { sms: { provider: twilio, fallback: { provider: twilio } } }",
      "channels.sms.fallback: expected another provider",
    ],
    [
      "a second provider of nothing",
      "channels: { email: { provider: off, fallback: { provider: console } } }",
      "channels.email.fallback: expected another provider",
    ],
    [
      "a third provider",
      "channels: { sms: { provider: twilio, fallback: { provider: console, fallback: { provider: http } } } }",
      "channels.sms.fallback.fallback: unknown key",
    ],
    [
      "a second provider without a name",
      "channels: { sms: { fallback: {} } }",
      "channels.sms.fallback.provider: expected one",
    ],
    ["a list as its second provider", "channels: { sms: { fallback: [] } }", "channels.sms.fallback: expected a map"],
    [
      "an unknown key of outbound",
      "outbound: { deny: [] }",
      "outbound.deny: unknown key, expected a map with the keys allow",
    ],
    ["a host that is none", "outbound: { allow: ['https://x/y'] }", "outbound.allow.0: expected a host"],
    ["one host in place of a list", "outbound: { allow: x }", "outbound.allow: expected a list of hosts"],
    ["a list in place of the map", "- channels", "the configuration file: expected a map with the keys"],
    ["a key twice", "outbound: {}\noutbound: {}", "the configuration file, line 2: expected valid YAML"],
    ["text that is no YAML", "channels: {\n  sms: [", "the configuration file, line"],
  ])("is refused with %s", (_what, file, message) => {
    expect(messageOf(() => parseConfig({}, file))).toContain(message);
  });

  it("never shows a secret that is wrong", () => {
    const file = "channels: { im: { provider: http, url: 'https://x', secret: whsec_topsecret } }";
    expect(messageOf(() => parseConfig({}, file))).not.toContain("topsecret");
  });
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Environment, parseConfig, readEnv } from "#src/config.ts";
import type { Check, Finding } from "#src/doctor/check.ts";
import { mail } from "#src/doctor/mail.ts";
import { gateways } from "#src/doctor/providers.ts";
import { twilio } from "#src/doctor/twilio.ts";
import { brokenTls, closedPort } from "#tests/support/broken-servers.ts";
import { type MailBehaviour, readLetters, startFakeMailServer } from "#tests/support/fake-mail-server.ts";
import { AUTH_TOKEN, startFakeTwilio, type TwilioFake } from "#tests/support/fake-twilio/server.ts";

async function ask(check: Check, environment: Environment, channels: string): Promise<readonly Finding[]> {
  const config = parseConfig(readEnv(environment), `channels: ${channels}`);
  return await check.look({ config, database: null, databaseUrl: null, trouble: null, secretKey: null });
}
const tell = (findings: readonly Finding[]) => findings.map(({ level, text }) => `${level}: ${text}`);

describe("cuifu doctor about Twilio", () => {
  const NUMBER = "+15017122661";
  const SERVICE = `MG${"b".repeat(32)}`;
  const ALL = "{ call: { provider: twilio }, sms: { provider: console, fallback: { provider: twilio } } }";
  let fake: TwilioFake;
  const environment = (over: Environment = {}): Environment => ({
    TWILIO_ACCOUNT_SID: fake.accountSid,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_BASE_URL: fake.url,
    TWILIO_SMS_FROM: NUMBER,
    TWILIO_VOICE_FROM: NUMBER,
    ...over,
  });
  const look = async (over?: Environment, channels = ALL) => {
    const findings = await ask(twilio, environment(over), channels);
    const told = JSON.stringify(findings);
    for (const secret of [AUTH_TOKEN, fake.accountSid, NUMBER, SERVICE]) expect(told).not.toContain(secret);
    for (const { level, mend } of findings) expect(mend === null).toBe(level === "ok");
    return tell(findings);
  };

  beforeEach(async () => {
    fake = await startFakeTwilio();
    return async () => {
      expect(fake.forms).toEqual([]);
      await fake.close();
    };
  });

  it("says nothing where no channel uses it", async () => {
    expect(await look({}, "{ sms: { provider: console } }")).toEqual([]);
  });

  it("finds credentials, account and senders right", async () => {
    expect(await look()).toEqual([
      "ok: takes the credentials, and the account is active",
      "ok: TWILIO_VOICE_FROM is the account's",
      "ok: TWILIO_SMS_FROM is the account's",
    ]);
    fake.account.services.push(SERVICE);
    fake.account.callers.push("+15005550006");
    const others = { TWILIO_SMS_FROM: SERVICE, TWILIO_VOICE_FROM: "+15005550006", TWILIO_WHATSAPP_FROM: NUMBER };
    expect(await look(others, ALL.replace("{ call", "{ im: { provider: twilio-whatsapp }, call"))).toEqual([
      "ok: takes the credentials, and the account is active",
      "ok: TWILIO_VOICE_FROM is the account's",
      "ok: TWILIO_WHATSAPP_FROM: whether it is the account's shows with the first message",
      "ok: TWILIO_SMS_FROM is the account's",
    ]);
  });

  it.each<[string, Environment, string[]]>([
    ["a wrong token", { TWILIO_AUTH_TOKEN: "wrong" }, ["wrong: Twilio refuses the credentials"]],
    [
      "what is not set",
      { TWILIO_AUTH_TOKEN: "", TWILIO_SMS_FROM: "" },
      ["wrong: TWILIO_AUTH_TOKEN, TWILIO_SMS_FROM not set: the service does not start"],
    ],
    [
      "a sender that the account lacks",
      { TWILIO_SMS_FROM: "+15005550009" },
      [
        "ok: takes the credentials, and the account is active",
        "ok: TWILIO_VOICE_FROM is the account's",
        "warning: TWILIO_SMS_FROM is none of the account's",
      ],
    ],
  ])("names %s", async (_, over, told) => {
    expect(await look(over)).toEqual(told);
  });

  it("names an account that may not send, a number that can't call, and a Twilio that is away", async () => {
    fake.account.numbers = [{ phoneNumber: NUMBER, sms: true, voice: false }];
    fake.account.type = "Trial";
    expect(await look()).toEqual([
      "warning: the account is a trial: only numbers that you verified are reached",
      "wrong: TWILIO_VOICE_FROM can't make calls",
      "ok: TWILIO_SMS_FROM is the account's",
    ]);
    fake.account.status = "suspended";
    expect(await look()).toEqual(["wrong: the account is suspended"]);
    expect(await look({ TWILIO_BASE_URL: await closedPort() })).toContain(
      "warning: the account: Twilio does not answer (econnrefused)",
    );
  });
});

describe("cuifu doctor about the mail server", () => {
  const SMTP = "{ email: { provider: smtp } }";
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cuifu-doctor-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const lookAt = async (login: string, behaviour: MailBehaviour = "accept") => {
    const ledgerFile = path.join(folder, "ledger");
    const server = await startFakeMailServer({ ledgerFile, behaviour });
    const at = `127.0.0.1:${server.port}`;
    const environment = { SMTP_URL: `smtp://${login}${at}`, MAIL_FROM: "shop@shop.example" };
    const findings = await ask(mail, environment, SMTP);
    await server.close();
    expect([server.begun(), readLetters(ledgerFile)]).toEqual([0, []]);
    expect(JSON.stringify(findings)).not.toMatch(/nobody|right|secret/);
    return tell(findings).map((line) => line.replace(at, "HOST"));
  };

  it.each<[string, string, MailBehaviour, string]>([
    ["one that lets us in", "nobody:right@", "accept", "ok: HOST takes our login"],
    ["one without a login", "", "accept", "ok: HOST answers; SMTP_URL names no login"],
    ["a wrong password", "nobody:secret@", "accept", "wrong: HOST refuses the login (535)"],
    ["one that refuses us", "nobody:right@", "connect:554", "wrong: HOST answers 554 before any letter"],
    ["one that is busy", "nobody:right@", "connect:421", "warning: HOST answers 421 before any letter"],
    ["one that hangs up", "nobody:right@", "connect:cut", "wrong: HOST can't be connected to (closed)"],
  ])("tells of %s, and sends it nothing", async (_, login, behaviour, told) => {
    expect(await lookAt(login, behaviour)).toEqual([told]);
  });

  it("names what is not set, and a server that is not there", async () => {
    const missing = await ask(mail, {}, SMTP);
    expect(tell(missing)).toEqual(["wrong: SMTP_URL, MAIL_FROM not set: the service does not start"]);
    const { port } = new URL(await closedPort());
    const away = await ask(mail, { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "a@shop.example" }, SMTP);
    expect(tell(away)).toEqual([`wrong: 127.0.0.1:${port} can't be connected to (econnrefused)`]);
    expect(await ask(mail, {}, "{ email: { provider: console } }")).toEqual([]);
  });
});

describe("cuifu doctor about gateways", () => {
  it("names one that speaks no TLS, and a name that nobody knows, also where they stand in for another", async () => {
    const broken = await brokenTls("plain");
    const secret = `whsec_${Buffer.alloc(32).toString("base64")}`;
    const http = (url: string, more = "") => `{ provider: http, url: "${url}", secret: ${secret}${more} }`;
    const channels = `{ sms: ${http("https://gateway.invalid/send", `, fallback: ${http(broken.url)}`)} }`;
    const findings = await ask(gateways, {}, channels);
    expect(tell(findings)).toEqual([
      "wrong: sms: gateway.invalid:443 is a name that nobody knows",
      `wrong: sms: 127.0.0.1:${new URL(broken.url).port} can't be spoken to over TLS`,
    ]);
    expect(findings[0]?.mend).toContain("channels.sms.url");
    await broken.close();
  });
});

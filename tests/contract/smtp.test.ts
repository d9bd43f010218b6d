import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildChannels } from "#src/channels/build.ts";
import { smtpChannel } from "#src/channels/smtp.ts";
import type { Channel, SendRequest, SendResult } from "#src/domain/channel.ts";
import { startNode } from "#tests/support/app.ts";
import { channelContract, type Rig, sendRequest } from "#tests/support/channel-contract.ts";
import {
  type FakeMailOptions,
  type FakeMailServer,
  type MailBehaviour,
  readLetters,
  startFakeMailServer,
} from "#tests/support/fake-mail-server.ts";

const FROM = "毛衣小店 <no-reply@Shop.example>";
const TO = "wang.fang@buyer.example";
const unknown = (code: string): SendResult => ({ kind: "unknown", code });
const notSent = (code: string): SendResult => ({ kind: "not_sent", code, retryAfterMs: null });
const rejected = (code: string): SendResult => ({ kind: "rejected", code });
const refused = (code: string): SendResult => ({ kind: "rejected", code, fault: "provider" });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cuifu-smtp-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (options: Partial<FakeMailOptions> = {}): Promise<FakeMailServer> =>
  startFakeMailServer({ ledgerFile: join(folder, "letters.ndjson"), ...options });

/** The contract's request is made for every channel; here it goes to a mailbox. */
const toMailbox = (channel: Channel): Channel => ({
  ...channel,
  send: (request, signal) => channel.send({ ...request, to: TO }, signal),
});

const rig =
  (
    behaviour: MailBehaviour,
    over: Partial<FakeMailOptions> & { timeOut?: number; login?: string; secure?: boolean } = {},
  ) =>
  async (): Promise<Rig> => {
    const { timeOut, login = "", secure = false, ...options } = over;
    const server = await start({ behaviour, ...options });
    const url = `${secure ? "smtps" : "smtp"}://${login}127.0.0.1:${server.port}`;
    return {
      channel: toMailbox(smtpChannel({ url, from: FROM }, timeOut)),
      requests: server.begun,
      arrived: server.nextBegun,
      close: server.close,
    };
  };

const nowhere = (url: string) => async (): Promise<Rig> => ({
  channel: toMailbox(smtpChannel({ url, from: FROM })),
  requests: () => 0,
  arrived: () => Promise.reject(new Error("Expected no message")),
  close: async () => undefined,
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

let tls: { key: string; cert: string };
beforeAll(() => {
  const made = mkdtempSync(join(tmpdir(), "cuifu-cert-"));
  const [key, cert] = [join(made, "key.pem"), join(made, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...kind, "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  tls = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  rmSync(made, { recursive: true });
});

channelContract("smtp", {
  name: "email",
  accepting: rig("accept"),
  hanging: rig("dot:hang"),
  failing: {
    "refused at the greeting: its own refusal of us": { rig: rig("connect:554"), expected: refused("smtp_554") },
    "busy at the greeting: not sent": { rig: rig("connect:421"), expected: notSent("smtp_421") },
    "cut at the greeting: not sent": { rig: rig("connect:cut"), expected: notSent("closed") },
    "no greeting within the time: not sent": {
      rig: rig("connect:hang", { timeOut: 200 }),
      expected: notSent("time_out"),
    },
    "a wrong password: its own refusal of us": {
      rig: rig("accept", { login: "me:wrong@" }),
      expected: refused("smtp_535"),
    },
    "no login for now: not sent": { rig: rig("auth:454", { login: "me:right@" }), expected: notSent("smtp_454") },
    "the sender refused: its own refusal of us": { rig: rig("mail:550"), expected: refused("smtp_550") },
    "the sender put off: not sent": { rig: rig("mail:451"), expected: notSent("smtp_451") },
    "cut at the sender: not sent": { rig: rig("mail:cut"), expected: notSent("closed") },
    "the mailbox refused": { rig: rig("rcpt:550"), expected: rejected("smtp_550") },
    "the mailbox refused, one command at a time": {
      rig: rig("rcpt:550", { extensions: "none" }),
      expected: rejected("smtp_550"),
    },
    "the mailbox put off: not sent": { rig: rig("rcpt:450"), expected: notSent("smtp_450") },
    "cut at the mailbox, before DATA: not sent": { rig: rig("rcpt:cut"), expected: notSent("closed") },
    "silent at the mailbox: not sent": { rig: rig("rcpt:hang", { timeOut: 200 }), expected: notSent("time_out") },
    "cut within the message: unknown": { rig: rig("data:cut"), expected: unknown("closed") },
    "the message refused": { rig: rig("dot:554"), expected: rejected("smtp_554") },
    "the message put off, in its own words: not sent": { rig: rig("dot:451"), expected: notSent("smtp_451") },
    "closing down after the message: unknown": { rig: rig("dot:421"), expected: unknown("smtp_421") },
    "cut after the final dot: unknown": { rig: rig("dot:cut"), expected: unknown("closed") },
    "silent after the final dot: unknown": { rig: rig("dot:hang", { timeOut: 200 }), expected: unknown("time_out") },
    "connection refused: not sent": {
      rig: async () => nowhere(`smtp://127.0.0.1:${await closedPort()}`)(),
      expected: notSent("econnrefused"),
    },
    "a certificate nobody vouches for: not sent": {
      rig: async () => rig("accept", { tls, secure: true })(),
      expected: notSent("tls"),
    },
    "TLS where none is spoken: not sent": { rig: rig("accept", { secure: true }), expected: notSent("tls") },
  },
});

test("smtp: a name that is not found: not sent", async () => {
  const channel = smtpChannel({ url: "smtp://mail.invalid", from: FROM });
  const result = await channel.send({ ...sendRequest("email"), to: TO }, new AbortController().signal);
  expect(result).toMatchObject({ kind: "not_sent", code: expect.stringMatching(/^(enotfound|eai_again)$/) });
});

describe("a letter", () => {
  let server: FakeMailServer;
  afterEach(() => server.close());

  async function sent(over: Partial<SendRequest> = {}, from = FROM): Promise<{ result: SendResult; raw: string }> {
    server = await start();
    const channel = smtpChannel({ url: `smtp://me:right@127.0.0.1:${server.port}`, from });
    const request = { ...sendRequest("email"), to: TO, ...over };
    const result = await channel.send(request, new AbortController().signal);
    return { result, raw: readLetters(server.ledgerFile)[0]?.raw ?? "" };
  }
  const headersOf = (raw: string): string[] =>
    (raw.split("\r\n\r\n", 1)[0] ?? "").replaceAll(/\r\n[ \t]+/g, " ").split("\r\n");
  const names = (raw: string): string[] => headersOf(raw).map((line) => line.split(":", 1)[0] ?? "");

  test("names its sender, has the contact's own id and the one-click opt-out", async () => {
    const { result, raw } = await sent();
    const id = "<0190a3c0-0000-7000-8000-000000000001@shop.example>";
    expect(result).toEqual({ kind: "accepted", providerId: id });
    expect(headersOf(raw)).toEqual(
      expect.arrayContaining([
        `Message-ID: ${id}`,
        `To: ${TO}`,
        "List-Unsubscribe: <https://c.example/u/t>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Auto-Submitted: auto-generated",
      ]),
    );
    expect(raw).toContain(Buffer.from("王芳您好").toString("base64"));
    expect(readLetters(server.ledgerFile)).toMatchObject([{ from: "no-reply@shop.example", to: [TO], user: "me" }]);
  });

  test("has the shop's name where the operator gave none", async () => {
    const { raw } = await sent({ shopName: "Knits & Co, Ltd." }, "no-reply@shop.example");
    expect(headersOf(raw)).toContain('From: "Knits & Co, Ltd." <no-reply@shop.example>');
  });

  test.each([
    ["the subject", { subject: "Hello\r\nBcc: eve@evil.example\r\n\r\nspam" }],
    ["the shop's name", { shopName: "Shop\r\nBcc: eve@evil.example" }],
    ["the locale", { locale: "en\r\nBcc: eve@evil.example" }],
    ["the opt-out link", { optOutUrl: "https://c.example/u/t\r\nBcc: eve@evil.example" }],
  ])("can't be given a header by %s", async (_, over) => {
    const { result, raw } = await sent(over, "no-reply@shop.example");
    expect(result.kind).toBe("accepted");
    expect(names(raw)).not.toContain("Bcc");
    expect(readLetters(server.ledgerFile)[0]?.to).toEqual([TO]);
  });

  test.each([`${TO}, eve@evil.example`, `${TO}\r\nRCPT TO:<eve@evil.example>`, "no mailbox"])(
    "goes to one mailbox or to none: %j",
    async (to) => {
      const { result } = await sent({ to });
      expect(result).toEqual({ kind: "rejected", code: "smtp_address" });
      expect(readLetters(server.ledgerFile)).toEqual([]);
    },
  );

  test("with a line that is only a dot arrives whole", async () => {
    const { raw } = await sent({ text: "one\n.\ntwo https://c.example/r/a\n" });
    expect(raw).toMatch(/one\r\n\.\r\ntwo https:\/\/c\.example\/r\/a/);
  });
});

test("a mail server in a process of its own keeps what it took, once, when that process is killed before it answers", async () => {
  const ledger = join(folder, "apart.ndjson");
  const args = ["tests/support/fake-mail-server.ts", "--ledger", ledger, "--behaviour", "dot:hang"];
  const command = startNode(args);
  const url = (await command.firstLine).slice("ready ".length);
  const channel = smtpChannel({ url, from: FROM });
  const result = channel.send({ ...sendRequest("email"), to: TO }, new AbortController().signal);
  await expect.poll(() => readLetters(ledger).length).toBe(1);
  command.process.kill("SIGKILL");
  expect(await result).toEqual(unknown("closed"));
  await command.finished;
  expect(readLetters(ledger)).toHaveLength(1);
});

describe("the settings", () => {
  const settings = {
    call: { provider: "agent" },
    im: { provider: "console" },
    sms: { provider: "console" },
    email: { provider: "smtp" },
  } as const;
  const desk = { openTask: async () => undefined, closeTask: async () => undefined };
  const twilio = {
    accountSid: null,
    authToken: null,
    smsFrom: null,
    voiceFrom: null,
    whatsappFrom: null,
    baseUrl: null,
  };
  const build = (mail: { url: string | null; from: string | null }) =>
    buildChannels(settings, { out: process.stderr, desk, mail, twilio, publicUrl: () => "https://pay.example" });

  test("need both the server and the sender", () => {
    expect(() => build({ url: null, from: null })).toThrow("SMTP_URL, MAIL_FROM: expected");
    expect(() => build({ url: "smtp://mail.example", from: null })).toThrow(/^MAIL_FROM: expected/);
    expect(() => build({ url: "smtp://mail.example", from: "a@b.example, c@d.example" })).toThrow(/^MAIL_FROM/);
    expect(build({ url: "smtp://mail.example", from: FROM }).get("email")?.provider).toBe("smtp");
  });

  test("give a password to another host only over TLS", async () => {
    const server = await start();
    // 0.0.0.0 reaches this host and is not named as loopback.
    const channel = smtpChannel({ url: `smtp://me:right@0.0.0.0:${server.port}`, from: FROM });
    const result = await channel.send({ ...sendRequest("email"), to: TO }, new AbortController().signal);
    expect(result.kind).toBe("not_sent");
    expect(readLetters(server.ledgerFile)).toEqual([]);
    await server.close();
  });
});

import type { SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import type { Channel, SendResult } from "../domain/channel.ts";
import { SECOND } from "../domain/instant.ts";
import { SEND_TIME_OUT, withTimeOut } from "./deadline.ts";
import { failureCode } from "./failure-code.ts";
import { messageId, readSender, writeLetter } from "./letter.ts";
import { deliver, logIn, type SmtpFailure, type SmtpServer } from "./smtp-session.ts";

/** Milliseconds for each wait of a session. */
const WAIT = 5 * SECOND;

export interface SmtpSettings {
  /** `SMTP_URL`. */
  readonly url: string;
  /** `MAIL_FROM`. */
  readonly from: string;
}

/** E-mail by a mail server of the operator's. It takes nothing back, and can't be asked. */
export function smtpChannel(settings: SmtpSettings, timeOut: number = SEND_TIME_OUT): Channel {
  const sender = readSender(settings.from);
  if (!sender) throw new Error("MAIL_FROM: expected one e-mail address, with a name before it or not");
  const server = readServer(settings.url);
  return {
    name: "email",
    provider: "smtp",
    caller: "machine",
    async send(request, signal) {
      const letter = await writeLetter(request, sender);
      if (!letter) return { kind: "rejected", code: "smtp_address" };
      const { handedOver, error } = await deliver(server, letter, withTimeOut(signal, timeOut));
      if (error === null) return { kind: "accepted", providerId: messageId(request, sender) };
      return handedOver ? afterData(error) : beforeData(error);
    },
    async cancel() {},
  };
}

/** How a mail server takes us: what went wrong, in words like those of a send, and its own answer where it gave one. */
export type MailLook =
  | { readonly kind: "ready"; readonly at: string; readonly loggedIn: boolean }
  | {
      readonly kind: "failed";
      readonly at: string;
      readonly code: string;
      readonly status: number | null;
      readonly atLogin: boolean;
    };

/** Connects, logs in and leaves, within `timeOut` milliseconds; sends nothing. */
export async function lookAtMailServer(url: string, timeOut: number = WAIT): Promise<MailLook> {
  const server = readServer(url);
  const at = `${server.options.host}:${server.options.port}`;
  const error = await logIn(server, AbortSignal.timeout(timeOut));
  if (error === null) return { kind: "ready", at, loggedIn: server.login !== null };
  const { command, status } = error;
  const code = error.code === "ETLS" ? "tls" : wordFor(error.code);
  return { kind: "failed", at, code, status, atLogin: /^AUTH\b/.test(command ?? "") };
}

/** Certificates are checked; a password goes to another host over TLS or not at all. */
function readServer(text: string): SmtpServer {
  const url = new URL(text);
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(url.username);
  const login = user === "" ? null : { user, pass: decodeURIComponent(url.password) };
  const options: SMTPConnectionOptions = {
    host,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && login !== null && !isLoopback(host),
    connectionTimeout: WAIT,
    greetingTimeout: WAIT,
    dnsTimeout: WAIT,
    socketTimeout: SEND_TIME_OUT,
    tls: { rejectUnauthorized: true, minVersion: "TLSv1.2" },
  };
  return { options, login };
}

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

/** A refusal of the session or of us, and not of the buyer's mailbox. */
const OURS = /^(CONN|API|[EL]?HLO|HELO|STARTTLS|AUTH\b.*|MAIL FROM)$/;

/** Nothing can have been accepted: 5xx is the server's refusal, anything else may be tried again. */
function beforeData({ code, command, status }: SmtpFailure): SendResult {
  if (code === "ETLS") return { kind: "not_sent", code: "tls", retryAfterMs: null };
  if (status !== null && status >= 500) {
    const refused = { kind: "rejected", code: `smtp_${status}` } as const;
    return OURS.test(command ?? "") ? { ...refused, fault: "provider" } : refused;
  }
  // The library would not even ask: the mailbox can't be written in what the server understands.
  if (status === null && code === "EENVELOPE") return { kind: "rejected", code: "smtp_address" };
  return { kind: "not_sent", code: status === null ? wordFor(code) : `smtp_${status}`, retryAfterMs: null };
}

/**
 * The message may be accepted unless the server itself says no. 421 is no such answer: a server that shuts down may say
 * it at any moment, after it took the message too (RFC 5321, section 3.8).
 */
function afterData({ code, status }: SmtpFailure): SendResult {
  if (status === null || code !== "EMESSAGE" || status === 421) {
    return { kind: "unknown", code: status === null ? wordFor(code) : `smtp_${status}` };
  }
  if (status >= 500) return { kind: "rejected", code: `smtp_${status}` };
  return status >= 400
    ? { kind: "not_sent", code: `smtp_${status}`, retryAfterMs: null }
    : { kind: "unknown", code: `smtp_${status}` };
}

/** The library's words for what has no system's word, as other channels have them. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNECTION: "closed",
  ESOCKET: "closed",
  ETIMEDOUT: "time_out",
  TIME_OUT: "time_out",
  SOCKET_TIMEOUT: "time_out",
  CONNECTION_TIMEOUT: "time_out",
  GREETING_TIMEOUT: "time_out",
  EDNS: "enotfound",
};

const wordFor = (code: unknown): string => (typeof code === "string" ? WORDS[code] : undefined) ?? failureCode(code);

import type { Writable } from "node:stream";
import { CHANNELS, type Channel, type ChannelName } from "../domain/channel.ts";
import type { Rate } from "../domain/rate.ts";
import { agentChannel, type CallDesk } from "./agent.ts";
import { type AliyunCallsForm, type AliyunSmsForm, buildAliyun } from "./aliyun/build.ts";
import { consoleChannel } from "./console.ts";
import { type HttpSettings, httpChannel } from "./http.ts";
import { type SmtpSettings, smtpChannel } from "./smtp.ts";
import { buildTencent, type TencentForm } from "./tencent/build.ts";
import { buildTwilio, type TwilioEnvironment } from "./twilio/build.ts";
import { buildWecom, type WecomForm } from "./wecom/build.ts";

/** One channel's part of the configuration (contract.md, "Configuration"). */
export type ChannelSettings = ProviderSettings & { readonly fallback?: ProviderSettings | undefined };

type ProviderSettings = { readonly rate?: Rate | undefined } & (
  | HttpSettings
  | { readonly provider: "off" | "console" | "agent" }
  | { readonly provider: "smtp" }
  | { readonly provider: "twilio" }
  | { readonly provider: "twilio-whatsapp"; readonly content: Readonly<Record<string, string>> }
  | AliyunSmsForm
  | AliyunCallsForm
  | TencentForm
  | WecomForm
);

/** What providers need from the rest of the program. */
export interface ChannelNeeds {
  /** Where `console` prints. */
  readonly out: Writable;
  readonly desk: CallDesk;
  /** `SMTP_URL` and `MAIL_FROM`. */
  readonly mail: { readonly url: string | null; readonly from: string | null };
  readonly twilio: TwilioEnvironment;
  /** Where providers reach this service, without a slash at the end; known only once it listens. */
  readonly publicUrl: () => string;
}

/**
 * The channels that are on. `overrides` stand in for what the configuration says, for tests and the demo. Throws an
 * error that names the channel and the provider where it has no such provider.
 */
export function buildChannels(
  settings: Readonly<Record<ChannelName, ChannelSettings>>,
  needs: ChannelNeeds,
  overrides: Readonly<Partial<Record<ChannelName, Channel>>> = {},
): ReadonlyMap<ChannelName, Channel> {
  const channels = new Map<ChannelName, Channel>();
  for (const name of CHANNELS) {
    const channel = overrides[name] ?? buildWithFallback(name, settings[name], needs);
    if (channel) channels.set(name, channel);
  }
  return channels;
}

function buildWithFallback(name: ChannelName, settings: ChannelSettings, needs: ChannelNeeds): Channel | null {
  const channel = buildLimited(name, settings, needs);
  const second = settings.fallback ? buildLimited(name, settings.fallback, needs) : null;
  if (!channel || !second) return channel;
  // Two gateways are told apart: what was tried with which is kept by their names.
  const provider = second.provider === channel.provider ? `${second.provider}-fallback` : second.provider;
  return { ...channel, fallback: { ...second, provider } };
}

function buildLimited(name: ChannelName, settings: ProviderSettings, needs: ChannelNeeds): Channel | null {
  const channel = buildChannel(name, settings, needs);
  return channel && settings.rate ? { ...channel, rate: settings.rate } : channel;
}

function buildChannel(name: ChannelName, settings: ProviderSettings, needs: ChannelNeeds): Channel | null {
  const { provider } = settings;
  const refuse = (why: string) => new Error(`channels.${name}.provider: ${provider} ${why}; use http or console`);
  switch (provider) {
    case "off":
      return null;
    case "console":
      return consoleChannel(name, needs.out);
    case "agent":
      if (name !== "call") throw refuse("only makes calls");
      return agentChannel(needs.desk);
    case "http":
      return httpChannel(name, settings);
    case "twilio":
    case "twilio-whatsapp":
      return buildTwilio(name, settings, needs);
    case "smtp":
      if (name !== "email") throw refuse("only sends e-mail");
      return smtpChannel(mailSettings(needs.mail));
    case "aliyun":
      if (name !== ("sign_name" in settings ? "sms" : "call")) throw refuse("only calls and sends text messages");
      return buildAliyun(settings);
    case "tencent":
      if (name !== "sms") throw refuse("only sends text messages");
      return buildTencent(settings);
    case "wecom":
      if (name !== "im") throw refuse("only sends instant messages");
      return buildWecom(settings);
    default:
      return settings satisfies never;
  }
}

function mailSettings({ url, from }: ChannelNeeds["mail"]): SmtpSettings {
  if (url !== null && from !== null) return { url, from };
  const missing = [url === null ? "SMTP_URL" : null, from === null ? "MAIL_FROM" : null].filter(
    (name) => name !== null,
  );
  throw new Error(`${missing.join(", ")}: expected, because channels.email.provider is smtp`);
}

import type { Channel, ChannelName } from "../../domain/channel.ts";
import type { TwilioAccount } from "./settings.ts";
import { twilioSms } from "./sms.ts";
import { twilioVoice } from "./voice.ts";
import { twilioWhatsApp } from "./whatsapp.ts";

/** The environment's part of the settings; null where a variable is not set. */
export interface TwilioEnvironment {
  readonly accountSid: string | null;
  readonly authToken: string | null;
  readonly smsFrom: string | null;
  readonly voiceFrom: string | null;
  readonly whatsappFrom: string | null;
  readonly baseUrl: string | null;
}

export type TwilioChannelSettings =
  | { readonly provider: "twilio" }
  | { readonly provider: "twilio-whatsapp"; readonly content: Readonly<Record<string, string>> };

const SENDERS = {
  call: { key: "voiceFrom", variable: "TWILIO_VOICE_FROM" },
  sms: { key: "smsFrom", variable: "TWILIO_SMS_FROM" },
  im: { key: "whatsappFrom", variable: "TWILIO_WHATSAPP_FROM" },
} as const;

/** Throws an error that names each variable that is missing, or is no account of Twilio's. */
export function buildTwilio(
  name: ChannelName,
  settings: TwilioChannelSettings,
  needs: { readonly twilio: TwilioEnvironment; readonly publicUrl: () => string },
): Channel {
  const { accountSid, authToken, baseUrl } = needs.twilio;
  const where = `channels.${name}.provider: ${settings.provider}`;
  if (name === "email") throw new Error(`${where} sends no e-mail; use smtp, http or console`);
  const sender = SENDERS[name];
  const from = needs.twilio[sender.key];
  if (accountSid === null || authToken === null || from === null) {
    const wanted = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, [sender.variable]: from };
    const missing = Object.entries(wanted).flatMap(([variable, value]) => (value === null ? [variable] : []));
    throw new Error(`${where} needs ${missing.join(", ")} in the environment`);
  }
  if (!accountSid.startsWith("AC")) throw new Error(`TWILIO_ACCOUNT_SID: expected AC… (${where})`);
  const account: TwilioAccount = { accountSid, authToken, baseUrl, publicUrl: needs.publicUrl };
  if (settings.provider === "twilio-whatsapp") return twilioWhatsApp({ ...account, from, content: settings.content });
  return name === "call" ? twilioVoice({ ...account, from }) : twilioSms({ ...account, from });
}

import { type AccountLook, lookAtAccount, lookAtSender, type SenderLook } from "../channels/twilio/look.ts";
import type { Config } from "../config.ts";
import { providersOf } from "../configured-providers.ts";
import { ANSWER_WITHIN, type Check, type Finding, ok, warning, wrong } from "./check.ts";

const SENDERS = {
  call: { key: "voiceFrom", variable: "TWILIO_VOICE_FROM", does: "make calls" },
  im: { key: "whatsappFrom", variable: "TWILIO_WHATSAPP_FROM", does: "send WhatsApp messages" },
  sms: { key: "smsFrom", variable: "TWILIO_SMS_FROM", does: "send text messages" },
} as const;
type SendingChannel = keyof typeof SENDERS;

/** Twilio: whether it takes the credentials, the account is active, and the senders are the account's. */
export const twilio: Check = {
  name: "twilio",
  async look({ config }) {
    const channels = providersOf(config).flatMap(({ channel, settings }) =>
      settings.provider.startsWith("twilio") && channel !== "email" ? [channel] : [],
    );
    if (channels.length === 0) return [];
    const { accountSid, authToken, baseUrl } = config.twilio;
    const missing = missingOf(config, channels);
    if (accountSid === null || authToken === null || missing.length > 0) {
      const where = "from the front page of Twilio's console (docs/channels.md)";
      return [wrong(`${missing.join(", ")} not set: the service does not start`, `set it, ${where}`)];
    }
    const account = { accountSid, authToken, baseUrl, publicUrl: () => config.publicUrl ?? "" };
    const within = () => AbortSignal.timeout(ANSWER_WITHIN);
    const findings = judgeAccount(await lookAtAccount(account, within()), baseUrl !== null);
    // Whoever is not let in is told the same of everything else.
    if (findings.some(({ level }) => level === "wrong")) return findings;
    const looks = channels.map(async (channel) => {
      const from = config.twilio[SENDERS[channel].key] ?? "";
      return judgeSender(channel, await lookAtSender(account, channel, from, within()), baseUrl !== null);
    });
    return [...findings, ...(await Promise.all(looks))];
  },
};

const missingOf = ({ twilio: { accountSid, authToken, ...senders } }: Config, channels: readonly SendingChannel[]) => [
  ...(accountSid === null ? ["TWILIO_ACCOUNT_SID"] : []),
  ...(authToken === null ? ["TWILIO_AUTH_TOKEN"] : []),
  ...channels.flatMap((channel) => (senders[SENDERS[channel].key] === null ? [SENDERS[channel].variable] : [])),
];

const BEHIND = "what TWILIO_BASE_URL leads to need not show it; without it, check the name";

function judgeAccount(look: AccountLook, isBehind: boolean): Finding[] {
  switch (look.kind) {
    case "account":
      if (look.status !== "active") {
        return [wrong(`the account is ${look.status}`, "see Twilio's console: billing, or a notice of Twilio's")];
      }
      if (!look.isTrial) return [ok("takes the credentials, and the account is active")];
      return [
        warning("the account is a trial: only numbers that you verified are reached", "upgrade it in Twilio's console"),
      ];
    case "refused": {
      const mend = "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN anew from the front page of Twilio's console";
      return [wrong("Twilio refuses the credentials", mend)];
    }
    case "missing":
      return [
        isBehind
          ? warning("the account is not shown", BEHIND)
          : wrong("there is no such account", "check TWILIO_ACCOUNT_SID: AC… of the account, not SK… of a key"),
      ];
    case "no_answer":
      return [noAnswer("the account", look.code)];
    default:
      return look satisfies never;
  }
}

/** Its number is not told. */
function judgeSender(channel: SendingChannel, look: SenderLook, isBehind: boolean): Finding {
  const { variable, does } = SENDERS[channel];
  switch (look.kind) {
    case "ours":
      if (look.able) return ok(`${variable} is the account's`);
      return wrong(`${variable} can't ${does}`, "buy a number that can, or enable it in Twilio's console");
    case "unlisted":
      return ok(`${variable}: whether it is the account's shows with the first message`);
    case "missing": {
      const text = `${variable} is none of the account's`;
      return isBehind
        ? warning(text, BEHIND)
        : wrong(text, "see Phone Numbers and Messaging Services in Twilio's console");
    }
    case "refused":
      return wrong(`${variable} can't be looked at with these credentials`, "use the account's own SID and auth token");
    case "no_answer":
      return noAnswer(variable, look.code);
    default:
      return look satisfies never;
  }
}

const noAnswer = (what: string, code: string): Finding =>
  warning(
    `${what}: Twilio does not answer (${code})`,
    "check the network, and TWILIO_BASE_URL where it is set; reminders wait and are tried again",
  );

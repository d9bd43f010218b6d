import type { Channel, SendRequest } from "../../domain/channel.ts";
import { HOUR, MINUTE } from "../../domain/instant.ts";
import { formatMoney } from "../../domain/money.ts";
import { inLanguage, line, NO_MESSAGE, totalDue } from "../approved-template.ts";
import { lookUpMessage } from "./look-up.ts";
import { outcomeOf } from "./outcome.ts";
import { delivery, sender, type TwilioSender } from "./sms.ts";

/** WhatsApp takes free text for 24 h after the buyer last wrote; what is queued must arrive within them. */
const FREE_TEXT_MS = 24 * HOUR - 6 * MINUTE;

export interface TwilioWhatsAppSettings extends TwilioSender {
  /** The approved content template (`HX…`) of each locale; docs/channels.md names its variables. */
  readonly content: Readonly<Record<string, string>>;
}

/**
 * WhatsApp by Twilio: our own words while the buyer's 24 h window is open, an approved template outside it. Where there
 * is none in the message's language, or the template's link is missing, the message counts as one that can't be made.
 */
export function twilioWhatsApp(settings: TwilioWhatsAppSettings, timeOut?: number): Channel {
  const from = settings.from.startsWith("MG") ? settings.from : whatsAppAddress(settings.from);
  return {
    name: "im",
    provider: "twilio-whatsapp",
    caller: "machine",
    messenger: { account: "whatsapp", isPhone: true },
    async send(request, signal) {
      const words = wordsOf(settings.content, request);
      if (words === null) return NO_MESSAGE;
      const { openClient } = await import("./once-client.ts");
      const message = {
        to: whatsAppAddress(request.to),
        ...words,
        ...sender(from),
        ...delivery(settings, request.contactId),
      };
      return await outcomeOf(openClient(settings, signal, timeOut).messages.create(message));
    },
    async cancel() {},
    lookUp: ({ to, ...contact }, signal) =>
      lookUpMessage({ ...settings, from }, { ...contact, to: to === null ? null : whatsAppAddress(to) }, signal),
  };
}

const whatsAppAddress = (address: string): string => `whatsapp:${address.replace(/^whatsapp:/i, "")}`;

function wordsOf(content: TwilioWhatsAppSettings["content"], request: SendRequest) {
  if (request.sinceReply !== undefined && request.sinceReply < FREE_TEXT_MS) return { body: request.text };
  const contentSid = request.providerTemplate ?? inLanguage(content, request.locale);
  const variables = contentVariables(request);
  return contentSid === null || variables === null ? null : { contentSid, contentVariables: JSON.stringify(variables) };
}

/** 1 the shop, 2 the orders, 3 what is due, 4 where it is paid. None may be empty or break a line (error 63028). */
function contentVariables({ shopName, orders, locale }: SendRequest): Record<"1" | "2" | "3" | "4", string> | null {
  const link = orders.find(({ payUrl }) => payUrl !== null)?.payUrl;
  const due = totalDue(orders);
  if (link === undefined || link === null || due === null) return null;
  return {
    "1": line(shopName),
    "2": line(orders.map(({ id }) => id).join(", ")),
    "3": formatMoney(due, locale),
    "4": link,
  };
}

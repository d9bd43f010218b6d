import type { Channel } from "../../domain/channel.ts";
import { lookUpMessage } from "./look-up.ts";
import { outcomeOf } from "./outcome.ts";
import { callbackUrl, type TwilioAccount } from "./settings.ts";

/**
 * Seconds a message may wait in Twilio's queue. Short, because an order may be paid while it waits and a message can't
 * be called back for sure.
 */
const VALIDITY_SECONDS = 300;

export interface TwilioSender extends TwilioAccount {
  /** A number, a sender's name, or the `MG…` of a messaging service. */
  readonly from: string;
}

/** Text messages by Twilio. `cancel` does nothing: most have left Twilio's queue before it could. */
export function twilioSms(settings: TwilioSender, timeOut?: number): Channel {
  return {
    name: "sms",
    provider: "twilio",
    caller: "machine",
    async send({ contactId, to, text }, signal) {
      const { openClient } = await import("./once-client.ts");
      const message = { to, body: text, ...sender(settings.from), ...delivery(settings, contactId) };
      return await outcomeOf(openClient(settings, signal, timeOut).messages.create(message));
    },
    async cancel() {},
    lookUp: (contact, signal) => lookUpMessage(settings, contact, signal),
  };
}

export const sender = (from: string) => (from.startsWith("MG") ? { messagingServiceSid: from } : { from });

/** How long it may wait, and where Twilio tells what became of it. */
export const delivery = (account: TwilioAccount, contactId: string) => ({
  validityPeriod: VALIDITY_SECONDS,
  statusCallback: callbackUrl(account, "status", contactId),
});

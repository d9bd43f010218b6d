/** What Twilio says of an account and of who sends for it. Asked by GET alone: it costs nothing, and sends nothing. */
import { numbersOf, Unanswered } from "./outcome.ts";
import type { TwilioAccount } from "./settings.ts";

/** `refused`: the credentials are wrong. `missing`: there is no such thing. `no_answer`: nobody knows. */
export type NotSeen =
  | { readonly kind: "refused" }
  | { readonly kind: "missing" }
  | { readonly kind: "no_answer"; readonly code: string };

export type AccountLook = { readonly kind: "account"; readonly status: string; readonly isTrial: boolean } | NotSeen;

/** `unlisted`: Twilio has no list of such senders that costs nothing to ask. */
export type SenderLook = { readonly kind: "ours"; readonly able: boolean } | { readonly kind: "unlisted" } | NotSeen;

export const lookAtAccount = (account: TwilioAccount, signal: AbortSignal): Promise<AccountLook> =>
  seen(async () => {
    const { api } = await open(account, signal);
    const { status, type } = await api.v2010.accounts(account.accountSid).fetch();
    return { kind: "account", status, isTrial: type === "Trial" };
  });

/** @param channel what it sends; a WhatsApp number or a sender's name can't be looked at. */
export const lookAtSender = (
  account: TwilioAccount,
  channel: "call" | "im" | "sms",
  from: string,
  signal: AbortSignal,
): Promise<SenderLook> =>
  seen(async () => {
    const client = await open(account, signal);
    if (/^MG[0-9a-f]{32}$/i.test(from)) {
      await client.messaging.v1.services(from).fetch();
      return { kind: "ours", able: true };
    }
    if (channel === "sms" && /^\d{3,6}$/.test(from)) {
      const codes = await client.shortCodes.list({ shortCode: from, limit: 1, pageSize: 1 });
      return codes.length > 0 ? { kind: "ours", able: true } : { kind: "missing" };
    }
    if (channel === "im" || !/^\+\d+$/.test(from)) return { kind: "unlisted" };
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: from, limit: 1, pageSize: 1 });
    if (number?.phoneNumber === from) {
      return {
        kind: "ours",
        able: (channel === "sms" ? number.capabilities.sms : number.capabilities.voice) !== false,
      };
    }
    if (channel === "sms") return { kind: "missing" };
    // A number of somebody's own may call as well, once it was verified.
    const [caller] = await client.outgoingCallerIds.list({ phoneNumber: from, limit: 1, pageSize: 1 });
    return caller?.phoneNumber === from ? { kind: "ours", able: true } : { kind: "missing" };
  });

async function open(account: TwilioAccount, signal: AbortSignal) {
  const { openClient } = await import("./once-client.ts");
  return openClient(account, signal);
}

async function seen<Look>(look: () => Promise<Look>): Promise<Look | NotSeen> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Unanswered) {
      const { result } = error;
      return { kind: "no_answer", code: "code" in result ? result.code : "unreadable" };
    }
    const { status } = numbersOf(error);
    if (status === 401 || status === 403) return { kind: "refused" };
    if (status === 404) return { kind: "missing" };
    return { kind: "no_answer", code: status === null ? "unreadable" : `http_${status}` };
  }
}

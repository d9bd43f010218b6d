/** What Twilio's own words and numbers mean for a contact. */
import { OPTED_OUT } from "./channel.ts";
import type { ContactState } from "./states.ts";

/** By https://www.twilio.com/docs/api/errors. */
const WORDS: { readonly [code: number]: string } = {
  // The person said no, to this sender or on their telephone.
  21610: OPTED_OUT,
  63014: OPTED_OUT,
  // The number is none, is of a kind that takes no messages, or is not on WhatsApp.
  13224: "bad_number",
  21211: "bad_number",
  21217: "bad_number",
  21265: "bad_number",
  21268: "bad_number",
  30005: "bad_number",
  63003: "bad_number",
  63024: "bad_number",
  21614: "landline",
  21635: "landline",
  30006: "landline",
  30003: "unreachable",
  // Stopped on the way for what it says or who sends it.
  30004: "filtered",
  30007: "filtered",
  30034: "filtered",
  63032: "filtered",
  63049: "filtered",
  63018: "throttled",
  // Of the account: the country is not switched on, no route, a message that WhatsApp's window does not allow.
  21215: "country_off",
  21408: "country_off",
  21612: "no_route",
  63016: "outside_window",
  // Waited longer than the `ValidityPeriod` we give it.
  30036: "too_late",
};

/** The word for a code of Twilio's, or `twilio_<code>`. */
export const twilioWord = (code: number): string => WORDS[code] ?? `twilio_${code}`;

/**
 * Refusals of us and not of the buyer: password, account, sender, callback address. Every message would be refused alike,
 * so the provider counts as in trouble. Not those of a country: another buyer's may be switched on.
 */
const OF_ACCOUNT: readonly number[] = [
  20003, 20005, 20404, 21212, 21603, 21606, 21609, 21659, 21660, 21661, 21703, 21704, 21705, 30002, 63007,
];

export const isOfAccount = (code: number): boolean => OF_ACCOUNT.includes(code);

/** What Twilio tells of a contact: `accepted` says no more than that it has it. */
export type TwilioState = ContactState &
  ("accepted" | "cancelled" | "delivered" | "read" | "answered" | "no_answer" | "busy" | "failed");

/** `MessageStatus` (https://www.twilio.com/docs/messaging/api/message-resource); null where we don't know the word. */
export function messageState(status: string): TwilioState | null {
  switch (status) {
    case "accepted":
    case "scheduled":
    case "queued":
    case "sending":
    case "sent":
    case "partially_delivered":
      return "accepted";
    case "delivered":
    case "read":
      return status;
    case "undelivered":
    case "failed":
    case "canceled":
      return "failed";
    default:
      return null;
  }
}

/**
 * `CallStatus` (https://www.twilio.com/docs/voice/api/call-resource), with what answering machine detection found. Who
 * answered is known for sure only when the call is over: until then it counts as placed.
 */
export function callState(status: string, answeredBy: string | null): TwilioState | null {
  switch (status) {
    case "queued":
    case "initiated":
    case "ringing":
    case "in-progress":
      return "accepted";
    case "completed":
      return isMachine(answeredBy) ? "no_answer" : "answered";
    case "busy":
    case "failed":
      return status;
    case "no-answer":
      return "no_answer";
    case "canceled":
      return "cancelled";
    default:
      return null;
  }
}

/** `machine_start`, `machine_end_…`, `fax`. Where Twilio is not sure (`unknown`), a human may have heard it. */
export const isMachine = (answeredBy: string | null): boolean =>
  answeredBy !== null && /^(machine|fax)/.test(answeredBy);

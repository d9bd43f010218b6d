import type { ContactId } from "./brand.ts";
import type { Instant } from "./instant.ts";
import type { Money } from "./money.ts";
import type { Rate } from "./rate.ts";
import type { ReportedState } from "./states.ts";

/** Ways to reach a buyer, in the order sellers prefer them (domain.md, R4). */
export const CHANNELS = ["call", "im", "sms", "email"] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** Why a contact is made. One permit per order, purpose and channel. */
export const PURPOSES = ["payment_reminder", "thank_you"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** One order as a message names it: the shop's own id, the amount due and the link that reopens it (domain.md, R9). */
export interface MessageOrder {
  readonly id: string;
  readonly amount: Money;
  /** Our `/r/` link; null where the shop gave no `pay_url`. */
  readonly payUrl: string | null;
}

/** Everything a provider needs to send one message or place one call. Plain data, personal: never logged. */
export interface SendRequest {
  readonly contactId: ContactId;
  readonly channel: ChannelName;
  readonly purpose: Purpose;
  /** The shop's slug. */
  readonly shop: string;
  readonly shopName: string;
  /** E.164 for call and sms, an address for email, the buyer's account for im. */
  readonly to: string;
  /** BCP 47. */
  readonly locale: string;
  readonly subject: string | null;
  readonly text: string;
  readonly orders: readonly MessageOrder[];
  /** Our `/u/` link: whoever posts to it gets no more reminders. */
  readonly optOutUrl: string;
  /** Milliseconds since the buyer last wrote to us on this channel; left out where they have not. */
  readonly sinceReply?: number;
  /** Id of the text's own at this provider, where it sends only what it approved and the shop named one; else null. */
  readonly providerTemplate: string | null;
}

/** The `code` of a refusal by which every provider says that the person wants no messages: it suppresses them. */
export const OPTED_OUT = "opted_out";

/**
 * What became of one provider request.
 * - `accepted`: the provider took it.
 * - `rejected`: the provider's own refusal (its 4xx): final for that provider. `fault` tells where the reason is the
 *   provider's and not the buyer's address (a wrong password, an account without credit): another may be asked instead.
 * - `not_sent`: proof that the provider took nothing (no byte was written, or 429): may be tried again.
 * - `unknown`: anything else. Never sent again.
 */
export type SendResult =
  | { readonly kind: "accepted"; readonly providerId: string }
  | { readonly kind: "rejected"; readonly code: string; readonly fault?: "provider" }
  | { readonly kind: "not_sent"; readonly code: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unknown"; readonly code: string };

/** A request that was, or may have been, handed to a provider. Personal: never logged. */
export interface SentContact {
  readonly contactId: ContactId;
  /** Null where the provider's answer was never read. */
  readonly providerId: string | null;
  /** The address as in `SendRequest`; null once the buyer was erased. */
  readonly to: string | null;
  /** Real time just before the request began. */
  readonly startedAt: Instant;
}

/**
 * What a provider says of a request when it is asked.
 * - `found`: it has it, and this became of it at that time; `code` says why it did not arrive, in the words of a refusal.
 *   `pauseMs`: it should have been told before it was asked, so what buyers answer is not heard: nothing more for so long.
 * - `not_found`: it knows of none, or of several that could be it. Proves nothing: it may know tomorrow.
 * - `no_answer`: it could not be asked.
 */
export type LookUpResult =
  | {
      readonly kind: "found";
      readonly state: ReportedState;
      readonly providerId: string;
      readonly at: Instant;
      readonly code?: string;
      readonly pauseMs?: number;
    }
  | { readonly kind: "not_found" }
  | { readonly kind: "no_answer"; readonly code: string };

/** Which entry of `buyer.im` a provider writes to, and whether the buyer's mobile number stands in for a missing one. */
export interface Messenger {
  readonly account: string;
  readonly isPhone: boolean;
}

/** A provider of one channel. It never throws: whatever happens is a `SendResult`. */
export interface Channel {
  readonly name: ChannelName;
  /** The provider's name, as in `channels.*.provider` of the configuration. */
  readonly provider: string;
  /** `machine` where a machine speaks or writes, `person` where staff call (consent differs: contract.md, `consent`). */
  readonly caller: "machine" | "person";
  /** The messenger whose account of the buyer `im` takes (`buyer.im`); left out: whichever there is. */
  readonly messenger?: Messenger;
  /** How fast it may be asked; left out: as fast as it answers. */
  readonly rate?: Rate;
  /** Another provider of the channel, asked in its place on proof that this one took nothing. */
  readonly fallback?: Channel;
  /** Hands the request to the provider, at most once, within `signal`'s time. */
  send(request: SendRequest, signal: AbortSignal): Promise<SendResult>;
  /** Calls back a queued or ringing call, or an open task; a no-op where the provider can't. */
  cancel(contact: { contactId: ContactId; providerId: string | null }): Promise<void>;
  /**
   * Asks what became of a request; left out where the provider can't be asked. It never sends and never throws, and
   * whatever it finds, the request is never made again.
   */
  lookUp?(contact: SentContact, signal: AbortSignal): Promise<LookUpResult>;
}

/** What a provider's limits and troubles are kept under. */
export const senderKey = ({ name, provider }: Pick<Channel, "name" | "provider">): string => `${name}/${provider}`;

/** The providers of a channel, in the order they are asked. */
export const sendersOf = (channel: Channel): readonly [Channel, ...Channel[]] =>
  channel.fallback ? [channel, channel.fallback] : [channel];

/** The provider of that name among those of a channel; null where there is none (any more). */
export const findSender = (
  channels: ReadonlyMap<ChannelName, Channel>,
  name: ChannelName,
  provider: string,
): Channel | null => {
  const channel = channels.get(name);
  return (channel && sendersOf(channel).find((sender) => sender.provider === provider)) ?? null;
};

/** What the demo's providers were asked to send: they only print, and write it down. */
import type { Writable } from "node:stream";
import { consoleChannel } from "../channels/console.ts";
import type { Channel, ChannelName, SendRequest } from "../domain/channel.ts";
import type { Instant } from "../domain/instant.ts";

/** One request, as the provider saw it. */
export interface Sent {
  readonly at: Instant;
  readonly channel: ChannelName;
  readonly contactId: string;
  readonly locale: string;
  readonly text: string;
  /** The shop's ids. */
  readonly orders: readonly string[];
}

export interface Outbox {
  readonly channels: Readonly<Record<"call" | "im" | "sms", Channel>>;
  /** Every request so far, in the order they came. */
  readonly sent: readonly Sent[];
}

/**
 * Console channels that keep what they printed.
 * @param out takes a line a request.
 * @param onSent hears of each request the moment it comes.
 */
export function createOutbox(out: Writable, now: () => Instant, onSent: (sent: Sent) => void): Outbox {
  const sent: Sent[] = [];
  const kept = (name: ChannelName): Channel => {
    const channel = consoleChannel(name, out);
    return {
      ...channel,
      send(request: SendRequest, signal: AbortSignal) {
        const entry: Sent = {
          at: now(),
          channel: name,
          contactId: request.contactId,
          locale: request.locale,
          text: request.text,
          orders: request.orders.map(({ id }) => id),
        };
        sent.push(entry);
        onSent(entry);
        return channel.send(request, signal);
      },
    };
  };
  return { channels: { call: kept("call"), im: kept("im"), sms: kept("sms") }, sent };
}

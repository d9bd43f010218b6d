/** The suite of every channel (channel-contract.ts) against a fake of a provider in China. */
import type { Channel, ChannelName, SendRequest, SendResult, SentContact } from "#src/domain/channel.ts";
import { instant } from "#src/domain/instant.ts";
import { brokenTls, closedPort } from "#tests/support/broken-servers.ts";
import { type ChannelHarness, channelContract, type Rig, sendRequest } from "#tests/support/channel-contract.ts";
import type { Behaviour, FakeApi } from "#tests/support/fake-china/server.ts";

export const forever = new AbortController().signal;
export const notSent = (code: string, retryAfterMs: number | null = null): SendResult => ({
  kind: "not_sent",
  code,
  retryAfterMs,
});
export const unknown = (code: string): SendResult => ({ kind: "unknown", code });
export const rejected = (code: string): SendResult => ({ kind: "rejected", code });
export const ofProvider = (code: string): SendResult => ({ kind: "rejected", code, fault: "provider" });

/** A request about one order: those of the contract's own are in two currencies, which no message of ours is. */
export const aboutOne = (name: ChannelName, over: Partial<SendRequest> = {}): SendRequest => {
  const request = sendRequest(name);
  return { ...request, orders: request.orders.slice(0, 1), ...over };
};

/** A question about the contact of `sendRequest`. */
export const sentContact = (name: ChannelName, over: Partial<SentContact> = {}): SentContact => {
  const { contactId, to } = sendRequest(name);
  return { contactId, to, providerId: null, startedAt: instant(Date.now()), ...over };
};

/** @param accounts what each of these addresses must get. */
export function chinaContract(
  title: string,
  name: ChannelName,
  start: () => Promise<FakeApi>,
  make: (baseUrl: string, timeOut?: number) => Channel,
  accounts: Readonly<Record<string, SendResult>>,
): void {
  const narrowed = (channel: Channel, to?: string): Channel => ({
    ...channel,
    send: (request, signal) =>
      channel.send({ ...aboutOne(name), contactId: request.contactId, ...(to === undefined ? {} : { to }) }, signal),
  });
  const rig =
    (behaviour: Behaviour, { timeOut, to }: { timeOut?: number; to?: string } = {}) =>
    async (): Promise<Rig> => {
      const fake = await start();
      fake.behave(behaviour);
      const channel = narrowed(make(fake.url, timeOut), to);
      return { channel, requests: fake.requestCount, arrived: fake.nextRequest, close: fake.close };
    };
  const nowhere =
    (find: () => Promise<{ url: string; close?(): Promise<void> }>, timeOut?: number) => async (): Promise<Rig> => {
      const { url, close = async () => {} } = await find();
      const arrived = () => Promise.reject(new Error("Expected no request"));
      return { channel: narrowed(make(url, timeOut)), requests: () => 0, arrived, close };
    };
  const failing: ChannelHarness["failing"] = {
    "429: not sent, again when it says": { rig: rig("throttle"), expected: notSent("throttled", 30_000) },
    "a 4xx that is a proxy's: rejected": { rig: rig("proxy"), expected: ofProvider("http_403") },
    "5xx is unknown": { rig: rig("fail"), expected: unknown("http_500") },
    "a redirect is not followed": { rig: rig("redirect"), expected: unknown("http_307") },
    "2xx with garbage is unknown": { rig: rig("garbage"), expected: unknown("no_id") },
    "2xx without an id is unknown": { rig: rig("no_id"), expected: unknown("no_id") },
    "an answer cut short is unknown": { rig: rig("cut"), expected: unknown("econnreset") },
    "no answer is unknown": { rig: rig("hang", { timeOut: 300 }), expected: unknown("time_out") },
    "reset after the request is unknown": { rig: rig("reset"), expected: unknown("econnreset") },
    "reset while it is written is unknown": { rig: rig("reset_unread"), expected: unknown("econnreset") },
    "connection refused: not sent": {
      rig: nowhere(async () => ({ url: await closedPort() })),
      expected: notSent("econnrefused"),
    },
    "TLS failure: not sent": { rig: nowhere(() => brokenTls("plain")), expected: notSent("tls") },
    "no handshake within the time: not sent": {
      rig: nowhere(() => brokenTls("nothing"), 300),
      expected: notSent("time_out"),
    },
    ...Object.fromEntries(
      Object.entries(accounts).map(([to, expected]) => [
        `${to}: ${expected.kind}, ${expected.kind === "accepted" ? "" : expected.code}`,
        { rig: rig("accept", { to }), expected },
      ]),
    ),
  };
  channelContract(title, { name, accepting: rig("accept"), hanging: rig("hang"), failing });
}

import type { Writable } from "node:stream";
import type { Channel, ChannelName, SendRequest } from "../domain/channel.ts";
import { whenAborted } from "./deadline.ts";

/** Prints a line in place of sending. The line has neither the address nor the text whole: it may end up in a log. */
export function consoleChannel(name: ChannelName, out: Writable): Channel {
  // The reader may go away (a closed pipe): the write tells; an event nobody listens to would end the process.
  if (out.listenerCount("error") === 0) out.on("error", () => {});
  return {
    name,
    provider: "console",
    caller: "machine",
    async send(request, signal) {
      if (signal.aborted || !out.writable) return { kind: "not_sent", code: "closed", retryAfterMs: null };
      using deadline = whenAborted(signal);
      try {
        await Promise.race([write(out, line(request)), deadline.aborted]);
        return { kind: "accepted", providerId: `console-${request.contactId}` };
      } catch {
        return { kind: "unknown", code: signal.aborted ? "time_out" : "closed" };
      }
    },
    async cancel() {},
  };
}

const line = ({ channel, shop, to, orders }: SendRequest): string =>
  `${channel} from ${shop} to ${mask(to)} about ${orders.map(({ id }) => id).join(", ")}\n`;

/** Enough to tell two buyers apart by eye, not enough to reach one: the last two characters of an account or number. */
const mask = (address: string): string => {
  const at = address.lastIndexOf("@");
  return at > 0 ? `${address.slice(0, 1)}***${address.slice(at)}` : `***${address.slice(-2)}`;
};

/** Settles once the stream has taken the line. */
function write(out: Writable, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  out.write(text, (error) => (error ? reject(error) : resolve()));
  return promise;
}

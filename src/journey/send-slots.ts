import { CHANNELS, type ChannelName } from "../domain/channel.ts";

/** How many requests one process may have under way. A claim takes its slots first, so a crash leaves few `unknown`. */
export interface SendSlots {
  /**
   * Waits its turn for `wanted` slots or half of all: slots come free one by one, and a claim costs about the same for
   * one contact as for fifty. @returns how many were taken; 0 once they were closed.
   */
  take(wanted: number): Promise<number>;
  giveBack(count: number): void;
}

/** The slots of each channel: apart, so that a slow provider holds up no other. */
export interface ChannelSlots {
  of(channel: ChannelName): SendSlots;
  /** Gives out no more: what is under way goes on, nothing new begins. */
  close(): void;
}

/** @param total slots a channel. */
export function createChannelSlots(total: number): ChannelSlots {
  const slots = new Map(CHANNELS.map((channel) => [channel, createSendSlots(total)]));
  return {
    of(channel) {
      const own = slots.get(channel);
      if (!own) throw new Error(`there is no channel ${channel}`);
      return own;
    },
    close() {
      for (const own of slots.values()) own.close();
    },
  };
}

interface Waiting {
  readonly wanted: number;
  readonly least: number;
  readonly grant: (taken: number) => void;
}

function createSendSlots(total: number): SendSlots & { close(): void } {
  let free = total;
  let closed = false;
  const waiting: Waiting[] = [];

  const serve = (): void => {
    for (let next = waiting[0]; next && (closed || free >= next.least); next = waiting[0]) {
      waiting.shift();
      const taken = closed ? 0 : Math.min(free, next.wanted);
      free -= taken;
      next.grant(taken);
    }
  };
  return {
    take: (wanted) =>
      new Promise((grant) => {
        waiting.push({ wanted, least: Math.min(wanted, total / 2), grant });
        serve();
      }),
    giveBack(count) {
      free += count;
      serve();
    },
    close() {
      closed = true;
      serve();
    },
  };
}

import { CHANNELS, type ChannelName } from "../domain/channel.ts";

/** How many requests one process may have under way. A claim takes its slots first, so a crash leaves few `unknown`. */
export interface SendSlots {
  /** Waits for at least one slot. @returns how many were taken, at most `wanted`; 0 once they were closed. */
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

function createSendSlots(total: number): SendSlots & { close(): void } {
  let free = total;
  let closed = false;
  const waiting: (() => void)[] = [];
  return {
    async take(wanted) {
      while (free === 0 && !closed) await new Promise<void>((resolve) => waiting.push(resolve));
      if (closed) return 0;
      const taken = Math.min(free, wanted);
      free -= taken;
      return taken;
    },
    giveBack(count) {
      free += count;
      for (let woken = 0; woken < count; woken++) waiting.shift()?.();
    },
    close() {
      closed = true;
      for (const wake of waiting.splice(0)) wake();
    },
  };
}

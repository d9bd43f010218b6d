import { type Channel, senderKey } from "../domain/channel.ts";
import { returnRate, takeRate } from "../store/send-rates.ts";
import type { JourneyContext } from "./context.ts";

/** Send tokens of providers with a rate, in batches. Providers without one have as many as are asked for. */
export interface RateTokens {
  /** Takes up to `wanted`, and doesn't wait. @returns how many, and where none, the milliseconds until there is one. */
  take(sender: Channel, wanted: number): Promise<{ readonly granted: number; readonly nextIn: number }>;
  /** Puts back what was not used. */
  giveBack(sender: Channel, count: number): Promise<void>;
}

/** Shared by the jobs of one process: they ask the database one at a time, and not before there can be a token. */
export function createRateTokens({ db, realTime }: Pick<JourneyContext, "db" | "realTime">): RateTokens {
  const emptyUntil = new Map<string, number>();
  const turns = new Map<string, Promise<unknown>>();

  const ask = async (key: string, sender: Channel, wanted: number) => {
    if (!sender.rate) return { granted: wanted, nextIn: 0 };
    const left = (emptyUntil.get(key) ?? 0) - realTime.monotonic();
    if (left > 0) return { granted: 0, nextIn: left };
    const taken = await takeRate(db, key, wanted, sender.rate);
    emptyUntil.set(key, realTime.monotonic() + taken.nextIn);
    return taken;
  };

  return {
    async take(sender, wanted) {
      if (!sender.rate) return { granted: wanted, nextIn: 0 };
      const key = senderKey(sender);
      const turn = (turns.get(key) ?? Promise.resolve()).then(() => ask(key, sender, wanted));
      turns.set(
        key,
        turn.catch(() => undefined),
      );
      return await turn;
    },
    async giveBack(sender, count) {
      if (!sender.rate || count === 0) return;
      await returnRate(db, senderKey(sender), count, sender.rate);
      emptyUntil.delete(senderKey(sender));
    },
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import type { JourneyContext } from "../journey/context.ts";
import type { LookAtToday, Today } from "../journey/look-at-today.ts";
import type { Shop } from "../store/shops.ts";

/** Milliseconds from one look to the next, and how many times as long as the look took at least. */
const LOOK_EVERY = 2_000;
const REST = 10;

/** Looks at the days of shops for as long as somebody listens. */
export interface LiveLooks {
  /** `hear` gets every look from now on, and what is known already at once. @returns what ends it. */
  listen(shop: Shop, hear: (today: Today) => void): () => void;
}

interface Watched {
  readonly listeners: Set<(today: Today) => void>;
  readonly ending: AbortController;
  latest: Today | null;
}

/** One look for all who listen to a shop; none while nobody does, nor once `closing` is aborted. */
export function createLiveLooks(
  ctx: Pick<JourneyContext, "log" | "realTime">,
  look: LookAtToday,
  closing: AbortSignal,
): LiveLooks {
  const watched = new Map<Shop["id"], Watched>();

  const watch = async (shop: Shop, { listeners, ending }: Watched, keep: (today: Today) => void): Promise<void> => {
    const signal = AbortSignal.any([ending.signal, closing]);
    while (!signal.aborted) {
      const began = ctx.realTime.monotonic();
      try {
        const today = await look(shop);
        keep(today);
        for (const hear of listeners) hear(today);
      } catch (error) {
        ctx.log.warn({ err: error, shop: shop.slug }, "the day of a shop could not be looked at; it is tried again");
      }
      const took = ctx.realTime.monotonic() - began;
      await sleep(Math.max(LOOK_EVERY, REST * took), undefined, { signal, ref: false }).catch(() => undefined);
    }
  };

  return {
    listen(shop, hear) {
      let seat = watched.get(shop.id);
      if (seat === undefined) {
        const fresh: Watched = { listeners: new Set(), ending: new AbortController(), latest: null };
        watched.set(shop.id, fresh);
        void watch(shop, fresh, (today) => {
          fresh.latest = today;
        });
        seat = fresh;
      }
      const { listeners, latest, ending } = seat;
      listeners.add(hear);
      if (latest !== null) hear(latest);
      return () => {
        listeners.delete(hear);
        if (listeners.size > 0) return;
        ending.abort();
        if (watched.get(shop.id)?.listeners === listeners) watched.delete(shop.id);
      };
    },
  };
}

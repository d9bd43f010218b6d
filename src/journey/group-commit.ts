/**
 * Gathers what is asked for at the same time into shared transactions: whatever waits when one ends goes into the
 * next. A lone item starts at once, and under load batches grow by themselves; nobody waits unless `gather` says so.
 */
export interface GroupCommit<Item, Result> {
  /** Resolves after the commit that held the item; rejects with what its own part failed with. */
  add(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupLimits {
  /** Most items a batch, at least 1. */
  readonly batch: number;
  /** Most batches under way at once, at least 1. */
  readonly concurrency: number;
  /** A batch begins once so many items wait, or so many milliseconds after the first of them could have begun. */
  readonly gather?: { readonly items: number; readonly wait: number };
}

/** @param run commits a batch and answers each item, in order. Throwing fails every item of the batch. */
export function groupCommit<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>,
  limits: GroupLimits,
): GroupCommit<Item, Result> {
  const { items: enough, wait } = limits.gather ?? { items: 1, wait: 0 };
  /** Set while too few items wait: they go when it fires. */
  let timer: NodeJS.Timeout | null = null;
  const waiting: Waiting<Item, Result>[] = [];
  const running = new Set<Promise<void>>();

  const settle = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, at) => {
        const result = results[at];
        if (result?.status === "fulfilled") resolve(result.value);
        else reject(result?.reason ?? new Error("the batch gave no answer for this item"));
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const pump = (): void => {
    if (waiting.length > 0 && waiting.length < enough) {
      timer ??= setTimeout(begin, wait);
      return;
    }
    begin();
  };

  const begin = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    while (waiting.length > 0 && running.size < limits.concurrency) {
      const batch = settle(waiting.splice(0, limits.batch));
      running.add(batch);
      void batch.finally(() => {
        running.delete(batch);
        pump();
      });
    }
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        // After everything that has arrived was read, so that what arrives together goes together.
        setImmediate(pump);
      }),
    async idle() {
      while (running.size > 0 || waiting.length > 0) {
        begin();
        await Promise.allSettled([...running]);
      }
    },
  };
}

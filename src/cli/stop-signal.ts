/** The wish that this process ends. */
export interface StopSignal {
  /** Resolves with the first one. */
  readonly first: Promise<void>;
  came(): boolean;
  /** Listens no more. */
  release(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** From now on the first signal asks for an orderly end, and a second one ends the process at once. */
export function stopSignal(): StopSignal {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const onSignal = () => {
    count += 1;
    if (count > 1) process.exit(1);
    resolve();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    first: promise,
    came: () => count > 0,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

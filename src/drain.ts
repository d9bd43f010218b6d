/** Ending in time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./domain/log.ts";

/** `log`, which falls silent when `ended` says so: connections that are let go of still have their last word. */
export function logUntil(ended: () => boolean, log: Log): Log {
  const write =
    (level: "debug" | "info" | "warn" | "error"): Log["warn"] =>
    (fields, message) => {
      if (!ended()) log[level](fields, message);
    };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** Waits for `work` to end, well or not, but no longer than `milliseconds`: then `late` is called, and it is left to itself. */
export async function within(
  milliseconds: number,
  work: Promise<void> | undefined,
  late: () => void = () => undefined,
): Promise<void> {
  const given = new AbortController();
  const timer = sleep(milliseconds, true, { signal: given.signal }).catch(() => false);
  const isLate = await Promise.race([
    work?.then(
      () => false,
      () => false,
    ) ?? false,
    timer,
  ]);
  given.abort();
  if (isLate) late();
}

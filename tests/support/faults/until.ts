import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;

/** Looks until there is something to return; throws with what it waited for after `seconds`. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | null | false> | T | null | false,
): Promise<T> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`after ${seconds} s still not: ${what}`);
    await sleep(POLL_MS);
  }
}

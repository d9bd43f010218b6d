import type { JourneyContext } from "./context.ts";

/** How long work goes on: told the share that is done, 0 to 1; asked whether it shall go on. */
export interface Progress {
  tell(done: number): void;
  isCancelled(): boolean;
}

/** Orders played at once. More would take more memory than a process that serves others should give. */
export const MOST_ORDERS = 100_000;

/** Progress of a part of the work, that begins and ends at these shares of the whole. */
export const within = (progress: Progress, from: number, to: number): Progress => ({
  tell: (done) => progress.tell(from + (to - from) * Math.min(1, done)),
  isCancelled: () => progress.isCancelled(),
});

/** Runs in parts, other work of the process in between. @returns null where it was cancelled. */
export async function runInParts<Part, Result>(
  { realTime }: Pick<JourneyContext, "realTime">,
  run: Generator<Part, Result>,
  progress: Pick<Progress, "isCancelled">,
  tell: (part: Part) => void = () => undefined,
): Promise<Result | null> {
  for (let step = run.next(); ; step = run.next()) {
    if (step.done) return step.value;
    tell(step.value);
    await realTime.wait(0);
    if (progress.isCancelled()) return null;
  }
}

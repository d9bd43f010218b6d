import type { Figure } from "./figure.ts";
import type { Machine } from "./machine.ts";

/** One benchmark: the default export of a `*.bench.ts` in this folder. Its name is the file's. */
export interface Benchmark {
  /** For people: what it does, in a line. */
  readonly about: string;
  /** Measures, and leaves nothing running that it does not hand to the machine. */
  run(machine: Machine): Promise<readonly Figure[]>;
}

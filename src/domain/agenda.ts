import type { Instant } from "./instant.ts";

interface Entry<T> {
  readonly at: Instant;
  readonly number: number;
  readonly what: T;
}

const isBefore = (a: Entry<unknown>, b: Entry<unknown>): boolean => (a.at !== b.at ? a.at < b.at : a.number < b.number);

/** What happens when, the earliest first; of two at one moment, the one that was added first. A binary heap. */
export class Agenda<T> {
  private readonly heap: Entry<T>[] = [];
  private added = 0;

  add(at: Instant, what: T): void {
    const { heap } = this;
    const entry = { at, number: this.added, what };
    this.added += 1;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  /** Takes the next thing out; null where nothing is left. */
  take(): { readonly at: Instant; readonly what: T } | null {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.sink(last);
    return first;
  }

  private sink(entry: Entry<T>): void {
    const { heap } = this;
    let place = 0;
    for (;;) {
      const left = heap[2 * place + 1];
      const right = heap[2 * place + 2];
      const isRight = left !== undefined && right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (child === undefined || isBefore(entry, child)) break;
      heap[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    heap[place] = entry;
  }
}

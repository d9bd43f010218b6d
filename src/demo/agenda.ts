import type { Instant } from "../domain/instant.ts";

/** What will happen, the earliest first; at the same moment, in the order it was put down. */
export interface Agenda<Item> {
  add(at: Instant, item: Item): void;
  next(): Instant | null;
  /** Takes everything out that is due by `until`. */
  take(until: Instant): Item[];
}

export function createAgenda<Item>(): Agenda<Item> {
  // A few hundred entries: sorted when asked.
  let entries: { readonly at: Instant; readonly item: Item }[] = [];
  let sorted = true;
  const sort = () => {
    if (!sorted) entries.sort((a, b) => a.at - b.at);
    sorted = true;
  };
  return {
    add(at, item) {
      entries.push({ at, item });
      sorted = false;
    },
    next() {
      sort();
      return entries[0]?.at ?? null;
    },
    take(until) {
      sort();
      const due = entries.filter(({ at }) => at <= until);
      entries = entries.slice(due.length);
      return due.map(({ item }) => item);
    },
  };
}

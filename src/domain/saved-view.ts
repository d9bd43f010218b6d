/** A list narrowed as somebody likes it, under a name of theirs. */
export interface SavedView {
  readonly name: string;
  /** Which list of the page. */
  readonly screen: string;
  /** As the page's address holds it; may name a buyer: personal. */
  readonly query: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

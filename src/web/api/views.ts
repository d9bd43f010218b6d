/** Views of a screen that a member of staff keeps by name: what its address remembers. */
import { change, read } from "./request.ts";

export interface SavedView {
  readonly name: string;
  /** Of which screen: `orders`. */
  readonly screen: string;
  /** The address's query without its question mark, and without the shop. */
  readonly query: string;
}

export const VIEWS = ["views"] as const;

export const readViews = async (): Promise<readonly SavedView[]> =>
  (await read<{ data: readonly SavedView[] }>("/api/v1/views")).data;

/** All of them at once: those that are left out are gone. */
export const keepViews = (views: readonly SavedView[]): Promise<void> =>
  change("/api/v1/views", { method: "PUT", body: { data: views } });

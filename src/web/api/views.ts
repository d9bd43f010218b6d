/** Views of a screen that a member of staff keeps by name: what its address remembers. */
import type { SavedViews } from "../../http/openapi/screens.ts";
import { change, read } from "./request.ts";

export type SavedView = SavedViews["data"][number];

export const VIEWS = ["views"] as const;

export const readViews = async (): Promise<readonly SavedView[]> => (await read<SavedViews>("/api/v1/views")).data;

/** All of them at once: those that are left out are gone. */
export const keepViews = (views: readonly SavedView[]): Promise<SavedViews> =>
  change("/api/v1/views", { method: "PUT", body: { data: views } });

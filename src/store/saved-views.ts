import { eq } from "drizzle-orm";
import type { StaffId } from "../domain/brand.ts";
import type { SavedView } from "../domain/saved-view.ts";
import type { Db, Tx } from "./connect.ts";
import { savedViews } from "./schema.ts";
import type { Vault } from "./seal.ts";

/** Of no shop. */
const placeOf = (staffId: StaffId) => ({ table: "saved_views", column: "views", shop: 0, row: staffId });

/** What a member of staff saved, in their own order. Personal. */
export async function readViews(db: Db | Tx, vault: Vault, staffId: StaffId): Promise<SavedView[]> {
  const [row] = await db.select().from(savedViews).where(eq(savedViews.staffId, staffId));
  return row === undefined ? [] : JSON.parse(vault.openText(row.views, placeOf(staffId)));
}

/** Puts these in the place of all they saved before. */
export async function writeViews(tx: Tx, vault: Vault, staffId: StaffId, all: readonly SavedView[]): Promise<void> {
  const views = vault.seal(JSON.stringify(all), placeOf(staffId));
  await tx
    .insert(savedViews)
    .values({ staffId, views })
    .onConflictDoUpdate({ target: savedViews.staffId, set: { views } });
}

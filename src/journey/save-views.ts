import type { StaffId } from "../domain/brand.ts";
import type { SavedView } from "../domain/saved-view.ts";
import { insertAudit } from "../store/audit.ts";
import { writeViews } from "../store/saved-views.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Keeps these views of a member of staff, in the place of all they had. */
export async function saveViews(
  ctx: Pick<JourneyContext, "db" | "vault">,
  { staffId, views, by }: { readonly staffId: StaffId; readonly views: readonly SavedView[]; readonly by: string },
): Promise<void> {
  await inShops(ctx.db, { shops: [] }, async (tx) => {
    await writeViews(tx, ctx.vault, staffId, views);
    const detail = { views: views.length };
    await insertAudit(tx, { shopId: null, actor: by, action: "views.save", target: null, detail });
  });
}

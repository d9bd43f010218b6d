import type { StaffId } from "../domain/brand.ts";
import { hasAdmin } from "../store/staff.ts";
import { firstAdminLink, takeLink } from "../store/staff-links.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { addStaff, checkStaff, type StaffRequest } from "./create-staff.ts";
import { LinkRefused, linkToken, readLinkToken } from "./staff-link.ts";

type StaffContext = Pick<JourneyContext, "db" | "vault" | "publicUrl">;

/** Whether there is nobody yet who could let others in. */
export const needsFirstAdmin = async ({ db }: Pick<JourneyContext, "db">): Promise<boolean> => !(await hasAdmin(db));

/** Where the first admin is made: the same address from every process, of this database alone; null once there is one. */
export async function firstAdminAddress(ctx: StaffContext): Promise<string | null> {
  return await inShops(ctx.db, { shops: [] }, async (tx) => {
    if (await hasAdmin(tx)) return null;
    return `${ctx.publicUrl}/setup?token=${linkToken(ctx, await firstAdminLink(tx))}`;
  });
}

/** Makes the admin of every shop whom the link is for, once. @throws LinkRefused or StaffRefused. */
export async function makeFirstAdmin(
  ctx: StaffContext,
  {
    token,
    ...request
  }: Pick<StaffRequest, "username" | "name"> & { readonly token: string; readonly password: string },
): Promise<StaffId> {
  const link = readLinkToken(ctx, token);
  const member = await checkStaff({ ...request, role: "admin" });
  return await inShops(ctx.db, { shops: [] }, async (tx) => {
    // Of two at once the second waits here, and finds it used.
    if ((await takeLink(tx, link)) !== null || (await hasAdmin(tx))) throw new LinkRefused();
    return await addStaff(tx, { ...member, everyShop: true, shops: [] }, `staff ${member.username}`);
  });
}

import type { StaffId } from "../domain/brand.ts";
import { DAY } from "../domain/instant.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { findActiveStaff, type Staff } from "../store/staff.ts";
import { replaceLink, takeLink } from "../store/staff-links.ts";
import { writePassword } from "../store/staff-passwords.ts";
import { endSessions } from "../store/staff-sessions.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { hashChosen } from "./create-staff.ts";
import { LinkRefused, linkToken, readLinkToken } from "./staff-link.ts";

const LINK_LASTS = DAY;

type StaffContext = Pick<JourneyContext, "db" | "vault" | "publicUrl">;

/** Where somebody chooses a password: once, within a day. The link before it is void; the password they have is not. */
export async function passwordAddress(ctx: StaffContext, tx: Tx, id: StaffId): Promise<string> {
  return `${ctx.publicUrl}/reset?token=${linkToken(ctx, await replaceLink(tx, id, LINK_LASTS))}`;
}

/** Chooses a password by a link, and signs its owner out everywhere. @throws LinkRefused or StaffRefused. */
export async function choosePassword(
  ctx: StaffContext,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<Staff> {
  const link = readLinkToken(ctx, token);
  const hash = await hashChosen(password);
  return await inShops(ctx.db, { shops: [] }, async (tx) => {
    const id = await takeLink(tx, link);
    const member = id ? await findActiveStaff(tx, id) : null;
    if (member === null) throw new LinkRefused();
    await writePassword(tx, member.id, hash);
    await endSessions(tx, member.id);
    const actor = `staff ${member.username}`;
    await insertAudit(tx, { shopId: null, actor, action: "staff.password", target: member.username, detail: {} });
    return member;
  });
}

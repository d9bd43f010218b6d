import type { StaffId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Role } from "../domain/role.ts";
import { NAME_LIMIT, parseName } from "../domain/text.ts";
import { insertAudit } from "../store/audit.ts";
import type { Db } from "../store/connect.ts";
import { lockHeadAdmins, lockStaff, type Staff, updateStaff } from "../store/staff.ts";
import { endSessions } from "../store/staff-sessions.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { passwordAddress } from "./reset-password.ts";
import { StaffRefused } from "./staff-refused.ts";
import { isWithin, type Manager, scopeOf } from "./staff-scope.ts";

/** What of a member of staff is to change; what is absent stays. */
export interface StaffChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  /** Slugs; null: every shop, those to come among them. */
  readonly shops?: readonly string[] | null | undefined;
  readonly disabled?: boolean | undefined;
}

interface ChangeRequest {
  readonly id: StaffId;
  readonly by: Manager;
  readonly change: StaffChange;
  /** Is shown what stands, locked; throws where that is not what the caller means to change. */
  readonly expect?: (standing: Staff) => void;
}

/**
 * Changes somebody; a disabled one is signed out everywhere at once.
 * @returns null where there is nobody of this id whom the manager may change. @throws StaffRefused.
 */
export async function changeStaff(
  ctx: Pick<JourneyContext, "db" | "clock">,
  { id, by, change, expect }: ChangeRequest,
): Promise<Staff | null> {
  const wish = await check(ctx.db, change, by);
  return await inShops(ctx.db, { shops: [] }, async (tx) => {
    const heads = await lockHeadAdmins(tx);
    const standing = await lockStaff(tx, id);
    if (standing === null || !isWithin(standing, by)) return null;
    expect?.(standing);
    const next = {
      ...standing,
      ...wish,
      disabledAt: disabledAtOf(standing, change, await readClock(tx, ctx.clock)),
    };
    requireHead(heads, next);
    await updateStaff(tx, next);
    if (next.disabledAt !== null) await endSessions(tx, id);
    const detail = {
      role: next.role,
      every_shop: next.everyShop,
      shops: next.shops.join(","),
      disabled: next.disabledAt !== null,
    };
    await insertAudit(tx, { shopId: null, actor: by.actor, action: "staff.change", target: next.username, detail });
    return next;
  });
}

async function check(db: Db, { name, role, shops }: StaffChange, by: Manager): Promise<Partial<Staff>> {
  const shown = name === undefined ? undefined : parseName(name);
  if (shown === null) throw new StaffRefused("name", `expected 1 to ${NAME_LIMIT} characters on one line`);
  return {
    ...(shown === undefined ? {} : { name: shown }),
    ...(role === undefined ? {} : { role }),
    ...(shops === undefined ? {} : await scopeOf(db, shops, by)),
  };
}

function disabledAtOf(standing: Staff, { disabled }: StaffChange, now: Instant): Instant | null {
  if (disabled === undefined) return standing.disabledAt;
  return disabled ? (standing.disabledAt ?? now) : null;
}

/** Somebody must stay who can let others in. @throws StaffRefused. */
function requireHead(heads: readonly StaffId[], next: Staff): void {
  if (heads.some((head) => head !== next.id) || heads.length === 0) return;
  const lost = next.disabledAt !== null ? "disabled" : next.role !== "admin" ? "role" : next.everyShop ? null : "shops";
  if (lost === null) return;
  throw new StaffRefused(lost, "this is the last admin of every shop: make another one first");
}

/**
 * Gives out a link by which somebody chooses a new password.
 * @returns its address; null where there is nobody of this id whom the manager may change, or they are disabled.
 */
export async function resetStaff(
  ctx: Pick<JourneyContext, "db" | "vault" | "publicUrl">,
  { id, by }: Pick<ChangeRequest, "id" | "by">,
): Promise<string | null> {
  return await inShops(ctx.db, { shops: [] }, async (tx) => {
    const standing = await lockStaff(tx, id);
    if (standing === null || standing.disabledAt !== null || !isWithin(standing, by)) return null;
    const target = standing.username;
    await insertAudit(tx, { shopId: null, actor: by.actor, action: "staff.reset", target, detail: {} });
    return await passwordAddress(ctx, tx, id);
  });
}

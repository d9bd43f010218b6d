/** What `cuifu staff` does: whoever has the machine names people by the name they sign in with. */

import { foldUsername } from "../domain/credentials.ts";
import { allShops } from "../store/shops.ts";
import { findStaffByName, listStaff, type Staff } from "../store/staff.ts";
import { changeStaff, resetStaff } from "./change-staff.ts";
import type { JourneyContext } from "./context.ts";
import { COMMAND_LINE } from "./staff-scope.ts";

/** Somebody, as one line tells of them. */
export interface StaffLine {
  readonly staff: string;
  readonly name: string;
  readonly role: string;
  /** Slugs; null: every shop. */
  readonly shops: readonly string[] | null;
  readonly disabled: boolean;
}

export async function staffLines({ db }: Pick<JourneyContext, "db">): Promise<StaffLine[]> {
  const slugs = new Map((await allShops(db)).map(({ id, slug }) => [id, slug]));
  return (await listStaff(db)).map(({ username, name, role, everyShop, shops, disabledAt }) => ({
    staff: username,
    name,
    role,
    shops: everyShop ? null : shops.flatMap((id) => slugs.get(id) ?? []),
    disabled: disabledAt !== null,
  }));
}

/** @returns the address where they choose a new password. Throws an error for the one who asked. */
export async function resetNamed(ctx: JourneyContext, username: string): Promise<string> {
  const { id } = await named(ctx, username);
  const address = await resetStaff(ctx, { id, by: COMMAND_LINE });
  if (address === null) throw new Error(`username: "${username}" is disabled; enable them on the page first`);
  return address;
}

/** Throws an error for the one who asked. */
export async function disableNamed(ctx: JourneyContext, username: string): Promise<void> {
  const { id } = await named(ctx, username);
  await changeStaff(ctx, { id, by: COMMAND_LINE, change: { disabled: true } });
}

async function named({ db }: JourneyContext, username: string): Promise<Staff> {
  const found = await findStaffByName(db, foldUsername(username));
  if (found === null) throw new Error(`username: there is no "${username}"; \`cuifu staff list\` shows who there is`);
  return found;
}

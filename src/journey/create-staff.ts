import { randomBytes, randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type { StaffId } from "../domain/brand.ts";
import { foldUsername, isPassword, isUsername, PASSWORD_LENGTH, USERNAME_MOST } from "../domain/credentials.ts";
import type { Role } from "../domain/role.ts";
import { NAME_LIMIT, parseName } from "../domain/text.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { insertStaff, type Staff } from "../store/staff.ts";
import { writePassword } from "../store/staff-passwords.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { StaffRefused } from "./staff-refused.ts";
import { type Manager, scopeOf } from "./staff-scope.ts";

/** A member of staff as they are asked for; nothing is checked yet. */
export interface StaffRequest {
  readonly username: string;
  /** The one to sign in with where it is absent. */
  readonly name?: string | undefined;
  readonly role: Role;
  /** Slugs; null: every shop, those to come among them. */
  readonly shops: readonly string[] | null;
  /** Null: they choose one by a link. */
  readonly password: string | null;
}

/** @throws StaffRefused where a value is none of its kind or the name is taken. */
export async function createStaff(
  ctx: Pick<JourneyContext, "db">,
  request: StaffRequest,
  by: Manager,
): Promise<StaffId> {
  const scope = await scopeOf(ctx.db, request.shops, by);
  const member = await checkStaff(request);
  return await inShops(ctx.db, { shops: [] }, (tx) => addStaff(tx, { ...member, ...scope }, by.actor));
}

/** What of a request was found good, with the password hashed. */
type Checked = Pick<Staff, "username" | "name" | "role"> & { readonly hash: string };

/** @throws StaffRefused. */
export async function checkStaff(request: Omit<StaffRequest, "shops">): Promise<Checked> {
  const username = foldUsername(request.username);
  if (!isUsername(username)) {
    throw new StaffRefused(
      "username",
      `expected 1 to ${USERNAME_MOST} of a-z, 0-9 and . _ @ -, beginning with a letter or digit`,
    );
  }
  const name = parseName(request.name ?? username);
  if (name === null) throw new StaffRefused("name", `expected 1 to ${NAME_LIMIT} characters on one line`);
  // Whoever has yet to choose one has a password that nobody knows: signing in takes as long, and fails.
  const hash = await hashChosen(request.password ?? randomBytes(32).toString("base64url"));
  return { username, name, role: request.role, hash };
}

/** @throws StaffRefused where it can't be a password. */
export async function hashChosen(password: string): Promise<string> {
  if (!isPassword(password)) {
    throw new StaffRefused("password", `expected ${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters`);
  }
  return await hashPassword(password);
}

/** @throws StaffRefused where the name is taken. */
export async function addStaff(
  tx: Tx,
  { hash, ...member }: Checked & Pick<Staff, "everyShop" | "shops">,
  actor: string,
): Promise<StaffId> {
  const id = randomUUID() as StaffId;
  if (!(await insertStaff(tx, { ...member, id }))) {
    throw new StaffRefused("username", `"${member.username}" is taken; choose another`);
  }
  await writePassword(tx, id, hash);
  const detail = { role: member.role, every_shop: member.everyShop, shops: member.shops.join(",") };
  await insertAudit(tx, { shopId: null, actor, action: "staff.create", target: member.username, detail });
  return id;
}

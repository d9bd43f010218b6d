import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { ShopId, StaffId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Role } from "../domain/role.ts";
import type { Db, Tx } from "./connect.ts";
import { staff, staffShops } from "./schema.ts";

/** A member of staff. */
export interface Staff {
  readonly id: StaffId;
  /** Lower case. */
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** Every shop, those to come among them: `shops` is empty. */
  readonly everyShop: boolean;
  readonly shops: readonly ShopId[];
  readonly disabledAt: Instant | null;
  readonly createdAt: Instant;
}

const columns = {
  id: staff.id,
  username: staff.username,
  name: staff.name,
  role: staff.role,
  everyShop: staff.everyShop,
  shops: sql<ShopId[]>`ARRAY(SELECT ${staffShops.shopId} FROM ${staffShops}
    WHERE ${staffShops.staffId} = ${staff.id} ORDER BY ${staffShops.shopId})`,
  disabledAt: staff.disabledAt,
  createdAt: staff.createdAt,
};

/** @returns null where there is none, or they may not work here any more. */
export async function findActiveStaff(db: Db | Tx, id: StaffId): Promise<Staff | null> {
  const [row] = await db
    .select(columns)
    .from(staff)
    .where(and(eq(staff.id, id), isNull(staff.disabledAt)));
  return row ?? null;
}

export async function findStaff(db: Db | Tx, id: StaffId): Promise<Staff | null> {
  const [row] = await db.select(columns).from(staff).where(eq(staff.id, id));
  return row ?? null;
}

/** By the name they sign in with, in lower case. */
export async function findStaffByName(db: Db | Tx, username: string): Promise<Staff | null> {
  const [row] = await db.select(columns).from(staff).where(eq(staff.username, username));
  return row ?? null;
}

/** Kept from changing until the transaction ends. */
export async function lockStaff(tx: Tx, id: StaffId): Promise<Staff | null> {
  const [row] = await tx.select(columns).from(staff).where(eq(staff.id, id)).for("update");
  return row ?? null;
}

/** All of them, by name: there are never many. */
export async function listStaff(db: Db | Tx): Promise<Staff[]> {
  return await db.select(columns).from(staff).orderBy(asc(staff.username));
}

/** @returns false where the name is taken. */
export async function insertStaff(tx: Tx, member: Omit<Staff, "createdAt" | "disabledAt">): Promise<boolean> {
  const { shops, ...row } = member;
  const made = await tx.insert(staff).values(row).onConflictDoNothing().returning({ id: staff.id });
  if (made.length === 0) return false;
  await setShops(tx, member.id, shops);
  return true;
}

export async function updateStaff(tx: Tx, { id, name, role, everyShop, shops, disabledAt }: Staff): Promise<void> {
  await tx
    .update(staff)
    .set({ name, role, everyShop, disabledAt, updatedAt: sql`clock_timestamp()` })
    .where(eq(staff.id, id));
  await tx.delete(staffShops).where(eq(staffShops.staffId, id));
  await setShops(tx, id, shops);
}

async function setShops(tx: Tx, staffId: StaffId, shops: readonly ShopId[]): Promise<void> {
  if (shops.length > 0) await tx.insert(staffShops).values(shops.map((shopId) => ({ staffId, shopId })));
}

/** Whether there is an admin, disabled or not: from then on nobody else is made one by a link. */
export async function hasAdmin(db: Db | Tx): Promise<boolean> {
  const [row] = await db.select({ id: staff.id }).from(staff).where(eq(staff.role, "admin")).limit(1);
  return row !== undefined;
}

/** Admins of every shop who may work: whoever changes one of them waits for the others. */
export async function lockHeadAdmins(tx: Tx): Promise<StaffId[]> {
  const rows = await tx
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, "admin"), eq(staff.everyShop, true), isNull(staff.disabledAt)))
    .orderBy(staff.id)
    .for("update");
  return rows.map(({ id }) => id);
}

import { randomUUID } from "node:crypto";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { StaffId } from "../domain/brand.ts";
import type { Tx } from "./connect.ts";
import { staffLinks } from "./schema.ts";

/** Id of the link that makes the first admin: the same one, whoever asks, until it is used. */
export async function firstAdminLink(tx: Tx): Promise<string> {
  await tx.insert(staffLinks).values({ id: randomUUID(), staffId: null, expiresAt: null }).onConflictDoNothing();
  const [row] = await tx.select({ id: staffLinks.id }).from(staffLinks).where(isNull(staffLinks.staffId));
  if (row === undefined) throw new Error("the link of the first admin is not there");
  return row.id;
}

/** A new link for somebody, in the place of the one before. @param lasts milliseconds. @returns its id. */
export async function replaceLink(tx: Tx, staffId: StaffId, lasts: number): Promise<string> {
  const values = {
    id: randomUUID(),
    createdAt: sql`clock_timestamp()`,
    expiresAt: sql`clock_timestamp() + make_interval(secs => ${lasts / 1_000})`,
  };
  await tx
    .insert(staffLinks)
    .values({ ...values, staffId })
    .onConflictDoUpdate({ target: staffLinks.staffId, set: values });
  return values.id;
}

/** Uses a link up. @returns whose it was, null for nobody's yet; undefined where there is no such link (any more). */
export async function takeLink(tx: Tx, id: string): Promise<StaffId | null | undefined> {
  const holds = or(isNull(staffLinks.expiresAt), gt(staffLinks.expiresAt, sql`clock_timestamp()`));
  const [row] = await tx
    .delete(staffLinks)
    .where(and(eq(staffLinks.id, id), holds))
    .returning({ staffId: staffLinks.staffId });
  return row?.staffId;
}

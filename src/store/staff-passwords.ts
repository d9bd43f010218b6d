import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { StaffId } from "../domain/brand.ts";
import type { Tx } from "./connect.ts";
import { staffAccounts } from "./schema.ts";

/** Keeps the hash of somebody's password, where better-auth looks for it. */
export async function writePassword(tx: Tx, staffId: StaffId, hash: string): Promise<void> {
  await tx
    .insert(staffAccounts)
    .values({ id: randomUUID(), userId: staffId, providerId: "credential", accountId: staffId, password: hash })
    .onConflictDoUpdate({
      target: staffAccounts.userId,
      set: { password: hash, updatedAt: sql`clock_timestamp()` },
    });
}

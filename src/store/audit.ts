import { and, eq, inArray } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Tx } from "./connect.ts";
import { auditLog } from "./schema.ts";

/** A change that staff, a key's holder or the command line made. No personal data. */
export interface AuditEntry {
  /** Null where it concerns every shop. */
  readonly shopId: ShopId | null;
  /** Who: `key ck_…` by its first characters, `staff …`, `command line`. */
  readonly actor: string;
  /** What, as `policy.publish`. */
  readonly action: string;
  /** To which thing, by its own id; null where the action says it all. */
  readonly target: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export async function insertAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({ ...entry, detail: { ...entry.detail } });
}

/** Why versions of a shop's policy were published, by version, where somebody said so. */
export async function readChangeReasons(
  tx: Tx,
  shopId: ShopId,
  versions: readonly number[],
): Promise<Map<number, string>> {
  if (versions.length === 0) return new Map();
  const rows = await tx
    .select({ target: auditLog.target, detail: auditLog.detail })
    .from(auditLog)
    .where(
      and(
        eq(auditLog.shopId, shopId),
        inArray(auditLog.action, ["policy.publish", "policy.restore"]),
        inArray(auditLog.target, versions.map(String)),
      ),
    );
  return new Map(
    rows.flatMap(({ target, detail: { reason } }): [number, string][] =>
      typeof reason === "string" ? [[Number(target), reason]] : [],
    ),
  );
}

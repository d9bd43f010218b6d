import type { ShopId } from "../domain/brand.ts";
import { completePolicy, type PolicyDocument } from "../domain/policy.ts";
import { insertAudit } from "../store/audit.ts";
import type { Tx } from "../store/connect.ts";
import { findVersion, publishPolicy as writeVersion } from "../store/policies.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Who changes a shop's policy, and why. */
interface Change {
  readonly shopId: ShopId;
  readonly by: string;
  /** In the words of whoever changed it, where anything was said. */
  readonly reason?: string | null;
  /** The version it was made from, where the caller named one. */
  readonly expected: number | null;
}

/** A complete document, as `completePolicy` gives it, to be the shop's policy from now on. */
export interface PolicyChange extends Change {
  readonly document: PolicyDocument;
}

/**
 * Publishes a new version of a shop's policy. What is planned already is planned anew soon after (`replan-orders`).
 * @returns the version, or null where another change came first.
 */
export async function publishPolicy(ctx: Pick<JourneyContext, "db">, change: PolicyChange): Promise<number | null> {
  return await inShops(ctx.db, { shops: [change.shopId] }, (tx) => publish(tx, change, "policy.publish", {}));
}

/** What became of a wish to go back to an older version. */
export type Restored =
  | { readonly kind: "restored"; readonly version: number; readonly document: PolicyDocument }
  /** There is no such version; another change came first; or it says what is not allowed any more. */
  | { readonly kind: "absent" | "stale" | "outdated" };

/** Publishes an older version again, as a new one: the row of versions only ever grows. */
export async function restorePolicy(
  ctx: Pick<JourneyContext, "db">,
  change: Change & { readonly version: number },
): Promise<Restored> {
  const { shopId, version } = change;
  return await inShops(ctx.db, { shops: [shopId] }, async (tx) => {
    const found = await findVersion(tx, shopId, version);
    if (found === null) return { kind: "absent" };
    const completed = completePolicy(found.document);
    if (!completed.ok) return { kind: "outdated" };
    const { document } = completed;
    const published = await publish(tx, { ...change, document }, "policy.restore", { restored: version });
    return published === null ? { kind: "stale" } : { kind: "restored", version: published, document };
  });
}

async function publish(
  tx: Tx,
  change: PolicyChange,
  action: "policy.publish" | "policy.restore",
  detail: Readonly<Record<string, number>>,
): Promise<number | null> {
  const { shopId, by, reason = null } = change;
  const version = await writeVersion(tx, shopId, change);
  if (version !== null) {
    const said = reason === null ? detail : { ...detail, reason };
    await insertAudit(tx, { shopId, actor: by, action, target: String(version), detail: said });
  }
  return version;
}

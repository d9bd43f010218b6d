import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import { completePolicy, type Policy, type PolicyDocument } from "../domain/policy.ts";
import type { Db, Tx } from "./connect.ts";
import { policyVersions, shops } from "./schema.ts";

/** Reads policies by version. A version never changes, so each is parsed once. */
export interface PolicyReader {
  read(tx: Tx, shopId: ShopId, version: number): Promise<Policy>;
}

const VERSIONS_KEPT = 1_000;

export function createPolicyReader(): PolicyReader {
  const known = new Map<string, Policy>();
  return {
    async read(tx, shopId, version) {
      const key = `${shopId} ${version}`;
      const found = known.get(key);
      if (found) return found;
      const { policy } = await readVersion(tx, shopId, version);
      if (known.size >= VERSIONS_KEPT) known.clear();
      known.set(key, policy);
      return policy;
    },
  };
}

/** @throws Error where the version is missing or was written by a later cuifu. */
export async function readVersion(
  tx: Db | Tx,
  shopId: ShopId,
  version: number,
): Promise<{ document: PolicyDocument; policy: Policy }> {
  const [row] = await tx
    .select({ document: policyVersions.document })
    .from(policyVersions)
    .where(and(eq(policyVersions.shopId, shopId), eq(policyVersions.version, version)));
  const completed = completePolicy(row?.document);
  if (!row || !completed.ok) throw new Error(`policy version ${version} of shop ${shopId} can't be read`);
  return completed;
}

/**
 * Publishes a new version. The shop's row is locked, so versions follow each other without a gap.
 * @param expected the version the change was made from, where the caller named one.
 * @returns the new version, or null where another change came first.
 */
export async function publishPolicy(
  tx: Tx,
  shopId: ShopId,
  change: { readonly document: PolicyDocument; readonly by: string; readonly expected: number | null },
): Promise<number | null> {
  const [shop] = await tx
    .select({ version: shops.policyVersion })
    .from(shops)
    .where(eq(shops.id, shopId))
    .for("no key update");
  if (!shop || (change.expected !== null && shop.version !== change.expected)) return null;
  const [last] = await tx
    .select({ version: policyVersions.version })
    .from(policyVersions)
    .where(eq(policyVersions.shopId, shopId))
    .orderBy(desc(policyVersions.version))
    .limit(1);
  const version = (last?.version ?? 0) + 1;
  await tx.insert(policyVersions).values({ shopId, version, document: change.document, createdBy: change.by });
  await tx
    .update(shops)
    .set({ policyVersion: sql`${version}` })
    .where(eq(shops.id, shopId));
  return version;
}

/** A page of a shop's versions, the latest first. `before` is the last version of the page before. */
export async function listVersions(
  tx: Tx,
  shopId: ShopId,
  page: { readonly before: number | null; readonly limit: number },
): Promise<{ version: number; createdAt: Instant; createdBy: string }[]> {
  return await tx
    .select({
      version: policyVersions.version,
      createdAt: policyVersions.createdAt,
      createdBy: policyVersions.createdBy,
    })
    .from(policyVersions)
    .where(
      and(
        eq(policyVersions.shopId, shopId),
        page.before === null ? undefined : lt(policyVersions.version, page.before),
      ),
    )
    .orderBy(desc(policyVersions.version))
    .limit(page.limit);
}

/** A version as it was written; null where there is none of that number. */
export async function findVersion(
  tx: Tx,
  shopId: ShopId,
  version: number,
): Promise<{ version: number; document: unknown; createdAt: Instant; createdBy: string } | null> {
  const [row] = await tx
    .select({
      version: policyVersions.version,
      document: policyVersions.document,
      createdAt: policyVersions.createdAt,
      createdBy: policyVersions.createdBy,
    })
    .from(policyVersions)
    .where(and(eq(policyVersions.shopId, shopId), eq(policyVersions.version, version)));
  return row ?? null;
}

import { and, desc, eq, isNull, lt, ne } from "drizzle-orm";
import type { PersonId } from "../domain/brand.ts";
import { buyerAddresses } from "../domain/buyer.ts";
import type { Instant } from "../domain/instant.ts";
import { buyersOfPeople, readBuyers } from "./buyers.ts";
import type { Tx } from "./connect.ts";
import { addressHash } from "./people.ts";
import { people, suppressions } from "./schema.ts";
import type { Vault } from "./seal.ts";
import type { Shop } from "./shops.ts";
import { openAddress, type SuppressionSource } from "./suppressions.ts";

/** A standing "no", unsealed. Personal. */
export interface SuppressionRow {
  readonly id: number;
  readonly kind: "phone" | "email" | "im" | "buyer_id";
  /** As the "no" named it, else as a buyer of the shop has it; null where neither is known. `messenger:account` for im. */
  readonly address: string | null;
  readonly reason: string;
  readonly source: SuppressionSource;
  readonly at: Instant;
}

/** One page of the suppressions that stand and came by this shop, the latest first. `after` is a row's id. */
export async function listSuppressions(
  tx: Tx,
  vault: Vault,
  { shop, after, limit }: { readonly shop: Shop; readonly after: number | null; readonly limit: number },
): Promise<SuppressionRow[]> {
  const rows = await tx
    .select({
      id: suppressions.id,
      shopId: suppressions.shopId,
      personId: suppressions.personId,
      kind: people.kind,
      hash: people.addressHash,
      address: suppressions.address,
      reason: suppressions.reason,
      source: suppressions.source,
      at: suppressions.at,
    })
    .from(suppressions)
    .innerJoin(people, eq(people.id, suppressions.personId))
    .where(
      and(
        eq(suppressions.shopId, shop.id),
        isNull(suppressions.liftedAt),
        // A shop's own id of a buyer is no address: the buyer's addresses have rows of their own.
        ne(people.kind, "buyer_id"),
        after === null ? undefined : lt(suppressions.id, after),
      ),
    )
    .orderBy(desc(suppressions.id))
    .limit(limit);
  const unnamed = rows.filter(({ address }) => address === null).map(({ personId }) => personId);
  const known = await knownAddresses(tx, vault, shop, unnamed);
  return rows.map((row) => {
    const { id, kind, reason, source, at } = row;
    return { id, kind, reason, source, at, address: openAddress(vault, row) ?? known.get(hex(row.hash)) ?? null };
  });
}

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");

/** Addresses of the buyers behind these people, by their hash. */
async function knownAddresses(
  tx: Tx,
  vault: Vault,
  { groupId }: Shop,
  ids: readonly PersonId[],
): Promise<Map<string, string>> {
  const buyers = await readBuyers(
    tx,
    vault,
    (await buyersOfPeople(tx, ids)).map(({ id }) => id),
  );
  const addresses = [...buyers.values()].flatMap(({ state }) => buyerAddresses(state.fields.values));
  return new Map(addresses.map(({ kind, value }) => [hex(addressHash(vault, { groupId, kind, value })), value]));
}

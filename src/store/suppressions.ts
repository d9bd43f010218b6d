import { and, eq, isNull, lte, sql } from "drizzle-orm";
import type { GroupId, PersonId, ShopId } from "../domain/brand.ts";
import { type Instant, toIso } from "../domain/instant.ts";
import { among, insertBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { people, suppressions } from "./schema.ts";
import type { Vault } from "./seal.ts";

export type SuppressionSource = "stop" | "complaint" | "shop" | "staff" | "provider" | "erased";

/** A "no" to put down. `address` is what the shop or staff wrote, personal; null where it came by another way. */
export interface NewSuppression {
  readonly groupId: GroupId;
  readonly shopId: ShopId;
  readonly personId: PersonId;
  readonly reason: string;
  readonly source: SuppressionSource;
  readonly address: string | null;
  readonly at: Instant;
}

const place = (shop: ShopId, person: PersonId) => ({
  table: "suppressions",
  column: "address",
  shop,
  row: String(person),
});

/**
 * Puts down who said no. One that stands already from the same source takes the later time, and a plain word in the place of an unclear one. A shop's opt-out that is
 * older than its opt-in is put down as lifted, whichever came first.
 */
export async function insertSuppressions(tx: Tx, vault: Vault, rows: readonly NewSuppression[]): Promise<void> {
  if (rows.length === 0) return;
  const optedIn = await readOptIns(
    tx,
    rows.map((row) => row.personId),
  );
  const values = [...rows]
    .sort((a, b) => a.personId - b.personId)
    .map(({ address, ...row }) => {
      const since = optedIn.get(row.personId) ?? null;
      return {
        ...row,
        address: address === null ? null : vault.seal(address, place(row.shopId, row.personId)),
        liftedAt: row.source === "shop" && since !== null && since >= row.at ? since : null,
      };
    });
  await insertBulk(tx, suppressions, values, {
    tail: `ON CONFLICT (person_id, source) WHERE lifted_at IS NULL DO UPDATE SET at = greatest(suppressions.at, excluded.at),
      reason = CASE WHEN suppressions.reason = 'unclear' THEN excluded.reason ELSE suppressions.reason END`,
  });
}

async function readOptIns(tx: Tx, ids: readonly PersonId[]): Promise<Map<PersonId, Instant>> {
  const rows = await tx.select({ id: people.id, at: people.optedInAt }).from(people).where(among(people.id, ids));
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at] as const])));
}

/** An opt-in lifts what the shop itself said before it; a STOP or a complaint is never lifted by a shop (faults.md, I8). */
export async function optIn(tx: Tx, ids: readonly PersonId[], at: Instant): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(people)
    .set({ optedInAt: sql`greatest(people.opted_in_at, ${toIso(at)}::timestamptz)` })
    .where(among(people.id, ids));
  await tx
    .update(suppressions)
    .set({ liftedAt: at })
    .where(
      and(
        among(suppressions.personId, ids),
        eq(suppressions.source, "shop"),
        isNull(suppressions.liftedAt),
        lte(suppressions.at, at),
      ),
    );
}

/**
 * Puts every standing "no" of one of a buyer's people down for the buyer's other people too: an address that was learned
 * after the "no" is under it as well, whichever came first.
 */
export async function spreadSuppressions(
  tx: Tx,
  buyers: readonly { readonly people: readonly PersonId[] }[],
): Promise<void> {
  const links = buyers.flatMap(({ people: own }, buyer) =>
    own.length > 1 ? own.map((id) => ({ b: buyer, i: id })) : [],
  );
  if (links.length === 0) return;
  await tx.execute(sql`
    WITH link AS (SELECT b, i FROM jsonb_to_recordset(${JSON.stringify(links)}::jsonb) AS r(b int, i bigint))
    INSERT INTO suppressions (group_id, shop_id, person_id, reason, source, at)
    SELECT DISTINCT ON (other.i, s.source) s.group_id, s.shop_id, other.i, s.reason, s.source, s.at
    FROM suppressions s JOIN link ON link.i = s.person_id JOIN link other ON other.b = link.b AND other.i <> link.i
    WHERE s.lifted_at IS NULL
    ORDER BY other.i, s.source, s.at DESC
    ON CONFLICT (person_id, source) WHERE lifted_at IS NULL DO NOTHING`);
}

/** The address of a suppression, unsealed; null where it is not known or was erased. Personal. */
export const openAddress = (
  vault: Vault,
  row: { readonly shopId: ShopId; readonly personId: PersonId; readonly address: Uint8Array | null },
): string | null => (row.address === null ? null : vault.openText(row.address, place(row.shopId, row.personId)));

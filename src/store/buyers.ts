import { randomUUID } from "node:crypto";
import { and, inArray } from "drizzle-orm";
import type { BuyerId, PersonId, ShopId } from "../domain/brand.ts";
import type { Address, BuyerState } from "../domain/buyer.ts";
import type { Instant } from "../domain/instant.ts";
import { among, insertBulk, updateBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { buyerPeople, buyers } from "./schema.ts";
import { unlessDamaged, type Vault } from "./seal.ts";

/** A buyer of one shop, unsealed. Personal. */
export interface Buyer {
  readonly id: BuyerId;
  readonly shopId: ShopId;
  readonly state: BuyerState;
  readonly people: readonly PersonId[];
  /**
   * Keyed hash of the address the buyer was first known by, phone before e-mail before messenger before the shop's own
   * id: sticks to the buyer, and is the same in every shop of the group. The held-out arm follows from it.
   */
  readonly armKey: string;
}

const columns = { id: buyers.id, shopId: buyers.shopId, profile: buyers.profile, people: buyers.people };

const place = (shop: ShopId, id: BuyerId) => ({ table: "buyers", column: "profile", shop, row: id });

function openBuyer(
  vault: Vault,
  row: { id: BuyerId; shopId: ShopId; profile: Uint8Array; people: readonly PersonId[] },
): Buyer {
  const { armKey, ...state }: Profile = JSON.parse(vault.openText(row.profile, place(row.shopId, row.id)));
  return { id: row.id, shopId: row.shopId, state, people: row.people, armKey };
}

/** What `buyers.profile` holds. */
type Profile = BuyerState & Pick<Buyer, "armKey">;

/** Keyed hash by which a shop's buyer is found again. */
export const identityHash = (vault: Vault, shopId: ShopId, { kind, value }: Address): Uint8Array =>
  vault.hash(`buyer ${shopId} ${kind}`, value);

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");

/** How `findBuyers` names a buyer: its shop and its identity hash. */
export const identityKey = (shopId: ShopId, hash: Uint8Array): string => `${shopId} ${hex(hash)}`;

/** Finds buyers by identity and locks them, in the one order everybody uses; reads them after the lock. */
export async function lockBuyersByIdentity(
  tx: Tx,
  vault: Vault,
  wanted: readonly { readonly shopId: ShopId; readonly hash: Uint8Array }[],
): Promise<Map<string, Buyer>> {
  if (wanted.length === 0) return new Map();
  const ids = await tx
    .select({ id: buyers.id })
    .from(buyers)
    .where(
      and(
        among(
          buyers.shopId,
          wanted.map(({ shopId }) => shopId),
        ),
        among(
          buyers.identityHash,
          wanted.map(({ hash }) => hash),
        ),
      ),
    )
    .orderBy(buyers.id)
    .for("no key update");
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ ...columns, hash: buyers.identityHash })
    .from(buyers)
    .where(
      among(
        buyers.id,
        ids.map((row) => row.id),
      ),
    );
  return new Map(rows.map((row) => [identityKey(row.shopId, row.hash), openBuyer(vault, row)]));
}

const selectBuyers = async (tx: Tx, ids: readonly BuyerId[]) =>
  ids.length === 0 ? [] : await tx.select(columns).from(buyers).where(among(buyers.id, ids));

/** Reads buyers by id. */
export async function readBuyers(tx: Tx, vault: Vault, ids: readonly BuyerId[]): Promise<Map<BuyerId, Buyer>> {
  return new Map((await selectBuyers(tx, ids)).map((row) => [row.id, openBuyer(vault, row)]));
}

/** The same for those who only look: a buyer whose row is damaged is left out. */
export async function readBuyersToShow(tx: Tx, vault: Vault, ids: readonly BuyerId[]): Promise<Map<BuyerId, Buyer>> {
  const rows = await selectBuyers(tx, ids);
  const readable = rows.flatMap((row) => unlessDamaged(() => openBuyer(vault, row)) ?? []);
  return new Map(readable.map((buyer) => [buyer.id, buyer]));
}

const sealed = (vault: Vault, buyer: Buyer) => {
  const { values } = buyer.state.fields;
  return {
    profile: vault.seal(
      JSON.stringify({ ...buyer.state, armKey: buyer.armKey } satisfies Profile),
      place(buyer.shopId, buyer.id),
    ),
    locale: values.locale ?? null,
    timezone: values.timezone ?? null,
    country: values.country ?? null,
    grade: values.grade ?? null,
    paidOrders: values.paidOrders ?? null,
    people: [...buyer.people],
  };
};

export const newBuyerId = (): BuyerId => randomUUID() as BuyerId;

/**
 * Makes buyers that were not there; one that another transaction made meanwhile is left alone.
 * @returns the ids that were made.
 */
export async function insertBuyers(
  tx: Tx,
  vault: Vault,
  rows: readonly (Buyer & { readonly identityHash: Uint8Array })[],
  now: Instant,
): Promise<Set<BuyerId>> {
  if (rows.length === 0) return new Set();
  const sorted = [...rows].sort((a, b) => Buffer.compare(Buffer.from(a.identityHash), Buffer.from(b.identityHash)));
  const made = await insertBulk<typeof buyers, { id: BuyerId }>(
    tx,
    buyers,
    sorted.map((row) => ({
      id: row.id,
      shopId: row.shopId,
      identityHash: row.identityHash,
      ...sealed(vault, row),
      updatedAt: now,
    })),
    { tail: "ON CONFLICT DO NOTHING RETURNING id" },
  );
  const ids = new Set(made.map((row) => row.id));
  await insertBuyerPeople(
    tx,
    rows.filter((row) => ids.has(row.id)),
  );
  return ids;
}

/** Puts down by whose addresses buyers are known; what is there already stays. */
async function insertBuyerPeople(tx: Tx, rows: readonly Omit<Buyer, "state">[]): Promise<void> {
  const pairs = rows.flatMap(({ id, shopId, people }) => people.map((personId) => ({ personId, buyerId: id, shopId })));
  // One order for everybody, so that two intakes never wait for each other crosswise.
  pairs.sort((a, b) => a.personId - b.personId || (a.buyerId < b.buyerId ? -1 : 1));
  await insertBulk(tx, buyerPeople, pairs, { tail: "ON CONFLICT DO NOTHING" });
}

/** Writes locked buyers. */
export async function updateBuyers(tx: Tx, vault: Vault, rows: readonly Buyer[], now: Instant): Promise<void> {
  await updateBulk(
    tx,
    buyers,
    rows.map((row) => ({ id: row.id, ...sealed(vault, row), updatedAt: now })),
  );
  await insertBuyerPeople(tx, rows);
}

/** Every buyer, in the shops the transaction names, that is known by one of these people's addresses. */
export async function buyersOfPeople(
  tx: Tx,
  people: readonly PersonId[],
): Promise<{ id: BuyerId; shopId: ShopId; people: readonly PersonId[] }[]> {
  if (people.length === 0) return [];
  const rows = await tx
    .select({ id: buyers.id, shopId: buyers.shopId, people: buyers.people })
    .from(buyers)
    .where(
      inArray(
        buyers.id,
        tx.select({ id: buyerPeople.buyerId }).from(buyerPeople).where(among(buyerPeople.personId, people)),
      ),
    )
    .orderBy(buyers.id);
  return rows;
}

import { and, eq, gt, isNull, notInArray, sql } from "drizzle-orm";
import type { GroupId, PersonId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import { among, insertBulk } from "./bulk.ts";
import type { Tx } from "./connect.ts";
import { buyerPeople, contacts, people, suppressions } from "./schema.ts";
import type { Vault } from "./seal.ts";

export type AddressKind = "phone" | "email" | "im" | "buyer_id";

/** An address to find a person by; `value` is normalised and personal. */
export interface PersonAddress {
  readonly groupId: GroupId;
  readonly kind: AddressKind;
  readonly value: string;
}

export const addressKey = ({ groupId, kind, value }: PersonAddress): string => `${groupId} ${kind} ${value}`;

/** What an address is found again by. */
export const addressHash = (vault: Vault, { groupId, kind, value }: PersonAddress): Uint8Array =>
  vault.hash(`address ${groupId} ${kind}`, value);

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");

/** Finds or makes the people with these addresses. @returns them by `addressKey`. */
export async function ensurePeople(
  tx: Tx,
  vault: Vault,
  addresses: readonly PersonAddress[],
): Promise<Map<string, PersonId>> {
  if (addresses.length === 0) return new Map();
  const unique = new Map(addresses.map((address) => [addressKey(address), address]));
  const wanted = [...unique].map(([key, address]) => ({ key, address, hash: addressHash(vault, address) }));
  // One order for everybody, so that two intakes never wait for each other crosswise.
  wanted.sort((a, b) => Buffer.compare(Buffer.from(a.hash), Buffer.from(b.hash)));
  const made = await insertBulk<
    typeof people,
    { id: PersonId; group_id: GroupId; kind: string; address_hash: Uint8Array }
  >(
    tx,
    people,
    wanted.map(({ address, hash }) => ({ groupId: address.groupId, kind: address.kind, addressHash: hash })),
    { tail: "ON CONFLICT DO NOTHING RETURNING id, group_id, kind, address_hash" },
  );
  const byHash = new Map(made.map((row) => [`${row.group_id} ${row.kind} ${hex(row.address_hash)}`, row.id]));
  const found = new Map<string, PersonId>();
  for (const { key, address, hash } of wanted) {
    const id = byHash.get(`${address.groupId} ${address.kind} ${hex(hash)}`);
    if (id !== undefined) found.set(key, id);
  }
  const there = await selectPeople(
    tx,
    wanted.filter(({ key }) => !found.has(key)),
  );
  return new Map([...found, ...there]);
}

/** Those people who are known by any of these addresses. */
export async function findPeople(tx: Tx, vault: Vault, addresses: readonly PersonAddress[]): Promise<PersonId[]> {
  if (addresses.length === 0) return [];
  const wanted = addresses.map((address) => ({ key: addressKey(address), address, hash: addressHash(vault, address) }));
  return [...new Set((await selectPeople(tx, wanted)).values())];
}

async function selectPeople(
  tx: Tx,
  wanted: readonly { readonly key: string; readonly address: PersonAddress; readonly hash: Uint8Array }[],
): Promise<Map<string, PersonId>> {
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .select({
      id: people.id,
      groupId: people.groupId,
      kind: people.kind,
      hash: people.addressHash,
    })
    .from(people)
    .where(
      and(
        among(
          people.groupId,
          wanted.map(({ address }) => address.groupId),
        ),
        among(
          people.kind,
          wanted.map(({ address }) => address.kind),
        ),
        among(
          people.addressHash,
          wanted.map(({ hash }) => hash),
        ),
      ),
    );
  const byHash = new Map(rows.map((row) => [`${row.groupId} ${row.kind} ${hex(row.hash)}`, row]));
  const found = new Map<string, PersonId>();
  for (const { key, address, hash } of wanted) {
    const row = byHash.get(`${address.groupId} ${address.kind} ${hex(hash)}`);
    if (row) found.set(key, row.id);
  }
  return found;
}

/** Locks people, in the one order everybody uses. */
export async function lockPeople(tx: Tx, ids: readonly PersonId[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.select({ id: people.id }).from(people).where(among(people.id, ids)).orderBy(people.id).for("no key update");
}

/** Of these people, locks those that nobody else holds. @returns their ids. */
export async function lockFreePeople(tx: Tx, ids: readonly PersonId[]): Promise<Set<PersonId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: people.id })
    .from(people)
    .where(among(people.id, ids))
    .orderBy(people.id)
    .for("no key update", { skipLocked: true });
  return new Set(rows.map((row) => row.id));
}

/** Which of these people said no and still stand by it. */
export async function suppressedAmong(tx: Tx, ids: readonly PersonId[]): Promise<Set<PersonId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectDistinct({ id: suppressions.personId })
    .from(suppressions)
    .where(and(among(suppressions.personId, ids), isNull(suppressions.liftedAt)));
  return new Set(rows.map((row) => row.id));
}

/** Which of these people were sent thanks since then, by the shops that the transaction names. */
export async function thankedAmong(tx: Tx, ids: readonly PersonId[], since: Instant): Promise<Set<PersonId>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectDistinct({ id: buyerPeople.personId })
    .from(buyerPeople)
    .innerJoin(contacts, eq(contacts.buyerId, buyerPeople.buyerId))
    .where(
      and(
        among(buyerPeople.personId, ids),
        eq(contacts.purpose, "thank_you"),
        gt(contacts.claimedAt, since),
        notInArray(contacts.state, ["not_sent", "rejected", "cancelled"]),
      ),
    );
  return new Set(rows.map((row) => row.id));
}

/** How often each of these people was contacted since `since`, from the locked rows. */
export async function readContactTimes(tx: Tx, ids: readonly PersonId[]): Promise<Map<PersonId, readonly number[]>> {
  if (ids.length === 0) return new Map();
  const result = await tx.execute<{ id: string; times: number[] | null }>(sql`
    SELECT id, (SELECT array_agg((extract(epoch FROM t) * 1000)::float8) FROM unnest(contacted_at) AS t) AS times
    FROM people WHERE id = ANY(${sql.param([...new Set(ids)])}::bigint[]) AND cardinality(contacted_at) > 0`);
  return new Map(result.rows.map((row) => [Number(row.id) as PersonId, row.times ?? []]));
}

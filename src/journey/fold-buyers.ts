import type { BuyerId, PersonId } from "../domain/brand.ts";
import { applyBuyer, buyerAddresses, buyerIdentity, buyerStamp, changesPlans, hearBuyer } from "../domain/buyer.ts";
import type { BuyerFields, ShopEvent } from "../domain/event.ts";
import type { Instant } from "../domain/instant.ts";
import {
  type Buyer,
  identityHash,
  identityKey,
  insertBuyers,
  lockBuyersByIdentity,
  newBuyerId,
  updateBuyers,
} from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { addressKey, ensurePeople, type PersonAddress } from "../store/people.ts";
import type { JourneyContext } from "./context.ts";
import { evidenceIn } from "./hear-reasons.ts";
import type { Inbound } from "./receive-orders.ts";

/** An event of the batch and where in the batch it stands. */
export interface Work extends Inbound {
  readonly at: number;
}

/** One event's word on a buyer. */
export interface Telling {
  readonly work: Work;
  readonly fields: BuyerFields;
  readonly hash: Uint8Array;
  readonly key: string;
  readonly addresses: readonly PersonAddress[];
  /** For a buyer that is made of it (`Buyer.armKey`). */
  readonly armKey: string;
}

/** Everything a batch tells of buyers, and the people its addresses stand for. */
export interface Tellings {
  readonly all: readonly Telling[];
  readonly people: ReadonlyMap<string, PersonId>;
}

const fieldsOf = (event: ShopEvent): BuyerFields | null => ("buyer" in event ? event.buyer : null);

/** A shop's own buyer id means something within that shop only. */
export const addressesOf = ({ shop }: Pick<Inbound, "shop">, fields: BuyerFields): PersonAddress[] =>
  buyerAddresses(fields).map(({ kind, value }) => ({
    groupId: shop.groupId,
    kind,
    value: kind === "buyer_id" ? `${shop.id}:${value}` : value,
  }));

/** Phone before e-mail before messenger before the shop's own id: what the same human has in common between shops. */
const ARM_KINDS = ["phone", "email", "im", "buyer_id"] as const;

export function armKeyOf({ vault }: Pick<JourneyContext, "vault">, addresses: readonly PersonAddress[]): string {
  const [first] = ARM_KINDS.flatMap((kind) => addresses.filter((address) => address.kind === kind));
  if (!first) throw new Error("a buyer without an address");
  return Buffer.from(vault.hash(`arm ${first.groupId} ${first.kind}`, first.value)).toString("base64url");
}

/** The people whose addresses a telling names. */
export const peopleIn = ({ addresses }: Telling, people: Tellings["people"]): PersonId[] =>
  addresses.flatMap((address) => people.get(addressKey(address)) ?? []);

/** Reads what a batch tells of buyers, and finds or makes the people behind the addresses. */
export async function readTellings(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault">,
  work: readonly Work[],
): Promise<Tellings> {
  const all = work.flatMap((item) => {
    const fields = fieldsOf(item.event);
    const identity = fields && buyerIdentity(fields);
    if (!fields || !identity) return [];
    const hash = identityHash(ctx.vault, item.shopId, identity);
    const addresses = addressesOf(item, fields);
    const armKey = armKeyOf(ctx, addresses);
    return [{ work: item, fields, hash, key: identityKey(item.shopId, hash), addresses, armKey }];
  });
  const people = await ensurePeople(
    tx,
    ctx.vault,
    all.flatMap(({ addresses }) => addresses),
  );
  return { all, people };
}

/** What a batch told of buyers. */
export interface BuyersFolded {
  /** The buyer each event speaks of, by its position in the batch. */
  readonly told: ReadonlyMap<number, Buyer>;
  /** Those of whom something was learned that may change the plans of their other orders. */
  readonly moved: Set<BuyerId>;
  /** Those that may be known by an address they were not known by before. */
  readonly grown: readonly Buyer[];
}

/** Joins what the events tell of buyers into their rows, one write a buyer. */
export async function foldBuyers(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault" | "reasons">,
  { all: tellings, people }: Tellings,
  now: Instant,
): Promise<BuyersFolded> {
  if (tellings.length === 0) return { told: new Map(), moved: new Set(), grown: [] };
  const byBuyer = Map.groupBy(tellings, ({ key }) => key);
  const found = await lockBuyersByIdentity(tx, ctx.vault, wanted(byBuyer.values()));
  const missing = [...byBuyer].filter(([key]) => !found.has(key));
  const made = missing.flatMap(([, told]) => {
    const [first] = told;
    return first ? [{ ...fold(ctx, null, told, people), identityHash: first.hash, key: first.key }] : [];
  });
  const inserted = await insertBuyers(tx, ctx.vault, made, now);
  const buyers = new Map<string, Buyer>();
  for (const buyer of made) if (inserted.has(buyer.id)) buyers.set(buyer.key, buyer);
  // Made by another intake meanwhile: its commit was waited for, so now they are there.
  const raced = missing.filter(([key]) => !buyers.has(key)).map(([, told]) => told);
  const late = await lockBuyersByIdentity(tx, ctx.vault, wanted(raced));
  const changed: Buyer[] = [];
  const moved = new Set<BuyerId>();
  for (const [key, buyer] of [...found, ...late]) {
    const next = fold(ctx, buyer, byBuyer.get(key) ?? [], people);
    if (next !== buyer) changed.push(next);
    if (changesPlans(buyer.state, next.state)) moved.add(buyer.id);
    buyers.set(key, next);
  }
  await updateBuyers(tx, ctx.vault, changed, now);
  const told = new Map(tellings.flatMap(({ work: { at }, key }) => entry(at, buyers.get(key))));
  return { told, moved, grown: [...made.filter(({ id }) => inserted.has(id)), ...changed] };
}

const entry = (at: number, buyer: Buyer | undefined): [number, Buyer][] => (buyer ? [[at, buyer]] : []);

const wanted = (groups: Iterable<readonly Telling[]>) =>
  [...groups].flatMap(([first]) => (first ? [{ shopId: first.work.shopId, hash: first.hash }] : []));

/** A buyer joined with all tellings; the very same object where nothing changed. */
function fold(
  { reasons }: Pick<JourneyContext, "reasons">,
  before: Buyer | null,
  told: readonly Telling[],
  people: ReadonlyMap<string, PersonId>,
): Buyer {
  let state = before?.state ?? null;
  for (const { work, fields } of told) {
    state = applyBuyer(state, fields, buyerStamp(work.event)).state;
    const { event } = work;
    // Of no order in particular: kept for orders that are heard of later.
    if (event.kind === "conversation" && event.externalId === null) {
      state = hearBuyer(state, evidenceIn(reasons, event));
    }
  }
  const known = before?.people ?? [];
  const added = told.flatMap((telling) => peopleIn(telling, people)).filter((id) => !known.includes(id));
  const [first] = told;
  if (!state || !first) throw new Error("a buyer nobody spoke of");
  if (before && state === before.state && added.length === 0) return before;
  // An address once known stays: who said no under an old number is still left alone.
  const all = [...new Set([...known, ...added])].sort((a, b) => a - b);
  const id: BuyerId = before?.id ?? newBuyerId();
  return { id, shopId: first.work.shopId, state, people: all, armKey: before?.armKey ?? first.armKey };
}

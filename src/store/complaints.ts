import { and, desc, eq, lt } from "drizzle-orm";
import type { OrderId, PersonId, ShopId } from "../domain/brand.ts";
import type { ComplaintContent, ComplaintState } from "../domain/complaint.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { complaints, orders } from "./schema.ts";
import type { Vault } from "./seal.ts";

const place = (shop: ShopId, person: PersonId, at: Instant) => ({
  table: "complaints",
  column: "content",
  shop,
  row: `${person} ${at}`,
});

/** A complaint, unsealed. Personal. */
export interface Complaint {
  readonly id: number;
  readonly shopId: ShopId;
  readonly personId: PersonId;
  /** The shop's own id of the order; null where it names none. */
  readonly externalId: string | null;
  readonly at: Instant;
  readonly by: string;
  readonly state: ComplaintState;
  /** Counts the changes. */
  readonly revision: number;
  readonly updatedAt: Instant;
  readonly resolvedAt: Instant | null;
  /** Null once the buyer was erased. */
  readonly content: ComplaintContent | null;
}

const columns = {
  id: complaints.id,
  shopId: complaints.shopId,
  personId: complaints.personId,
  externalId: orders.externalId,
  at: complaints.at,
  by: complaints.by,
  state: complaints.state,
  revision: complaints.revision,
  updatedAt: complaints.updatedAt,
  resolvedAt: complaints.resolvedAt,
  content: complaints.content,
};

const open = (vault: Vault, row: Omit<Complaint, "content"> & { readonly content: Uint8Array | null }): Complaint => ({
  ...row,
  content:
    row.content === null
      ? null
      : (JSON.parse(vault.openText(row.content, place(row.shopId, row.personId, row.at))) as ComplaintContent),
});

/** Puts a complaint down. @returns its id. */
export async function insertComplaint(
  tx: Tx,
  vault: Vault,
  complaint: Pick<Complaint, "shopId" | "personId" | "at" | "by"> & {
    readonly orderId: OrderId | null;
    readonly content: ComplaintContent;
  },
): Promise<number> {
  const { shopId, personId, at, content } = complaint;
  const sealed = vault.seal(JSON.stringify(content), place(shopId, personId, at));
  const [row] = await tx
    .insert(complaints)
    .values({ ...complaint, state: "open", updatedAt: at, content: sealed })
    .returning({ id: complaints.id });
  if (!row) throw new Error("a complaint was not put down");
  return row.id;
}

/** Locks a complaint and reads it; null where the shop has none with this id. */
export async function lockComplaint(tx: Tx, vault: Vault, shopId: ShopId, id: number): Promise<Complaint | null> {
  const [row] = await tx
    .select(columns)
    .from(complaints)
    .leftJoin(orders, eq(orders.id, complaints.orderId))
    .where(and(eq(complaints.shopId, shopId), eq(complaints.id, id)))
    .for("no key update", { of: complaints });
  return row ? open(vault, row) : null;
}

/** Writes what was done about a locked complaint. */
export async function updateComplaint(tx: Tx, vault: Vault, complaint: Complaint): Promise<void> {
  const { id, shopId, personId, at, state, revision, updatedAt, resolvedAt, content } = complaint;
  const sealed = content === null ? null : vault.seal(JSON.stringify(content), place(shopId, personId, at));
  await tx
    .update(complaints)
    .set({ state, revision, updatedAt, resolvedAt, content: sealed })
    .where(eq(complaints.id, id));
}

export async function findComplaint(tx: Tx, vault: Vault, shopId: ShopId, id: number): Promise<Complaint | null> {
  const [row] = await tx
    .select(columns)
    .from(complaints)
    .leftJoin(orders, eq(orders.id, complaints.orderId))
    .where(and(eq(complaints.shopId, shopId), eq(complaints.id, id)));
  return row ? open(vault, row) : null;
}

/** One page of a shop's complaints, the latest first. `after` is a row's id; `state` null: all. */
export async function listComplaints(
  tx: Tx,
  vault: Vault,
  shopId: ShopId,
  filter: { readonly state: ComplaintState | null; readonly after: number | null; readonly limit: number },
): Promise<Complaint[]> {
  const { state, after, limit } = filter;
  const rows = await tx
    .select(columns)
    .from(complaints)
    .leftJoin(orders, eq(orders.id, complaints.orderId))
    .where(
      and(
        eq(complaints.shopId, shopId),
        state === null ? undefined : eq(complaints.state, state),
        after === null ? undefined : lt(complaints.id, after),
      ),
    )
    .orderBy(desc(complaints.id))
    .limit(limit);
  return rows.map((row) => open(vault, row));
}

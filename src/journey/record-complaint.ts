import type { OrderId, PersonId } from "../domain/brand.ts";
import type { ComplaintState } from "../domain/complaint.ts";
import { emailKey } from "../domain/email-address.ts";
import { insertAudit } from "../store/audit.ts";
import { readBuyers } from "../store/buyers.ts";
import { insertComplaint, lockComplaint, updateComplaint } from "../store/complaints.ts";
import type { Tx } from "../store/connect.ts";
import { findOrder } from "../store/order-views.ts";
import { addressKey, ensurePeople } from "../store/people.ts";
import { type Shop, shopsOfGroups } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { suppressPeople } from "./suppress-people.ts";

/** Who complained: by an address, or as the buyer of an order of the shop's. Personal. */
type Complainant =
  | { readonly kind: "phone" | "email"; readonly value: string }
  | { readonly kind: "order"; readonly externalId: string };

/** A complaint about being reminded. `text` is personal. */
interface NewComplaint {
  readonly shop: Shop;
  readonly who: Complainant;
  readonly text: string | null;
  readonly by: string;
}

/**
 * Puts a complaint down and leaves its buyer alone at once, on every channel and in every shop of the group; no shop can
 * lift that (domain.md, R12). @returns its id; null where there is no such order, or nobody is known to have placed it.
 */
export async function recordComplaint(
  ctx: JourneyContext,
  { shop, who, text, by }: NewComplaint,
): Promise<number | null> {
  const groups = [shop.groupId];
  const shops = await shopsOfGroups(ctx.db, groups);
  return await inShops(ctx.db, { shops, groups }, async (tx) => {
    const at = await readClock(tx, ctx.clock);
    const found = await findComplainant(tx, ctx, shop, who);
    const [personId] = found?.people ?? [];
    if (!found || personId === undefined) return null;
    const { people, address, orderId } = found;
    const named = who.kind === "order" || address === null ? {} : { address };
    await suppressPeople(tx, ctx, shop, people, { reason: "complaint", source: "complaint", at, ...named });
    const content = { address, text, steps: [] };
    const id = await insertComplaint(tx, ctx.vault, { shopId: shop.id, personId, orderId, at, by, content });
    const detail = { complaint: id };
    await insertAudit(tx, {
      shopId: shop.id,
      actor: by,
      action: "complaint.record",
      target: who.kind === "order" ? who.externalId : String(personId),
      detail,
    });
    return id;
  });
}

interface Found {
  readonly people: readonly PersonId[];
  readonly address: string | null;
  readonly orderId: OrderId | null;
}

async function findComplainant(
  tx: Tx,
  { vault }: Pick<JourneyContext, "vault">,
  shop: Shop,
  who: Complainant,
): Promise<Found | null> {
  if (who.kind === "order") {
    const order = await findOrder(tx, shop.id, who.externalId);
    const buyer = order?.buyerId && (await readBuyers(tx, vault, [order.buyerId])).get(order.buyerId);
    if (!order || !buyer) return null;
    const { phone, email } = buyer.state.fields.values;
    return { people: buyer.people, address: phone ?? email ?? null, orderId: order.id };
  }
  const value = who.kind === "email" ? emailKey(who.value) : who.value;
  const person = { groupId: shop.groupId, kind: who.kind, value };
  const id = (await ensurePeople(tx, vault, [person])).get(addressKey(person));
  return id === undefined ? null : { people: [id], address: who.value, orderId: null };
}

/** What was done about a complaint. `note` is personal. */
interface ComplaintChange {
  readonly shop: Shop;
  readonly id: number;
  readonly state: ComplaintState | null;
  readonly note: string | null;
  readonly by: string;
  /** The revision they have seen; null where it does not matter to them. */
  readonly expected: number | null;
}

/** Puts down a step of a complaint's progress. The buyer stays left alone, whatever becomes of it. */
export async function followComplaint(
  ctx: Pick<JourneyContext, "db" | "clock" | "vault">,
  { shop, id, state, note, by, expected }: ComplaintChange,
): Promise<"followed" | "stale" | "no_complaint"> {
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const complaint = await lockComplaint(tx, ctx.vault, shop.id, id);
    if (complaint === null) return "no_complaint";
    if (expected !== null && expected !== complaint.revision) return "stale";
    const at = await readClock(tx, ctx.clock);
    const next = state ?? complaint.state;
    const { content } = complaint;
    await updateComplaint(tx, ctx.vault, {
      ...complaint,
      state: next,
      revision: complaint.revision + 1,
      updatedAt: at,
      resolvedAt: next === "resolved" ? (complaint.resolvedAt ?? at) : null,
      content: content && { ...content, steps: [...content.steps, { at, by, state: next, note }] },
    });
    const detail = { state: next, was: complaint.state };
    await insertAudit(tx, { shopId: shop.id, actor: by, action: "complaint.follow", target: String(id), detail });
    return "followed";
  });
}

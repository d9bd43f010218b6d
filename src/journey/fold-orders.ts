import type { BuyerId, OrderId, ShopId } from "../domain/brand.ts";
import { type Instant, plus } from "../domain/instant.ts";
import type { Buyer } from "../store/buyers.ts";
import type { Tx } from "../store/connect.ts";
import { insertOrders, lockOrders, type OrderRow, openOrderKeys, orderKey, updateOrders } from "../store/orders.ts";
import { insertSuppressions, spreadSuppressions } from "../store/suppressions.ts";
import type { JourneyContext } from "./context.ts";
import { type EndedContact, endContacts } from "./end-contacts.ts";
import type { BuyersFolded, Work } from "./fold-buyers.ts";
import { type Folded, foldOrder, isOrderWork, type OrderWork, unchanged } from "./fold-order.ts";
import { hearSayings, readSayings, type Sayings } from "./hear-reasons.ts";
import { notePayments, payersIn } from "./note-payments.ts";
import { LONGEST_PLAN, type MadePlan, planAgain, planOrder, rowWithPlan } from "./plan-reminders.ts";
import { recordConversions } from "./record-conversion.ts";
import { readSurroundings, type Surroundings } from "./surroundings.ts";
import { type PlannedOrder, writePlans } from "./write-plans.ts";
import { writeThanks } from "./write-thanks.ts";

type FoldContext = Pick<JourneyContext, "vault" | "policies" | "channels" | "phoneZones" | "calendars" | "reasons">;

type Stored = OrderRow & { readonly id: OrderId };
type Result = Folded & { readonly row: Stored };

/**
 * Joins events into orders and plans anew what changed, each row written once.
 * @returns row ids by position in the batch (of conversations too), positions that were stale, and calls to cancel.
 */
export async function foldOrders(
  tx: Tx,
  ctx: FoldContext,
  work: readonly Work[],
  { told, moved, grown }: BuyersFolded,
  now: Instant,
): Promise<{ orders: Map<number, OrderId>; stale: Set<number>; ended: EndedContact[] }> {
  const byOrder = Map.groupBy(work.filter(isOrderWork(ctx.reasons)), (item) =>
    orderKey(item.shopId, item.event.externalId),
  );
  // What a buyer pays may make their other orders moot (contract.md, `paid_other`).
  const touched = new Set([...moved, ...(await payersIn(tx, work, told))]);
  const others = await openOrderKeys(tx, [...touched], plus(now, -LONGEST_PLAN));
  const sayings = await readSayings(tx, ctx, work, told);
  const found = await lockOrders(tx, ctx.vault, [...keysOf(work), ...others, ...sayings.orders]);
  const wanted = {
    shops: [...work.map(({ shopId }) => shopId), ...[...found.values()].map(({ shopId }) => shopId)],
    buyers: [...found.values()].flatMap(({ buyer }) => buyer?.id ?? []),
    known: told.values(),
  };
  const around = await readSurroundings(tx, ctx, wanted, now);
  notePayments(around.payments, work, told, found);
  // An address that joins a buyer who said no is under the same no.
  await spreadSuppressions(
    tx,
    grown.filter(({ id }) => around.suppressed.has(id)),
  );
  const missing = new Map([...byOrder].filter(([key]) => !found.has(key)));
  const batch: Batch = { tx, ctx, told, touched, around, sayings, now };
  const made = await makeOrders(batch, missing);
  // Made by another intake meanwhile: its commit was waited for, so now they are there.
  const raced = [...missing].filter(([key]) => !made.has(key)).flatMap(([, items]) => items);
  const late = await lockOrders(tx, ctx.vault, keysOf(raced));
  const joined = await joinOrders(batch, new Map([...found, ...late]), byOrder);

  await writePlans(tx, [...made.values(), ...joined.values()], around.shops, now);
  const results = [...made.values(), ...joined.values()].map(({ folded, row }) => ({ ...folded, row }));
  await writeThanks(tx, ctx, around, results, now);
  const ended = await stopEnded(tx, around, results, now);
  const ids = new Map(results.map(({ row }) => [orderKey(row.shopId, row.externalId), row.id]));
  const orders = new Map<number, OrderId>();
  for (const item of work) {
    const key = keyOf(item);
    const id = key === null ? undefined : (ids.get(key) ?? found.get(key)?.id);
    if (id !== undefined) orders.set(item.at, id);
  }
  return { orders, stale: new Set(results.flatMap(({ stale }) => stale)), ended };
}

interface Batch {
  readonly tx: Tx;
  readonly ctx: FoldContext;
  readonly told: ReadonlyMap<number, Buyer>;
  /** Buyers whose other open orders are planned anew. */
  readonly touched: ReadonlySet<BuyerId>;
  readonly around: Surroundings;
  readonly sayings: Sayings;
  readonly now: Instant;
}

interface Settled extends PlannedOrder {
  readonly folded: Folded;
}

const keyOf = ({ shopId, event }: Work): string | null =>
  (event.kind === "order" || event.kind === "conversation") && event.externalId !== null
    ? orderKey(shopId, event.externalId)
    : null;

const keysOf = (work: readonly Work[]): { shopId: ShopId; externalId: string }[] =>
  work.flatMap(({ shopId, event }) =>
    (event.kind === "order" || event.kind === "conversation") && event.externalId !== null
      ? [{ shopId, externalId: event.externalId }]
      : [],
  );

/** Orders heard of for the first time. @returns those that were not there; the others come back from `joinOrders`. */
async function makeOrders(
  batch: Batch,
  missing: ReadonlyMap<string, readonly OrderWork[]>,
): Promise<Map<string, Settled>> {
  const { tx, ctx, told, now } = batch;
  const folded = new Map([...missing].map(([key, items]) => [key, foldOrder(ctx.reasons, null, items, told, now)]));
  await heedRefusals(batch, [...folded.values()]);
  const settled = [...folded].map(([key, one]) => ({ key, ...settle(batch, one) }));
  const ids = await insertOrders(
    tx,
    ctx.vault,
    settled.map(({ folded: { row } }) => row),
    now,
  );
  return new Map(
    settled.flatMap(({ key, folded: one, made }) => {
      const id = ids.get(key);
      return id === undefined ? [] : [[key, { folded: one, row: { ...one.row, id }, made, isNew: true }] as const];
    }),
  );
}

/** Orders that are there: those that were told of, and the others of a buyer who changed. */
async function joinOrders(
  batch: Batch,
  found: ReadonlyMap<string, Stored>,
  byOrder: ReadonlyMap<string, readonly OrderWork[]>,
): Promise<Map<string, Settled>> {
  const { tx, ctx, told, touched, sayings, now } = batch;
  const folded = [...found].flatMap(([key, row]) => {
    const items = byOrder.get(key);
    if (items) return [{ key, id: row.id, one: foldOrder(ctx.reasons, row, items, told, now), again: false }];
    return row.buyer && (touched.has(row.buyer.id) || sayings.by.has(row.buyer.id))
      ? [{ key, id: row.id, one: unchanged(row), again: true }]
      : [];
  });
  await heedRefusals(
    batch,
    folded.map(({ one }) => one),
  );
  const settled = folded.map(({ key, id, one, again }) => {
    const { folded: after, made } = settle(batch, one, again);
    return [key, { folded: after, row: { ...after.row, id }, made, isNew: false }] as const;
  });
  await updateOrders(
    tx,
    ctx.vault,
    settled.filter(([, { folded: after }]) => after.changed).map(([, { row }]) => row),
    now,
  );
  return new Map(settled);
}

/** A "no" that was said about an order before its buyer was named counts from when the buyer is. */
async function heedRefusals({ tx, ctx, around }: Batch, folded: readonly Folded[]): Promise<void> {
  for (const { row } of folded) {
    const shop = around.shops.get(row.shopId);
    const buyer = row.buyer && around.buyers.get(row.buyer.id);
    if (row.refusedAt === null || !shop || !buyer || around.suppressed.has(buyer.id)) continue;
    const no = { groupId: shop.groupId, shopId: shop.id, reason: "opted_out", source: "stop" as const, address: null };
    const at = row.refusedAt;
    await insertSuppressions(
      tx,
      ctx.vault,
      buyer.people.map((personId) => ({ ...no, personId, at })),
    );
    around.suppressed.add(buyer.id);
  }
}

/**
 * The folded order with its plan, and what of the plan the order itself keeps.
 * @param again where it has a plan and nothing was told of the order itself.
 */
function settle(
  batch: Batch,
  told: Folded,
  again = false,
): { readonly folded: Folded; readonly made: MadePlan | null } {
  const { ctx, around, sayings, now } = batch;
  const shop = around.shops.get(told.row.shopId);
  const policy = around.policies.get(told.row.shopId);
  const buyer = told.row.buyer ? around.buyers.get(told.row.buyer.id) : undefined;
  if (!shop || !policy || !buyer) return { folded: told, made: null };
  const row = hearSayings(told.row, [...buyer.state.said, ...(sayings.by.get(buyer.id) ?? [])]);
  const folded = row === told.row ? told : { ...told, row, changed: true };
  const suppressed = around.suppressed.has(buyer.id);
  const input = { shop, policy, order: row, buyer, suppressed, payments: around.payments.get(buyer.id) ?? [] };
  const made = again ? planAgain(ctx, input, now) : planOrder(ctx, input);
  if (!made) return { folded, made: null };
  const next = rowWithPlan(row, made);
  return { folded: { ...folded, row: next, changed: folded.changed || next !== row }, made };
}

/** What else ends with an order or with its buyer's "no", and the verdict on those that were paid. */
async function stopEnded(
  tx: Tx,
  around: Surroundings,
  results: readonly Result[],
  now: Instant,
): Promise<EndedContact[]> {
  const refused = ({ buyer }: Stored) => buyer !== null && around.suppressed.has(buyer.id);
  const ended = results.filter(({ raised, row }) => (raised !== null && raised !== "unpaid") || refused(row));
  const calls = await endContacts(
    tx,
    ended.map(({ row }) => row.id),
    now,
  );
  await recordConversions(
    tx,
    results.flatMap(({ row, verdict }) => {
      const policy = around.policies.get(row.shopId);
      return verdict && policy && row.state.status === "paid"
        ? [{ id: row.id, shopId: row.shopId, state: row.state, policy }]
        : [];
    }),
  );
  return calls;
}

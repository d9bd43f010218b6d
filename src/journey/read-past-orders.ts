import { buyerAddresses } from "../domain/buyer.ts";
import type { Instant } from "../domain/instant.ts";
import { DAY, latest, plus } from "../domain/instant.ts";
import { minor } from "../domain/money.ts";
import { type OrderState, paidAt } from "../domain/order.ts";
import { type Buyer, readBuyers } from "../store/buyers.ts";
import type { OrderRow } from "../store/orders.ts";
import { readPastPage } from "../store/past-orders.ts";
import { suppressedAmong } from "../store/people.ts";
import type { Shop } from "../store/shops.ts";
import type { PlanPlace } from "../store/stale-plans.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { MOST_ORDERS, type Progress } from "./run-in-parts.ts";
import type { PlayableOrder } from "./simulated-order.ts";
import type { SimulatedOrder } from "./simulated-world.ts";

const PAGE = 500;

/**
 * A shop's own orders of the last days, oldest first, as they were while they were open, with how each ended since.
 * @returns null where it was cancelled; `truncated` where there were more than are played: then the latest are.
 */
export async function readPastOrders(
  ctx: JourneyContext,
  { shop, days }: { readonly shop: Shop; readonly days: number },
  progress: Progress,
): Promise<{ orders: PlayableOrder[]; truncated: boolean } | null> {
  const orders: PlayableOrder[] = [];
  let before: PlanPlace | null = null;
  for (;;) {
    if (progress.isCancelled()) return null;
    const page = await readPage(ctx, shop, days, before);
    orders.push(...page.orders);
    before = page.last;
    if (orders.length >= MOST_ORDERS) return { orders: orders.slice(0, MOST_ORDERS).reverse(), truncated: true };
    if (before === null) return { orders: orders.reverse(), truncated: false };
    progress.tell(orders.length / MOST_ORDERS);
  }
}

async function readPage(
  ctx: JourneyContext,
  shop: Shop,
  days: number,
  before: PlanPlace | null,
): Promise<{ orders: PlayableOrder[]; last: PlanPlace | null }> {
  return await inShops(ctx.db, { shops: [shop.id], groups: [shop.groupId] }, async (tx) => {
    const since = plus(await readClock(tx, ctx.clock), -days * DAY);
    const { rows, last } = await readPastPage(tx, ctx.vault, shop.id, { since, before, limit: PAGE });
    const buyers = await readBuyers(
      tx,
      ctx.vault,
      rows.flatMap(({ buyer }) => buyer?.id ?? []),
    );
    const noes = await suppressedAmong(
      tx,
      [...buyers.values()].flatMap(({ people }) => people),
    );
    const orders = rows
      .toSorted((a, b) => (b.state.fields.values.placedAt ?? 0) - (a.state.fields.values.placedAt ?? 0) || b.id - a.id)
      .flatMap((row) => {
        const buyer = row.buyer ? buyers.get(row.buyer.id) : undefined;
        return buyer
          ? pastOrder(
              row,
              buyer,
              buyer.people.some((id) => noes.has(id)),
            )
          : [];
      });
    return { orders, last };
  });
}

function pastOrder(row: OrderRow, buyer: Buyer, refused: boolean): PlayableOrder[] {
  const { values } = row.state.fields;
  if (values.placedAt === undefined || values.amount === undefined || values.currency === undefined) return [];
  const order = {
    externalId: row.externalId,
    at: row.firstSeenAt,
    state: asOpen(row.state),
    buyer: { key: buyer.id, addresses: buyerAddresses(buyer.state.fields.values), tell: () => buyer.state },
    refused,
    ends: endOf(row.state, row.firstSeenAt),
  };
  return [{ order, armKey: buyer.armKey }];
}

/** The order as it was before it ended, without what no plan asks for. */
function asOpen({ fields: { values } }: OrderState): OrderState {
  const { payUrl: _url, note: _note, paymentError: _error, ...kept } = values;
  return {
    status: "unpaid",
    statusAt: {},
    wasUnpaid: true,
    refunded: minor(0),
    refundedAll: false,
    paidBefore: null,
    fields: { values: kept, base: null, exceptions: {} },
  };
}

function endOf(state: OrderState, from: Instant): SimulatedOrder["ends"] {
  switch (state.status) {
    case "unpaid":
    case "partially_paid":
      return null;
    case "paid":
    case "cancelled":
    case "closed": {
      const at = state.status === "paid" ? paidAt(state) : (state.statusAt[state.status] ?? null);
      return { at: latest(at ?? from, from), status: state.status };
    }
    default:
      return state.status satisfies never;
  }
}

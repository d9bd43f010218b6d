import { type BuyerState, erasedBuyer } from "../domain/buyer.ts";
import type { Instant } from "../domain/instant.ts";
import { withoutWords } from "../domain/order.ts";
import type { Stamp } from "../domain/registers.ts";
import { type Buyer, buyersOfPeople, readBuyers, updateBuyers } from "../store/buyers.ts";
import { lockBuyers } from "../store/claim-rows.ts";
import type { Tx } from "../store/connect.ts";
import { eraseWords, ordersOfBuyers } from "../store/erasure.ts";
import { lockOrderRows } from "../store/order-rows.ts";
import { readOrdersById, updateOrders } from "../store/orders.ts";
import type { JourneyContext } from "./context.ts";

/**
 * Erases a buyer of one shop: who they are, what they wrote and what was written about them, in every row it stands in.
 * What stays: amounts and times, and keyed hashes, by which the "no" that the caller puts down goes on. Called when
 * everything else of the event's transaction is written, so that nothing of it comes back.
 * @param erasure where the event stands among others (`buyerStamp`): what shops tell of an earlier moment stays out.
 */
export async function eraseBuyer(
  tx: Tx,
  ctx: Pick<JourneyContext, "vault">,
  buyer: Buyer,
  erasure: Stamp,
  now: Instant,
): Promise<void> {
  const related = (await buyersOfPeople(tx, buyer.people)).map(({ id }) => id);
  await lockBuyers(tx, [buyer.id, ...related]);
  const rows = await readBuyers(tx, ctx.vault, [buyer.id, ...related]);
  const erased = [...rows.values()].filter((row) => row.id === buyer.id || isSameHuman(row, buyer));
  const ids = erased.map(({ id }) => id);
  await updateBuyers(
    tx,
    ctx.vault,
    erased.map((row) => ({ ...row, state: erasedBuyer(erasure) })),
    now,
  );

  const orderIds = await ordersOfBuyers(tx, ids);
  await lockOrderRows(tx, orderIds);
  const orders = [...(await readOrdersById(tx, ctx.vault, orderIds)).values()];
  await updateOrders(
    tx,
    ctx.vault,
    orders.map((row) => ({ ...row, state: withoutWords(row.state) })),
    now,
  );
  await eraseWords(tx, {
    shopId: buyer.shopId,
    buyers: ids,
    orders: orderIds,
    people: erased.flatMap(({ people }) => people),
  });
}

/** Another row of the shop with an address in common, unless the shop tells the two apart by ids of its own. */
const isSameHuman = (row: Buyer, buyer: Buyer): boolean =>
  row.shopId === buyer.shopId && (shopsOwnId(row.state) === null || shopsOwnId(buyer.state) === null);

const shopsOwnId = ({ fields }: BuyerState): string | null => fields.values.id ?? null;

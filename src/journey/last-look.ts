import type { Purpose } from "../domain/channel.ts";
import type { Db } from "../store/connect.ts";
import { endedAmong, unthankableAmong } from "../store/order-rows.ts";
import { suppressedAmong } from "../store/people.ts";
import { inShops } from "../store/transaction.ts";
import { type GroupCommit, groupCommit } from "./group-commit.ts";
import type { Claim } from "./write-claims.ts";

/**
 * A look at a claimed contact just before its request begins: whether one of its orders has ended, or its buyer has said
 * no, since the claim. The permit does not rest on it (what commits after the look is not seen); it shortens what
 * faults.md, I5 leaves open from the time it takes to render and to wait one's turn to that of making a connection.
 */
export type LastLook = GroupCommit<Claim, "open" | "ended">;

/** Looks that are asked for at the same time share a statement each. */
export const createLastLook = ({ db }: { readonly db: Db }): LastLook =>
  groupCommit((claims) => look(db, claims), { batch: 256, concurrency: 2 });

async function look(db: Db, claims: readonly Claim[]): Promise<PromiseSettledResult<"open" | "ended">[]> {
  const shops = [...new Set(claims.map(({ shop }) => shop.id))];
  const groups = [...new Set(claims.map(({ shop }) => shop.groupId))];
  const ordersFor = (purpose: Purpose) =>
    claims.filter((claim) => claim.purpose === purpose).flatMap(({ orders }) => orders.map(({ id }) => id));
  const { ended, suppressed } = await inShops(db, { shops, groups, byKey: true }, async (tx) => ({
    ended: {
      payment_reminder: await endedAmong(tx, ordersFor("payment_reminder")),
      thank_you: await unthankableAmong(tx, ordersFor("thank_you")),
    },
    suppressed: await suppressedAmong(
      tx,
      claims.flatMap(({ people }) => people),
    ),
  }));
  return claims.map(({ purpose, orders, people }) => {
    const isOver = orders.some(({ id }) => ended[purpose].has(id)) || people.some((id) => suppressed.has(id));
    return { status: "fulfilled", value: isOver ? "ended" : "open" };
  });
}

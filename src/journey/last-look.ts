import type { Db } from "../store/connect.ts";
import { endedAmong } from "../store/order-rows.ts";
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
  const { ended, suppressed } = await inShops(db, { shops, groups, byKey: true }, async (tx) => ({
    ended: await endedAmong(
      tx,
      claims.flatMap(({ orders }) => orders.map(({ id }) => id)),
    ),
    suppressed: await suppressedAmong(
      tx,
      claims.flatMap(({ people }) => people),
    ),
  }));
  return claims.map(({ orders, people }) => {
    const isOver = orders.some(({ id }) => ended.has(id)) || people.some((id) => suppressed.has(id));
    return { status: "fulfilled", value: isOver ? "ended" : "open" };
  });
}

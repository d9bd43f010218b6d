import type { ContactId } from "../domain/brand.ts";
import { DAY, plus } from "../domain/instant.ts";
import { placedCalls } from "../store/placed-calls.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Reports of a call come within minutes, and are repeated for hours. */
const REPORTED_WITHIN = 2 * DAY;

/** The call that a provider reports of by its own id; `isIt` tells it from others. Null where there is none. */
export async function findPlacedCall(
  ctx: JourneyContext,
  call: { readonly provider: string; readonly providerId: string },
  isIt: (contactId: ContactId) => boolean,
): Promise<ContactId | null> {
  const shops = (await allShops(ctx.db)).map(({ id }) => id);
  if (shops.length === 0) return null;
  const ids = await inShops(ctx.db, { shops }, async (tx) => {
    const now = await readClock(tx, ctx.clock);
    return await placedCalls(tx, { shops, ...call }, plus(now, -REPORTED_WITHIN));
  });
  return ids.find(isIt) ?? null;
}

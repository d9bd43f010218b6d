import { and, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { ContactId, ShopId } from "../domain/brand.ts";
import type { Instant } from "../domain/instant.ts";
import type { Tx } from "./connect.ts";
import { contacts } from "./schema.ts";

/** Calls by a provider since then that go by this id of its own, or by none that we know: its answer was not read yet. */
export async function placedCalls(
  tx: Tx,
  call: { readonly shops: readonly ShopId[]; readonly provider: string; readonly providerId: string },
  since: Instant,
): Promise<ContactId[]> {
  const rows = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(
      and(
        inArray(contacts.shopId, [...call.shops]),
        gt(contacts.claimedAt, since),
        eq(contacts.channel, "call"),
        eq(contacts.provider, call.provider),
        or(eq(contacts.providerId, call.providerId), isNull(contacts.providerId)),
      ),
    );
  return rows.map(({ id }) => id);
}

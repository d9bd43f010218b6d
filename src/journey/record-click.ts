import type { Instant } from "../domain/instant.ts";
import { findLink, type LinkedOrder, markClicked } from "../store/pay-links.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";

/** Where a pay link leads. `locale` is BCP 47: the buyer's, else the shop's. */
export type LinkTarget =
  | { readonly kind: "open"; readonly url: string; readonly locale: string }
  | { readonly kind: "gone"; readonly locale: string }
  | { readonly kind: "unknown" };

/**
 * Follows a pay link: the first click by a human is kept for attribution (design.md, "Attribution"). The link is gone
 * once there is nothing to pay any more.
 * @param isHuman false for link previews and the like: they are led on and not counted.
 */
export async function recordClick(
  ctx: Pick<JourneyContext, "db" | "vault" | "clock">,
  code: string,
  isHuman: boolean,
): Promise<LinkTarget> {
  const everyone = new Map((await allShops(ctx.db)).map((shop) => [shop.id, shop]));
  return await inShops(ctx.db, { shops: [...everyone.keys()] }, async (tx) => {
    const link = await findLink(tx, ctx.vault, code);
    if (!link) return { kind: "unknown" };
    const now = await readClock(tx, ctx.clock);
    const locale = link.locale ?? everyone.get(link.shopId)?.locale ?? "en";
    if (link.payUrl === null || !isOpen(link, now)) return { kind: "gone", locale };
    if (isHuman && link.clickedAt === null) await markClicked(tx, code, now);
    return { kind: "open", url: link.payUrl, locale };
  });
}

const isOpen = ({ status, closesAt }: LinkedOrder, now: Instant): boolean =>
  (status === "unpaid" || status === "partially_paid") && (closesAt === null || now < closesAt);

import { type LinkRequest, visitorOf } from "../domain/click.ts";
import type { Instant } from "../domain/instant.ts";
import { findLink, type LinkedOrder, markClicked } from "../store/pay-links.ts";
import { allShops } from "../store/shops.ts";
import { inShops, readClock } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { isLinkCode } from "./link-code.ts";

/** Where a pay link leads. `locale` is BCP 47: the buyer's, else the shop's. */
export type LinkTarget =
  | { readonly kind: "open"; readonly url: string }
  | { readonly kind: "paid" | "ended"; readonly locale: string; readonly shopName: string }
  | { readonly kind: "unknown" };

/**
 * Follows a pay link: the first click by a human is kept for attribution (design.md, "Attribution"); programs are led
 * on and not counted. The link is void once there is nothing to pay any more.
 */
export async function recordClick(
  ctx: Pick<JourneyContext, "db" | "vault" | "clock">,
  code: string,
  request: LinkRequest,
): Promise<LinkTarget> {
  if (!isLinkCode(ctx, code)) return { kind: "unknown" };
  const everyone = new Map((await allShops(ctx.db)).map((shop) => [shop.id, shop]));
  return await inShops(ctx.db, { shops: [...everyone.keys()] }, async (tx) => {
    const link = await findLink(tx, ctx.vault, code);
    const shop = link && everyone.get(link.shopId);
    if (!shop) return { kind: "unknown" };
    const now = await readClock(tx, ctx.clock);
    if (link.payUrl === null || !isOpen(link, now)) {
      const kind = link.status === "paid" ? "paid" : "ended";
      return { kind, locale: link.locale ?? shop.locale, shopName: shop.name };
    }
    const { human } = visitorOf(request, now - link.sentAt);
    if (human && link.clickedAt === null) await markClicked(tx, code, now);
    return { kind: "open", url: link.payUrl };
  });
}

const isOpen = ({ status, closesAt }: LinkedOrder, now: Instant): boolean =>
  (status === "unpaid" || status === "partially_paid") && (closesAt === null || now < closesAt);

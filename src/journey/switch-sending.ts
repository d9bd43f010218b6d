import type { ChannelName } from "../domain/channel.ts";
import { findShop } from "../store/shops.ts";
import { changeSending } from "./change-sending.ts";
import type { JourneyContext } from "./context.ts";

/**
 * Pauses or resumes sending of a shop named by its slug; null stands for every shop, every channel.
 * @returns whether anything changed. Throws an error for the one who asked where there is no such shop.
 */
export async function switchSending(
  ctx: Pick<JourneyContext, "db">,
  change: { readonly slug: string | null; readonly channel: ChannelName | null; readonly paused: boolean },
): Promise<boolean> {
  const { slug, channel, paused } = change;
  const shop = slug === null ? null : await findShop(ctx.db, slug);
  if (slug !== null && shop === null) throw new Error(`shop: there is no shop "${slug}"; name it by its slug`);
  return await changeSending(ctx, { shopId: shop?.id ?? null, channel, paused, by: "command line" });
}

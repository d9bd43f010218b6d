/** What a platform signs a shop's webhooks with (contract.md, "Webhooks in"). */
import { PLATFORM_SECRET, type Platform } from "../domain/platform.ts";
import { expirePlatformSecrets, insertPlatformSecret } from "../store/platform-secrets.ts";
import { findShop, lockShop, type Shop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { ShopRefused } from "./create-shop.ts";
import { auditKeys, BOTH_HOLD } from "./shop-keys.ts";

/**
 * Sets apart what a platform signs a shop's webhooks with: what we gave the shop signs its own webhooks alone from then
 * on. The one before holds for a day more, because platforms take their time to change.
 */
export async function putPlatformSecret(
  ctx: Pick<JourneyContext, "db" | "vault">,
  shop: Shop,
  { by, platform, secret }: { readonly by: string; readonly platform: Platform; readonly secret: string },
): Promise<void> {
  await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    await lockShop(tx, shop.id);
    await expirePlatformSecrets(tx, shop.id, platform, BOTH_HOLD);
    await insertPlatformSecret(tx, ctx.vault, shop.id, { platform, secret });
    await auditKeys(tx, shop, by, "shop.platform_secret.create", platform);
  });
}

/** What we gave the shop signs the platform's webhooks again, from now on. @returns false where none was set apart. */
export async function dropPlatformSecret(
  ctx: Pick<JourneyContext, "db">,
  shop: Shop,
  { by, platform }: { readonly by: string; readonly platform: Platform },
): Promise<boolean> {
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    await lockShop(tx, shop.id);
    const ended = await expirePlatformSecrets(tx, shop.id, platform, 0);
    if (ended === 0) return false;
    await auditKeys(tx, shop, by, "shop.platform_secret.revoke", platform);
    return true;
  });
}

/**
 * The same from the command line.
 * @throws ShopRefused where there is no such shop, or the text can't be a secret.
 */
export async function putPlatformSecretByHand(
  ctx: Pick<JourneyContext, "db" | "vault">,
  { slug, platform, secret }: { readonly slug: string; readonly platform: Platform; readonly secret: string },
): Promise<void> {
  if (!PLATFORM_SECRET.test(secret)) {
    throw new ShopRefused("secret", "expected 16 to 200 visible ASCII characters without blanks on stdin");
  }
  const shop = await findShop(ctx.db, slug);
  if (shop === null) throw new ShopRefused("slug", `there is no shop "${slug}"; name one by its slug`);
  await putPlatformSecret(ctx, shop, { by: "command line", platform, secret });
}

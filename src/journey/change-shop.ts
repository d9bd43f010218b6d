import { insertAudit } from "../store/audit.ts";
import { lockShop, type Shop, updateShop } from "../store/shops.ts";
import { inShops } from "../store/transaction.ts";
import type { JourneyContext } from "./context.ts";
import { checkName, localeOf } from "./create-shop.ts";

interface ShopChange {
  /** What is absent stays. */
  readonly name?: string | undefined;
  /** BCP 47: the language of what buyers are told where they have none of their own. */
  readonly locale?: string | undefined;
  readonly by: string;
  /** Is shown what stands, locked; throws where that is not what the caller means to change. */
  readonly expect: (standing: Shop) => void;
}

/** Renames a shop, or changes its locale. @throws ShopRefused where a value is none of its kind. */
export async function changeShop(
  ctx: Pick<JourneyContext, "db">,
  shop: Shop,
  { name, locale, by, expect }: ShopChange,
): Promise<Shop> {
  const wish = {
    ...(name === undefined ? {} : { name: checkName(name) }),
    ...(locale === undefined ? {} : { locale: localeOf(locale, shop.country) }),
  };
  return await inShops(ctx.db, { shops: [shop.id] }, async (tx) => {
    const standing = (await lockShop(tx, shop.id)) ?? shop;
    expect(standing);
    const next = { ...standing, ...wish };
    await updateShop(tx, next);
    const entry = { shopId: shop.id, actor: by, action: "shop.change", target: shop.slug, detail: wish };
    await insertAudit(tx, entry);
    return next;
  });
}

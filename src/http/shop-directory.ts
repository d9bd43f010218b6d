import type { JourneyContext } from "../journey/context.ts";
import { type PlatformSecrets, readPlatformSecrets } from "../store/platform-secrets.ts";
import { readSecrets } from "../store/secrets.ts";
import { findShop, type Shop } from "../store/shops.ts";

/** A shop with the secrets that its webhooks are signed with. */
export interface SigningShop {
  readonly shop: Shop;
  readonly secrets: readonly string[];
  readonly platformSecrets: PlatformSecrets;
}

/** Finds shops by slug. */
export interface ShopDirectory {
  find(slug: string): Promise<SigningShop | null>;
}

/** Milliseconds. A rotated secret or a new shop is known after this at the latest. */
const KEPT_FOR = 1_000;
const SHOPS_KEPT = 1_000;
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Asks the database once a second for a shop, however many webhooks come; one that failed to answer is asked again. */
export function createShopDirectory(ctx: Pick<JourneyContext, "db" | "vault" | "realTime">): ShopDirectory {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<SigningShop | null> }>();

  const read = async (slug: string): Promise<SigningShop | null> => {
    const shop = await findShop(ctx.db, slug);
    if (shop === null) return null;
    const secrets = await readSecrets(ctx.db, ctx.vault, shop.id);
    return { shop, secrets, platformSecrets: await readPlatformSecrets(ctx.db, ctx.vault, shop.id) };
  };

  return {
    async find(slug) {
      if (!SLUG.test(slug)) return null;
      const now = ctx.realTime.monotonic();
      const found = known.get(slug);
      if (found !== undefined && now < found.until) return await found.answer;
      if (known.size >= SHOPS_KEPT) known.clear();
      const answer = read(slug);
      known.set(slug, { until: now + KEPT_FOR, answer });
      try {
        return await answer;
      } catch (error) {
        known.delete(slug);
        throw error;
      }
    },
  };
}

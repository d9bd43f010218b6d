import type { Shop } from "../store/shops.ts";

/** A shop as staff see it. */
export const shopJson = ({ slug, name, timezone, country, currency, locale }: Shop) => ({
  slug,
  name,
  timezone,
  country,
  currency,
  locale,
});

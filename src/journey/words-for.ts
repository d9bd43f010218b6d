import type { ShopWords } from "../store/shop-words.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";

/** The shop's own words, then ours: `chooseTemplate` says which wins. */
export async function wordsFor(ctx: Pick<JourneyContext, "db" | "words">, shop: Shop): Promise<ShopWords> {
  const { templates, experiments } = await ctx.words.ofShops.read(ctx.db, shop);
  return {
    templates: templates.length === 0 ? ctx.words.templates : [...templates, ...ctx.words.templates],
    experiments,
  };
}

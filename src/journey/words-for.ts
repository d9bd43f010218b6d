import type { Template } from "../domain/template.ts";
import type { Shop } from "../store/shops.ts";
import type { JourneyContext } from "./context.ts";

/** The shop's own published words, then ours: `chooseTemplate` says which wins. */
export async function wordsFor(
  ctx: Pick<JourneyContext, "db" | "words">,
  shop: Shop,
): Promise<{ readonly templates: readonly Template[] }> {
  const own = await ctx.words.ofShops.read(ctx.db, shop);
  return { templates: own.length === 0 ? ctx.words.templates : [...own, ...ctx.words.templates] };
}

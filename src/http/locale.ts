import type { Context } from "hono";
import { badParameter } from "./paging.ts";

const LANGUAGES = /^(zh|en)\b/i;

/**
 * The language that sentences are told in: `?locale=`, else the first of `Accept-Language` that there is, else the shop's.
 * @throws HttpProblem 422 where `locale` names neither Chinese nor English.
 */
export function readLocale(c: Context, shop: { readonly locale: string }): string {
  const named = c.req.query("locale");
  if (named !== undefined) {
    if (!LANGUAGES.test(named)) throw badParameter("locale", "must be zh-CN or en");
    return named;
  }
  c.header("Vary", "Accept-Language");
  const accepted = (c.req.header("accept-language") ?? "")
    .split(",")
    .map((entry) => {
      const [tag = "", quality] = entry.trim().split(/ *; *q=/);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => LANGUAGES.test(tag) && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return accepted[0]?.tag ?? shop.locale;
}

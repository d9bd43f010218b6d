/** What the parts of the configuration file are put together from: each refusal names what was expected. */
import { z } from "zod";

export const expected = (what: string) => ({ error: `expected ${what}` });
export const only = (keys: string) => ({ error: `expected a map with the keys ${keys}` });
export const text = (check: (value: string) => boolean, what: string) =>
  z.string(expected(what)).refine(check, expected(what));

/** An address that is called or shown: http or https. Also used for the environment. */
export const isHttpUrl = (value: string): boolean => /^https?:\/\//i.test(value) && URL.canParse(value);

const RATE = { min: 0.001, max: 10_000 };

/** How fast the provider's account and sender may be asked, by all processes together. */
export const rate = z
  .strictObject(
    {
      per_second: z
        .number(expected("a number"))
        .min(RATE.min, expected(`at least ${RATE.min}`))
        .max(RATE.max, expected(`at most ${RATE.max}`)),
    },
    only("per_second"),
  )
  .transform(({ per_second }) => ({ perSecond: per_second }))
  .optional();

/** Ids of approved templates by locale. */
export const byLocale = (isId: (id: string) => boolean, what: string) =>
  z
    .record(
      text((tag) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag), "a locale such as zh-CN"),
      text(isId, what),
      expected(`a map of locales to ${what}`),
    )
    .default({});

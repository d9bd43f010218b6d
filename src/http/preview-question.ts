import { z } from "zod";
import { GRADES } from "../domain/event.ts";
import { parseAmount, parseCurrency } from "../domain/money.ts";
import type { BuyerKind } from "../domain/policy.ts";
import type { PreviewQuestion } from "../domain/preview.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { canonicalZone, zonesOfCountry } from "../domain/zone.ts";
import type { Shop } from "../store/shops.ts";
import { unprocessable } from "./problem.ts";

const text = z.string().max(200).optional();

/** What may be said of the order. */
export const previewQuestion = {
  placed_at: text,
  closes_at: text,
  timezone: text,
  country: text,
  grade: text,
  amount: text,
  currency: text,
  payment_method: text,
  kind: text,
  flag: text,
  sku: text,
  day_step: text,
};

export const bodySchema = z.strictObject({ ...previewQuestion, policy: z.unknown() });
/** Other parameters are none of its business. */
export const querySchema = z.object(previewQuestion);

const DAY_STEPS = ["1", "5", "10", "15", "30", "60"];
export const DEFAULT_DAY_STEP = "10";

export const EXPECTED = {
  placed_at: "must be an RFC 3339 time with an offset",
  closes_at: "must be an RFC 3339 time with an offset, after placed_at",
  timezone: "must be an IANA time zone",
  country: "must be an ISO 3166-1 alpha-2 country code",
  grade: `must be one of ${GRADES.join(", ")}`,
  amount: 'must be a decimal text such as "199.00"',
  currency: "must be an ISO 4217 code, for instance CNY",
  payment_method: "must be a text",
  kind: "must be new or returning",
  flag: "must be a text",
  sku: "must be a text",
  day_step: `must be one of ${DAY_STEPS.join(", ")}, in minutes`,
  policy: "must be a policy",
} as const;

const KINDS: readonly BuyerKind[] = ["new", "returning"];

/** A question as it came: all texts, any of them absent. */
export type Named = z.output<typeof querySchema>;

/** What is left out is as usual. @throws HttpProblem 422 naming each key that can't be read. */
export function readQuestion(named: Named, shop: Shop, now: PreviewQuestion["placedAt"]): PreviewQuestion {
  const wrong: (keyof typeof EXPECTED)[] = [];
  const read = <T>(key: keyof Named, reader: (value: string) => T | null, otherwise: T): T => {
    const value = named[key];
    const found = value === undefined ? otherwise : reader(value);
    if (found === null && value !== undefined) wrong.push(key);
    return found ?? otherwise;
  };
  const currency = read("currency", parseCurrency, shop.currency);
  const usual = parseAmount("100", currency);
  const amount = read("amount", (value) => asAmount(parseAmount(value, currency)), asAmount(usual));
  const placedAt = read("placed_at", parseTimestamp, now);
  const closesAt = read<PreviewQuestion["closesAt"]>("closes_at", parseTimestamp, null);
  if (closesAt !== null && closesAt <= placedAt) wrong.push("closes_at");
  const question = {
    placedAt,
    closesAt,
    currency,
    paymentMethod: named.payment_method ?? null,
    flags: named.flag === undefined ? [] : [named.flag],
    skus: named.sku === undefined ? [] : [named.sku],
    kind: read<BuyerKind>("kind", (value) => KINDS.find((kind) => kind === value) ?? null, "new"),
    grade: read("grade", (value) => GRADES.find((grade) => grade === value) ?? null, "C"),
    timezone: read<string | null>("timezone", canonicalZone, null),
    country: read<string | null>("country", (value) => (zonesOfCountry(value).length > 0 ? value : null), null),
  };
  if (named.day_step !== undefined && !DAY_STEPS.includes(named.day_step)) wrong.push("day_step");
  if (wrong.length > 0 || amount === null) throw refused(wrong);
  return { ...question, amount };
}

/** 422 for these keys of the question. */
export const refused = (keys: readonly string[]) =>
  unprocessable(
    Object.entries(EXPECTED).flatMap(([key, detail]) =>
      keys.includes(key) ? [{ pointer: `/${key}`, code: key, detail }] : [],
    ),
  );

const asAmount = (amount: ReturnType<typeof parseAmount>) => (typeof amount === "number" ? amount : null);

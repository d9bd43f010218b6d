import type { Context } from "hono";
import { type CurrencyCode, parseCurrency } from "../domain/money.ts";
import { badParameter } from "./paging.ts";

/** `currency` of statistics. @param usual where it is absent. @throws HttpProblem 422 where ISO 4217 has no such code. */
export function readCurrency(c: Context, usual: CurrencyCode): CurrencyCode {
  const code = c.req.query("currency");
  const currency = code === undefined ? usual : parseCurrency(code);
  if (currency === null) throw badParameter("currency", "must be an ISO 4217 code, for instance CNY");
  return currency;
}

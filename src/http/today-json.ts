import { toIso } from "../domain/instant.ts";
import { formatAmount } from "../domain/money.ts";
import { languageOf } from "../domain/reason-text.ts";
import { recoveryFigures } from "../domain/recovery.ts";
import type { ShopTrouble } from "../domain/trouble.ts";
import { tellTrouble } from "../domain/trouble-text.ts";
import type { Today } from "../journey/look-at-today.ts";
import type { Shop } from "../store/shops.ts";
import { liftJson } from "./lift-json.ts";

/** `today`, troubles in the words of `locale`. */
export function todayJson(today: Today, shop: Shop, locale: string) {
  const { currency, timezone } = shop;
  const { orders, reminded, recovered, recovered_amount, rate } = recoveryFigures(today.week, currency);
  return {
    at: toIso(today.at),
    currency,
    waiting: { orders: today.waiting.orders, amount: formatAmount(today.waiting.amount, currency) },
    due: today.due.map(({ hour, ...rest }) => ({ hour: toIso(hour), ...rest })),
    sent: today.sent,
    recovered: {
      orders: today.recovered.orders,
      amount: formatAmount(today.recovered.amount, currency),
      net_amount: formatAmount(today.recovered.netAmount, currency),
    },
    week: { orders, reminded, recovered, recovered_amount, rate },
    lift: liftJson(today.lift, currency),
    troubles: today.troubles.map((trouble) => troubleJson(trouble, locale, timezone)),
  };
}

function troubleJson(trouble: ShopTrouble, locale: string, zone: string) {
  const told = tellTrouble(trouble, { language: languageOf(locale), zone });
  return { kind: trouble.kind, since: toIso(trouble.since), ...told };
}

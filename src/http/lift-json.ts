import { type ArmRate, type Interval, LIFT_METHOD, type Lift } from "../domain/lift.ts";
import { type CurrencyCode, formatAmount, minor } from "../domain/money.ts";

/** `stats/lift` (contract.md, "Shapes that are fixed"); what follows `needed_orders` is beside it. */
export function liftJson(lift: Lift, currency: CurrencyCode) {
  return {
    treated: armJson(lift.treated),
    held_out: armJson(lift.heldOut),
    lift: lift.difference.value,
    low: lift.difference.low,
    high: lift.difference.high,
    method: LIFT_METHOD,
    enough: lift.enough,
    needed_orders: lift.neededOrders,
    verdict: verdictOf(lift),
    anytime_low: lift.anytime.low,
    anytime_high: lift.anytime.high,
    ratio: lift.ratio,
    caused_orders: lift.causedOrders,
    caused_amount: amountJson(lift.causedAmount, currency),
    currency,
  };
}

const armJson = ({ orders, buyers, paid, rate }: ArmRate) => ({ orders, buyers, paid, rate });

/** By the interval that may be looked at every day. */
function verdictOf({ enough, anytime }: Lift): string {
  if (!enough) return "not enough data yet";
  if (anytime.low > 0) return "reminding brings payments";
  return anytime.high < 0 ? "reminding costs payments" : "no difference that matters";
}

/** Null while nothing is known of how amounts spread. */
function amountJson({ value, low, high }: Interval, currency: CurrencyCode) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  const money = (amount: number) => formatAmount(minor(Math.round(amount)), currency);
  return { value: money(value), low: money(low), high: money(high) };
}

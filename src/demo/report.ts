/** The recovery table, as a shop owner reads it. */
import type { Checks } from "./checks.ts";
import type { Recovery, RecoveryRow } from "./shop-client.ts";
import { table } from "./table.ts";

const HEAD = ["orders", "planned", "reminded", "won back", "rate", "amount won back", "after refunds"];

/** What rows are called; a slot goes by the hours of ordering it is for. */
const NAMES: Readonly<Record<string, string>> = {
  call: "phone call",
  im: "instant message",
  sms: "SMS",
  closing_soon: "closing soon",
  none: "not reminded",
};

export function recoveryTable(by: string, { rows, totals, currency }: Recovery): string {
  const line = (name: string, row: Omit<RecoveryRow, "key">): string[] => [
    name,
    String(row.orders),
    String(row.planned),
    String(row.reminded),
    String(row.recovered),
    row.reminded === 0 ? "–" : `${(row.rate * 100).toFixed(1)}%`,
    money(row.recovered_amount, currency),
    money(row.net_amount, currency),
  ];
  const sorted = rows.toSorted((a, b) => placeOf(a.key) - placeOf(b.key));
  return table([[by, ...HEAD], ...sorted.map((row) => line(NAMES[row.key] ?? row.key, row)), line("all", totals)]);
}

/** As `NAMES` has them, what it does not name first. */
const placeOf = (key: string): number => Object.keys(NAMES).indexOf(key);

const money = (amount: string, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(Number(amount));

export const checksLine = (checks: Checks): string =>
  [
    `orders taken in: ${checks.ordersStored} of ${checks.ordersPosted}`,
    `messages sent: ${checks.sent} (in the database: ${checks.stored})`,
    `sent twice: ${checks.twice}`,
    `after paid: ${checks.afterPaid}`,
    `after STOP: ${checks.afterStop}`,
    `to held-out buyers: ${checks.heldOut}`,
  ].join(" · ");

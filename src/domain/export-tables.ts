/** What analysts take out: tables, columns and their kinds (docs/data.md). The views `analytics.*` have the same ones. */

/**
 * How a column is written. `amount`: decimal of the currency beside it, up to 4 decimals. `cost`: the same with up to 6.
 * `moment`: UTC. `date`: of the shop's zone.
 */
export type ExportKind = "text" | "whole" | "boolean" | "amount" | "cost" | "moment" | "date";

export interface ExportColumn {
  readonly name: string;
  readonly kind: ExportKind;
}

export const EXPORT_TABLES = ["orders", "contacts", "calls", "conversions", "stats"] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];

export const EXPORT_FORMATS = ["csv", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** One row, its values in the order of the columns; decimals as text, moments in milliseconds, dates as `YYYY-MM-DD`. */
export type ExportRow = readonly (string | number | boolean | null)[];

/** Makes a file of rows that come a few thousand at a time. */
export interface ExportEncoder {
  add(rows: readonly ExportRow[]): Promise<Uint8Array>;
  /** What follows the last rows. */
  finish(): Promise<Uint8Array>;
}

const columns = (kinds: Readonly<Record<string, ExportKind>>): readonly ExportColumn[] =>
  Object.entries(kinds).map(([name, kind]) => ({ name, kind }));

export const EXPORT_COLUMNS: Readonly<Record<ExportTable, readonly ExportColumn[]>> = {
  orders: columns({
    shop: "text",
    order_id: "text",
    placed_at: "moment",
    day: "date",
    status: "text",
    closes_at: "moment",
    paid_at: "moment",
    amount: "amount",
    currency: "text",
    refunded: "amount",
    payment_method: "text",
    payment_error_code: "text",
    buyer_key: "text",
    grade: "text",
    buyer_kind: "text",
    arm: "text",
    eligible: "boolean",
    was_unpaid: "boolean",
    planned: "boolean",
    reminded: "boolean",
    delivered: "boolean",
    clicked: "boolean",
    recovered: "boolean",
    channel: "text",
    template: "text",
    slot: "text",
    reason: "text",
    agent: "text",
    hour: "whole",
    outcome: "text",
    paid_within: "text",
    recovered_amount: "amount",
    net_amount: "amount",
    cost: "cost",
    coupon_cost: "amount",
  }),
  contacts: columns({
    shop: "text",
    contact_id: "text",
    order_id: "text",
    claimed_at: "moment",
    day: "date",
    sent_at: "moment",
    state_at: "moment",
    channel: "text",
    purpose: "text",
    provider: "text",
    state: "text",
    code: "text",
    slot: "text",
    template: "text",
    template_version: "whole",
    template_locale: "text",
    template_reason: "text",
    agent: "text",
    segments: "whole",
    cost: "cost",
    cost_currency: "text",
    clicked_at: "moment",
    dropped: "boolean",
  }),
  calls: columns({
    shop: "text",
    contact_id: "text",
    called_at: "moment",
    day: "date",
    agent: "text",
    outcome: "text",
    promised_at: "moment",
    kept: "boolean",
    orders: "whole",
  }),
  conversions: columns({
    shop: "text",
    order_id: "text",
    placed_at: "moment",
    day: "date",
    recovered: "boolean",
    contact_id: "text",
    channel: "text",
    agent: "text",
    amount: "amount",
    net_amount: "amount",
    currency: "text",
    credited_at: "moment",
    rule_version: "whole",
    coupon_cost: "amount",
  }),
  stats: columns({
    shop: "text",
    day: "date",
    cut: "text",
    key: "text",
    currency: "text",
    orders: "whole",
    planned: "whole",
    reminded: "whole",
    delivered: "whole",
    clicked: "whole",
    recovered: "whole",
    recovered_amount: "amount",
    net_amount: "amount",
    cost: "cost",
    unpriced: "whole",
    coupon_cost: "amount",
  }),
};

/** What the address of the list of orders remembers, and how the API is asked for it. */
import type { z } from "zod";
import type { orderSearch } from "../../../http/openapi/orders.ts";
import type { Order } from "../../api/orders.ts";
import type { RecoveryCut, RecoveryFigure } from "../../parts/cut-words.ts";
import { REASON_CODES } from "../../parts/reason-codes.ts";

type Search = z.output<typeof orderSearch>;
type Asked = { readonly [Name in keyof Search]-?: NonNullable<Search[Name]> };

export interface OrdersSearch {
  /** An order's id or its beginning, a phone, an e-mail, a buyer's id. */
  readonly q?: string;
  readonly status?: Order["status"];
  /** Of a reminder. */
  readonly state?: Asked["state"];
  readonly channel?: Asked["channel"];
  readonly reason?: Asked["reason"];
  readonly grade?: Asked["grade"];
  readonly recovered?: boolean;
  /** Days of placing, in the shop's zone, both included. */
  readonly from?: string;
  readonly to?: string;
  /** The row of recovery statistics that is listed, and which of its figures. */
  readonly by?: RecoveryCut;
  readonly key?: string;
  readonly figure?: RecoveryFigure;
  readonly currency?: string;
}

/** Every value by name: a value that the API gains is missed here by the compiler. */
const all = <Value extends string>(values: Readonly<Record<Value, true>>): readonly Value[] =>
  Object.keys(values).filter((name): name is Value => Object.hasOwn(values, name));

export const STATUSES = all<Order["status"]>({
  unpaid: true,
  partially_paid: true,
  paid: true,
  cancelled: true,
  closed: true,
});
export const STATES = all<Asked["state"]>({
  planned: true,
  queued: true,
  claimed: true,
  done: true,
  cancelled: true,
  skipped: true,
  expired: true,
});
export const CHANNELS = all<Asked["channel"]>({ call: true, im: true, sms: true, email: true });
export const GRADES = all<Asked["grade"]>({ A: true, B: true, C: true, D: true, E: true, F: true });
const CUTS = all<RecoveryCut>({
  day: true,
  channel: true,
  template: true,
  slot: true,
  reason: true,
  agent: true,
  buyer: true,
  grade: true,
  hour: true,
  hours: true,
  template_version: true,
  outcome: true,
  paid_within: true,
  shop: true,
});
const FIGURES = all<RecoveryFigure>({
  orders: true,
  planned: true,
  reminded: true,
  delivered: true,
  clicked: true,
  recovered: true,
});

/** What the address says, as far as it makes sense; the rest is left out. */
export function readOrdersSearch(given: Record<string, unknown>): OrdersSearch {
  const text = (name: string) => {
    const value = given[name];
    return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;
  };
  const one = <Value extends string>(name: string, known: readonly Value[]) =>
    known.find((value) => value === text(name));
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(text(name) ?? "") ? text(name) : undefined);
  const by = one("by", CUTS);
  const key = text("key");
  const isRow = by !== undefined && key !== undefined;
  const recovered = String(given.recovered);
  return withoutGaps({
    q: text("q"),
    status: one("status", STATUSES),
    state: one("state", STATES),
    channel: one("channel", CHANNELS),
    reason: one("reason", REASON_CODES),
    grade: one("grade", GRADES),
    recovered: recovered === "true" || recovered === "false" ? recovered === "true" : undefined,
    from: day("from"),
    to: day("to"),
    by: isRow ? by : undefined,
    key: isRow ? key : undefined,
    figure: one("figure", FIGURES),
    currency: isRow && /^[A-Z]{3}$/.test(text("currency") ?? "") ? text("currency") : undefined,
  });
}

type Gaps<Given> = { readonly [Name in keyof Given]?: Given[Name] | undefined };

/** Without what is undefined. */
export const withoutGaps = (search: Gaps<OrdersSearch>): OrdersSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));

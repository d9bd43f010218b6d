/** Columns of a CSV file of orders (docs/import.md): the order's fields, the buyer's prefixed `buyer_`. */
import { parseJson } from "./json.ts";

/** How a cell is read. `list`: separated by `;`. `json`: as in a webhook. */
type Form = "text" | "number" | "list" | "json";

const ORDER: Readonly<Record<string, Form>> = {
  id: "text",
  version: "number",
  status: "text",
  placed_at: "text",
  closes_at: "text",
  paid_at: "text",
  amount: "text",
  currency: "text",
  refunded: "text",
  pay_url: "text",
  items: "json",
  payment_method: "text",
  payment_error: "json",
  note: "text",
  flags: "list",
  ships_at: "text",
};
const BUYER: Readonly<Record<string, Form>> = {
  id: "text",
  name: "text",
  phone: "text",
  phone_kind: "text",
  email: "text",
  im: "json",
  locale: "text",
  timezone: "text",
  country: "text",
  grade: "text",
  paid_orders: "number",
  consent: "json",
};

interface Column {
  readonly name: string;
  readonly of: "order" | "buyer";
  readonly key: string;
  readonly form: Form;
}

const COLUMNS: ReadonlyMap<string, Column> = new Map(
  [
    ...Object.entries(ORDER).map(([key, form]): Column => ({ name: key, of: "order", key, form })),
    ...Object.entries(BUYER).map(([key, form]): Column => ({ name: `buyer_${key}`, of: "buyer", key, form })),
  ].map((column) => [column.name, column]),
);

export const CSV_COLUMNS: readonly string[] = [...COLUMNS.keys()];

/** Without a status every row is an unpaid order; with one, only the rows tell what they need. */
const OF_UNPAID = ["placed_at", "amount", "currency"];
const WAYS = ["buyer_phone", "buyer_email", "buyer_im"];

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** The columns that the first row names. What is told of a wrong one holds no value: the first row may be an order. */
export function readHeader(cells: readonly string[]): Read<readonly Column[]> {
  const names = cells.map((cell) => cell.trim());
  const unknown = names.flatMap((name, at) => (COLUMNS.has(name) ? [] : [shown(name, at)]));
  if (unknown.length > 0) {
    const more = unknown.length > 5 ? ", …" : "";
    return refused(
      `unknown columns: ${unknown.slice(0, 5).join(", ")}${more}; expected a first row that names some of ${CSV_COLUMNS.join(", ")}`,
    );
  }
  const doubled = names.find((name, at) => names.indexOf(name) !== at);
  if (doubled !== undefined) return refused(`expected each column once, found ${doubled} twice`);
  const needed = names.includes("status") ? ["id"] : ["id", ...OF_UNPAID];
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) return refused(`expected the columns ${missing.join(", ")} as well`);
  if (!names.includes("status") && !WAYS.some((name) => names.includes(name))) {
    return refused(`expected at least one of the columns ${WAYS.join(", ")}`);
  }
  return { ok: true, value: names.flatMap((name) => COLUMNS.get(name) ?? []) };
}

const shown = (name: string, at: number): string => (/^[A-Za-z_]{1,40}$/.test(name) ? name : `number ${at + 1}`);
const refused = (why: string) => ({ ok: false, why }) as const;

/**
 * A row as the `data` of a webhook, in JSON; the same whatever order the columns stand in. An empty cell says nothing.
 * What cells hold is judged by whoever reads the JSON.
 */
export function dataOf(columns: readonly Column[], cells: readonly string[]): Read<Buffer> {
  if (cells.length !== columns.length) {
    return refused(`expected ${columns.length} cells as in the first row, found ${cells.length}`);
  }
  const values = new Map<string, string>();
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? "";
    if (cell.trim() === "") continue;
    const value = jsonOf(column.form, cell);
    if (value === null) return refused(`${column.name} must be JSON text, as in a webhook`);
    values.set(column.name, value);
  }
  const part = (of: Column["of"]): string =>
    [...COLUMNS.values()]
      .filter((column) => column.of === of && values.has(column.name))
      .map(({ name, key }) => `${JSON.stringify(key)}:${values.get(name)}`)
      .join(",");
  const buyer = part("buyer");
  const data = `{"order":{${part("order")}}${buyer === "" ? "" : `,"buyer":{${buyer}}`}}`;
  return { ok: true, value: Buffer.from(data) };
}

function jsonOf(form: Form, cell: string): string | null {
  switch (form) {
    case "text":
      return JSON.stringify(cell);
    case "number":
      return /^(0|[1-9]\d{0,14})$/.test(cell.trim()) ? cell.trim() : JSON.stringify(cell);
    case "list":
      return JSON.stringify(
        cell
          .split(";")
          .map((one) => one.trim())
          .filter((one) => one !== ""),
      );
    case "json":
      return parseJson(Buffer.from(cell)).ok ? cell : null;
    default:
      return form satisfies never;
  }
}

/** The column that a pointer into such data means, and what of it: `/buyer/phone` is `buyer_phone`. */
export const columnOf = (pointer: string): string =>
  pointer.replace(/^\/order\/?/, "").replace(/^\/buyer\/?/, "buyer_") || "the row";
